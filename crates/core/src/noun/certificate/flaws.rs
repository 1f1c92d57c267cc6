//! Why key managers may refuse a certificate, which is accepted all the same: they decide.

use kmip::client;
use rusqlite::Connection;

use super::summary::{Summary, parse};
use super::{CertificateError, CertificateId, table};

/// What a key manager may refuse, and why: the certificate itself ("it: ..."), or an intermediate.
///
/// # Errors
/// When there is no certificate with that id, or it cannot be read.
pub(crate) fn flaws(db: &Connection, id: CertificateId) -> Result<Vec<String>, CertificateError> {
    let material = table::material(db, id)?;
    let mut found = Vec::new();
    let of_leaf = client::flaws(&material.certificate);
    found.extend(of_leaf.into_iter().map(|flaw| format!("it, since {flaw}")));
    for der in material.intermediates()? {
        let name = parse(&der)
            .ok()
            .and_then(|read| Summary::of(&read).ok()?.issued_to);
        let name = name.unwrap_or_else(|| "without a name".to_owned());
        let of_intermediate = client::flaws(&der).into_iter();
        found.extend(of_intermediate.map(|flaw| format!("its intermediate {name}, since {flaw}")));
    }
    Ok(found)
}
