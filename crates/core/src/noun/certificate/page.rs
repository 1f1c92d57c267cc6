//! Many certificates as lines of a list, read a page at a time.

use std::ops::{ControlFlow, Range};

use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, Row, params};

use super::{CertificateError, CertificateRow, Status, Validity};
use crate::ground::NamePattern;

/// How many certificates are read at a time.
const PAGE: u32 = 200;

/// The columns of a [`CertificateRow`]; of them the texts that may be missing come last.
macro_rules! columns {
    () => {
        "name, status, key_size, valid_from, valid_to, issued_to, issued_by, country, state, \
         locality, organization, organizational_unit, email, common_name"
    };
}

/// How many texts may be missing.
const TEXTS: usize = 9;

/// Calls `visit` with the certificates whose names fit `pattern`, by name, until it breaks. They are
/// read as they are asked for: memory does not grow with their number. A pattern with `*` may fit none;
/// a name that fits none is an error.
pub(crate) fn for_each(
    db: &Connection,
    pattern: &NamePattern,
    visit: &mut dyn FnMut(CertificateRow<'_>) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, CertificateError> {
    let mut statement = statement(db, pattern)?;
    let mut page = Page::default();
    let mut last = String::new();
    loop {
        page.read(&mut statement, pattern, &last)?;
        let Some(end) = page.rows.last() else { break };
        last.clear();
        last.push_str(&page.texts[end.name.clone()]);
        if page.rows().try_for_each(&mut *visit).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    if last.is_empty() && pattern.as_name().is_some() {
        return Err(CertificateError::Missing);
    }
    Ok(ControlFlow::Continue(()))
}

/// Reads the certificates that fit `pattern` and come after a name. A pattern that fits all is not
/// compared with each.
fn statement<'db>(
    db: &'db Connection,
    pattern: &NamePattern,
) -> Result<CachedStatement<'db>, CertificateError> {
    let is_all = matches!(pattern, NamePattern::Wild(wild) if wild == "*");
    let statement = db.prepare_cached(if is_all {
        concat!(
            "SELECT ",
            columns!(),
            " FROM certificate WHERE name > ?2 AND ?1 IS NOT NULL ORDER BY name LIMIT ?3"
        )
    } else {
        concat!(
            "SELECT ",
            columns!(),
            " FROM certificate WHERE name LIKE ?1 ESCAPE '\\' AND name > ?2 ORDER BY name LIMIT ?3"
        )
    })?;
    Ok(statement)
}

/// Certificates, and all their texts in one: a string for each would take longer to allocate than to
/// read. The memory is that of the page before.
#[derive(Default)]
struct Page {
    texts: String,
    rows: Vec<Stored>,
}

/// Where the texts of a certificate are, and the rest of it.
struct Stored {
    name: Range<usize>,
    status: Status,
    key_size: u32,
    validity: Validity,
    texts: [Option<Range<usize>>; TEXTS],
}

impl Page {
    fn read(
        &mut self,
        statement: &mut CachedStatement<'_>,
        pattern: &NamePattern,
        last: &str,
    ) -> Result<(), CertificateError> {
        self.texts.clear();
        self.rows.clear();
        let mut rows = statement.query(params![pattern.to_like(), last, PAGE])?;
        while let Some(row) = rows.next()? {
            let stored = self.store(row)?;
            self.rows.push(stored);
        }
        Ok(())
    }

    fn store(&mut self, row: &Row<'_>) -> Result<Stored, CertificateError> {
        let damaged = || CertificateError::Damaged;
        let time = |column| -> Result<Timestamp, CertificateError> {
            Timestamp::from_second(row.get(column)?).map_err(|_| damaged())
        };
        let status = row.get_ref(1)?.as_str().map_err(|_| damaged())?;
        let mut texts = [const { None }; TEXTS];
        for (index, text) in texts.iter_mut().enumerate() {
            *text = self.text(row, 5 + index)?;
        }
        Ok(Stored {
            name: self.text(row, 0)?.ok_or_else(damaged)?,
            status: Status::from_stored(status).ok_or_else(damaged)?,
            key_size: row.get(2)?,
            validity: Validity {
                from: time(3)?,
                to: time(4)?,
            },
            texts,
        })
    }

    fn text(
        &mut self,
        row: &Row<'_>,
        column: usize,
    ) -> Result<Option<Range<usize>>, CertificateError> {
        let text = row.get_ref(column)?.as_str_or_null();
        let text = text.map_err(|_| CertificateError::Damaged)?;
        Ok(text.map(|text| {
            let start = self.texts.len();
            self.texts.push_str(text);
            start..self.texts.len()
        }))
    }

    fn rows(&self) -> impl Iterator<Item = CertificateRow<'_>> {
        self.rows.iter().map(|stored| {
            let text = |range: &Option<Range<usize>>| Some(&self.texts[range.clone()?]);
            let [
                to,
                by,
                country,
                state,
                locality,
                organization,
                unit,
                email,
                common_name,
            ] = stored.texts.each_ref().map(text);
            CertificateRow {
                name: &self.texts[stored.name.clone()],
                status: stored.status,
                key_size: stored.key_size,
                issued_to: to,
                issued_by: by,
                validity: stored.validity,
                country,
                state,
                locality,
                organization,
                organizational_unit: unit,
                email,
                common_name,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::{Array, ObjectName};
    use crate::lifecycle::tests::TestHome;
    use crate::noun::certificate::find;

    fn visited(array: &Array, pattern: &str, limit: usize) -> Vec<String> {
        let mut names = Vec::new();
        let mut visit = |row: CertificateRow<'_>| {
            names.push(row.name.to_owned());
            match names.len() < limit {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        };
        let pattern = pattern.parse().unwrap();
        let ended = array
            .store()
            .read(|db| for_each(db, &pattern, &mut visit))
            .unwrap();
        assert_eq!(ended.is_break(), names.len() == limit);
        names
    }

    #[test]
    fn more_than_a_page_is_visited_by_name() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        array
            .store()
            .write(|tx| {
                for number in 0..450 {
                    tx.execute(
                        "INSERT INTO certificate (name, status, key_algorithm, key_size,
                             valid_from, valid_to)
                         SELECT ?1, status, key_algorithm, key_size, valid_from, valid_to
                         FROM certificate WHERE name = 'management'",
                        [format!("Copy-{number:04}")],
                    )?;
                }
                Ok::<_, CertificateError>(())
            })
            .unwrap();
        let all = visited(&array, "*", usize::MAX);
        assert_eq!(all.len(), 451);
        assert!(all.is_sorted());
        assert_eq!(visited(&array, "copy-*", usize::MAX), all[..450]);
        assert_eq!(visited(&array, "*", 201), all[..201]);
        assert_eq!(visited(&array, "nope*", usize::MAX), [""; 0]);
    }

    #[test]
    fn a_line_is_what_the_certificate_says() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let name: ObjectName = "management".parse().unwrap();
        let mut lines = 0;
        let ended = array
            .store()
            .read(|db| {
                let certificate = find(db, &name)?;
                for_each(db, &NamePattern::Name(name.clone()), &mut |row| {
                    assert_eq!(row, certificate.row());
                    lines += 1;
                    ControlFlow::Continue(())
                })
            })
            .unwrap();
        assert!(ended.is_continue());
        assert_eq!(lines, 1);
        let nope = NamePattern::Name("nope".parse().unwrap());
        let missing = array
            .store()
            .read(|db| for_each(db, &nope, &mut |_| ControlFlow::Continue(())));
        assert!(matches!(missing, Err(CertificateError::Missing)));
    }
}
