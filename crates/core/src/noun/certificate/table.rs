//! The tables of certificates. The columns of `purecert list` are stored, so that listing parses no
//! X.509; certificates and keys lie in a table of their own, so that listing does not read them.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, ffi, params, params_from_iter};
use zeroize::Zeroizing;

use super::summary::Summary;
use super::validity::Validity;
use super::{Certificate, CertificateError, CertificateId, Status};
use crate::ground::{NamePattern, ObjectName};

/// The columns that `purecert list` shows besides the name, in the order that [`values`] gives and
/// [`from_row`] reads them.
macro_rules! shown {
    () => {
        "status, key_algorithm, key_size, issued_to, issued_by, valid_from, valid_to, country, \
         state, locality, organization, organizational_unit, email, common_name"
    };
}

/// How many certificates are read at a time.
const PAGE: u32 = 200;

/// What only TLS and `purecert` itself need of a certificate.
pub(super) struct Material {
    /// DER
    pub(super) certificate: Vec<u8>,
    /// DER, one after another, from the issuer upwards.
    pub(super) intermediates: Vec<u8>,
    /// PKCS #8 DER
    pub(super) key: Zeroizing<Vec<u8>>,
}

/// A certificate that is made or read, and what it says of itself.
pub(super) struct Made {
    pub(super) material: Material,
    pub(super) summary: Summary,
}

impl Material {
    /// The intermediates, each for itself.
    pub(super) fn intermediates(&self) -> Result<Vec<Vec<u8>>, CertificateError> {
        split(&self.intermediates)
    }
}

/// Certificates in DER, one after another, each for itself.
pub(super) fn split(mut rest: &[u8]) -> Result<Vec<Vec<u8>>, CertificateError> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (left, certificate) =
            x509_parser::parse_x509_certificate(rest).map_err(|_| CertificateError::Damaged)?;
        found.push(certificate.as_raw().to_vec());
        rest = left;
    }
    Ok(found)
}

/// The certificate `name`, if there is one.
pub(super) fn get(
    db: &Connection,
    name: &ObjectName,
) -> Result<Option<Certificate>, CertificateError> {
    db.prepare_cached(concat!(
        "SELECT id, name, ",
        shown!(),
        " FROM certificate WHERE name = ?1"
    ))?
    .query_row([name.as_str()], |row| Ok(from_row(row)))
    .optional()?
    .transpose()
}

/// The certificate with that id, if there is one.
pub(super) fn get_by_id(
    db: &Connection,
    id: CertificateId,
) -> Result<Option<Certificate>, CertificateError> {
    db.prepare_cached(concat!(
        "SELECT id, name, ",
        shown!(),
        " FROM certificate WHERE id = ?1"
    ))?
    .query_row([id.0], |row| Ok(from_row(row)))
    .optional()?
    .transpose()
}

/// The next certificates, by name, whose names fit and come after `last`; empty when there are no
/// more.
pub(super) fn page(
    db: &Connection,
    pattern: &NamePattern,
    last: &str,
) -> Result<Vec<Certificate>, CertificateError> {
    let mut statement = db.prepare_cached(concat!(
        "SELECT id, name, ",
        shown!(),
        " FROM certificate WHERE name LIKE ?1 ESCAPE '\\' AND name > ?2 ORDER BY name LIMIT ?3"
    ))?;
    let rows = statement.query_and_then(params![pattern.to_like(), last, PAGE], from_row)?;
    rows.collect()
}

fn from_row(row: &Row<'_>) -> Result<Certificate, CertificateError> {
    let damaged = || CertificateError::Damaged;
    let time = |column| -> Result<Timestamp, CertificateError> {
        Timestamp::from_second(row.get(column)?).map_err(|_| damaged())
    };
    let name: String = row.get(1)?;
    let status: String = row.get(2)?;
    let algorithm: String = row.get(3)?;
    Ok(Certificate {
        id: CertificateId(row.get(0)?),
        name: name.parse().map_err(|_| damaged())?,
        status: Status::from_stored(&status).ok_or_else(damaged)?,
        summary: Summary {
            key_algorithm: algorithm.parse().map_err(|_| damaged())?,
            key_size: row.get(4)?,
            issued_to: row.get(5)?,
            issued_by: row.get(6)?,
            validity: Validity {
                from: time(7)?,
                to: time(8)?,
            },
            country: row.get(9)?,
            state: row.get(10)?,
            locality: row.get(11)?,
            organization: row.get(12)?,
            organizational_unit: row.get(13)?,
            email: row.get(14)?,
            common_name: row.get(15)?,
        },
    })
}

