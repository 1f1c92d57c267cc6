//! Finding and listing certificates.

use rusqlite::Connection;

use super::{Certificate, CertificateError, CertificateId, table};
use crate::ground::{NamePattern, ObjectName};

/// The certificate `name`.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub(crate) fn find(db: &Connection, name: &ObjectName) -> Result<Certificate, CertificateError> {
    table::get(db, name)?.ok_or(CertificateError::Missing)
}

/// The certificate with that id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub(crate) fn find_by_id(
    db: &Connection,
    id: CertificateId,
) -> Result<Certificate, CertificateError> {
    table::get_by_id(db, id)?.ok_or(CertificateError::Missing)
}

/// The certificates whose names fit `pattern`, by name, read as they are asked for: memory does not
/// grow with their number. A pattern with `*` may fit none; a name that fits none is an error.
pub(crate) fn stream<'db>(
    db: &'db Connection,
    pattern: &NamePattern,
) -> impl Iterator<Item = Result<Certificate, CertificateError>> + use<'db> {
    Stream::new(db, pattern, String::new())
}

/// All certificates whose names come after `name`, as [`stream`]; those before it are not read.
pub(crate) fn stream_after<'db>(
    db: &'db Connection,
    name: &str,
) -> impl Iterator<Item = Result<Certificate, CertificateError>> + use<'db> {
    Stream::new(db, &NamePattern::all(), name.to_owned())
}

/// Certificates read a page at a time, each page beginning after the last name of the one before.
struct Stream<'db> {
    db: &'db Connection,
    pattern: NamePattern,
    page: std::vec::IntoIter<Certificate>,
    last: String,
    ended: bool,
}

impl Iterator for Stream<'_> {
    type Item = Result<Certificate, CertificateError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.len() == 0 && !self.ended {
            match self.read() {
                Ok(page) => self.page = page.into_iter(),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        self.page.next().map(Ok)
    }
}

impl<'db> Stream<'db> {
    fn new(db: &'db Connection, pattern: &NamePattern, last: String) -> Self {
        Self {
            db,
            pattern: pattern.clone(),
            page: Vec::new().into_iter(),
            last,
            ended: false,
        }
    }

    fn read(&mut self) -> Result<Vec<Certificate>, CertificateError> {
        if let NamePattern::Name(name) = &self.pattern {
            self.ended = true;
            return find(self.db, name).map(|certificate| vec![certificate]);
        }
        let page = table::page(self.db, &self.pattern, &self.last)?;
        match page.last() {
            Some(last) => self.last = last.name.to_string(),
            None => self.ended = true,
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::Array;
    use crate::lifecycle::tests::TestHome;

    fn names(array: &Array, pattern: &str) -> Vec<String> {
        let pattern = pattern.parse().unwrap();
        let named = |found: Result<Certificate, CertificateError>| found.unwrap().name.to_string();
        let named = array.store().read(|db| {
            Ok::<_, CertificateError>(stream(db, &pattern).map(named).collect::<Vec<_>>())
        });
        named.unwrap()
    }

    /// More than are read at a time.
    #[test]
    fn thousands_are_streamed_in_order() {
        const COUNT: usize = 2500;
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        array
            .store()
            .write(|tx| {
                for number in 0..COUNT {
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
        let found = names(&array, "copy-*");
        assert_eq!(found.len(), COUNT);
        assert!(found.is_sorted());
        assert_eq!(names(&array, "*").len(), COUNT + 1);
        let after = array.store().read(|db| {
            let found = stream_after(db, "COPY-2497").map(|found| Ok(found?.name.to_string()));
            found.collect::<Result<Vec<_>, CertificateError>>()
        });
        assert_eq!(after.unwrap(), ["Copy-2498", "Copy-2499", "management"]);
        assert_eq!(
            names(&array, "*-24*9"),
            ["Copy-2409", "Copy-2419"]
                .map(str::to_owned)
                .into_iter()
                .chain((2..10).map(|tens| format!("Copy-24{tens}9")))
                .collect::<Vec<_>>()
        );
    }
}
