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
    match pattern {
        NamePattern::Name(name) => Stream::One(Some(find(db, name))),
        NamePattern::Wild(_) => Stream::Many(Box::new(Pages {
            db,
            pattern: pattern.clone(),
            page: Vec::new().into_iter(),
            last: String::new(),
        })),
    }
}

/// The certificates whose names fit `pattern`, by name.
///
/// # Errors
/// When a name fits none, or the database cannot be read.
pub fn list(db: &Connection, pattern: &NamePattern) -> Result<Vec<Certificate>, CertificateError> {
    stream(db, pattern).collect()
}

enum Stream<'db> {
    One(Option<Result<Certificate, CertificateError>>),
    Many(Box<Pages<'db>>),
}

/// Certificates read a page at a time, each page beginning behind the last name of the one before.
struct Pages<'db> {
    db: &'db Connection,
    pattern: NamePattern,
    page: std::vec::IntoIter<Certificate>,
    last: String,
}

impl Iterator for Stream<'_> {
    type Item = Result<Certificate, CertificateError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::One(found) => found.take(),
            Self::Many(pages) => pages.next().transpose(),
        }
    }
}

impl Pages<'_> {
    fn next(&mut self) -> Result<Option<Certificate>, CertificateError> {
        if let Some(certificate) = self.page.next() {
            return Ok(Some(certificate));
        }
        let page = table::page(self.db, &self.pattern, &self.last)?;
        if let Some(last) = page.last() {
            self.last = last.name.to_string();
        }
        self.page = page.into_iter();
        Ok(self.page.next())
    }
}