/// The certificate, its chain and its key.
pub(super) fn material(db: &Connection, id: CertificateId) -> Result<Material, CertificateError> {
    db.prepare_cached(
        "SELECT certificate, intermediates, key FROM certificate_material WHERE id = ?1",
    )?
    .query_row([id.0], |row| {
        Ok(Material {
            certificate: row.get(0)?,
            intermediates: row.get(1)?,
            key: Zeroizing::new(row.get(2)?),
        })
    })
    .optional()?
    .ok_or(CertificateError::Missing)
}

/// The certificate and its intermediates, without its key.
pub(super) fn public_material(
    db: &Connection,
    id: CertificateId,
) -> Result<(Vec<u8>, Vec<u8>), CertificateError> {
    db.prepare_cached("SELECT certificate, intermediates FROM certificate_material WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(CertificateError::Missing)
}

/// Adds a certificate. The database sees to it that there is only one of a name, however many
/// commands add it at once.
pub(super) fn insert(
    tx: &Connection,
    name: &ObjectName,
    status: Status,
    Made { material, summary }: Made,
) -> Result<Certificate, CertificateError> {
    let mut values = values(status, &summary);
    values.push(name.as_str().to_owned().into());
    let inserted = tx
        .prepare_cached(concat!(
            "INSERT INTO certificate (",
            shown!(),
            ", name) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
        ))?
        .insert(params_from_iter(values));
    let id = match inserted {
        Ok(id) => CertificateId(id),
        Err(error) if is_taken(&error) => return Err(CertificateError::Exists),
        Err(error) => return Err(error.into()),
    };
    tx.prepare_cached(
        "INSERT INTO certificate_material (certificate, intermediates, key, id)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        material.certificate,
        material.intermediates,
        *material.key,
        id.0
    ])?;
    Ok(Certificate {
        id,
        name: name.clone(),
        status,
        summary,
    })
}

fn is_taken(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|e| e.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE)
}

/// Puts another certificate in the place of `old`.
pub(super) fn update(
    tx: &Connection,
    old: &Certificate,
    status: Status,
    Made { material, summary }: Made,
) -> Result<Certificate, CertificateError> {
    let mut values = values(status, &summary);
    values.push(old.id.0.into());
    tx.prepare_cached(concat!(
        "UPDATE certificate SET (",
        shown!(),
        ") = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) WHERE id = ?15"
    ))?
    .execute(params_from_iter(values))?;
    tx.prepare_cached(
        "UPDATE certificate_material SET (certificate, intermediates, key) = (?1, ?2, ?3)
         WHERE id = ?4",
    )?
    .execute(params![
        material.certificate,
        material.intermediates,
        *material.key,
        old.id.0
    ])?;
    Ok(Certificate {
        id: old.id,
        name: old.name.clone(),
        status,
        summary,
    })
}

/// Deletes a certificate with its key and the signing requests made from it.
pub(crate) fn delete(tx: &Connection, id: CertificateId) -> Result<(), CertificateError> {
    tx.execute("DELETE FROM certificate WHERE id = ?1", [id.0])?;
    Ok(())
}

/// The values of the columns that are shown, in their order.
fn values(status: Status, summary: &Summary) -> Vec<Value> {
    let text = |value: &Option<String>| Value::from(value.clone());
    vec![
        status.as_str().to_owned().into(),
        summary.key_algorithm.as_str().to_owned().into(),
        summary.key_size.into(),
        text(&summary.issued_to),
        text(&summary.issued_by),
        summary.validity.from.as_second().into(),
        summary.validity.to.as_second().into(),
        text(&summary.country),
        text(&summary.state),
        text(&summary.locality),
        text(&summary.organization),
        text(&summary.organizational_unit),
        text(&summary.email),
        text(&summary.common_name),
    ]
}

/// Keeps the key of a signing request. A request made again for the same key is the same request.
pub(super) fn put_request(
    tx: &Connection,
    certificate: CertificateId,
    fingerprint: &[u8],
    key: &[u8],
) -> Result<(), CertificateError> {
    tx.execute(
        "INSERT INTO certificate_request (fingerprint, certificate, key) VALUES (?1, ?2, ?3)
         ON CONFLICT (fingerprint) DO NOTHING",
        params![fingerprint, certificate.0, key],
    )?;
    Ok(())
}

/// The key of the signing request with that public key, when one waits.
pub(super) fn request_key(
    db: &Connection,
    fingerprint: &[u8],
) -> Result<Option<Zeroizing<Vec<u8>>>, CertificateError> {
    let find = "SELECT key FROM certificate_request WHERE fingerprint = ?1";
    let key: Option<Vec<u8>> = db
        .query_row(find, [fingerprint], |row| row.get(0))
        .optional()?;
    Ok(key.map(Zeroizing::new))
}

/// Deletes the signing request with that public key: it has got its certificate.
pub(super) fn delete_request(tx: &Connection, fingerprint: &[u8]) -> Result<(), CertificateError> {
    tx.execute(
        "DELETE FROM certificate_request WHERE fingerprint = ?1",
        [fingerprint],
    )?;
    Ok(())
}
