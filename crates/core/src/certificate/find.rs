//! Finding and listing certificates.

use rusqlite::Connection;

use super::{Certificate, CertificateError, CertificateId, table};
use crate::name::ObjectName;
use crate::pattern::NamePattern;

/// The certificate `name`.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub fn find(db: &Connection, name: &ObjectName) -> Result<Certificate, CertificateError> {
    table::get(db, name)?.ok_or(CertificateError::Missing)
}

/// The certificate with that id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub fn find_by_id(db: &Connection, id: CertificateId) -> Result<Certificate, CertificateError> {
    table::get_by_id(db, id)?.ok_or(CertificateError::Missing)
}

/// The certificates whose names fit `pattern`, by name, read as they are asked for: memory does not
/// grow with their number. A pattern with `*` may fit none; a name that fits none is an error.
pub fn stream<'db>(
    db: &'db Connection,
    pattern: &NamePattern,
) -> impl Iterator<Item = Result<Certificate, CertificateError>> + use<'db> {
    Stream {
        db,
        pattern: pattern.clone(),
        page: Vec::new().into_iter(),
        last: String::new(),
        ended: false,
    }
}

/// The certificates whose names fit `pattern`, by name.
///
/// # Errors
/// When a name fits none, or the database cannot be read.
pub fn list(db: &Connection, pattern: &NamePattern) -> Result<Vec<Certificate>, CertificateError> {
    stream(db, pattern).collect()
}

/// Certificates read a page at a time, each page beginning behind the last name of the one before.
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

impl Stream<'_> {
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
