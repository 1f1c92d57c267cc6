//! The tables of certificates. The columns of `purecert list` are stored, so that listing parses no
//! X.509; certificates and keys lie in a table of their own, so that listing does not read them.

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, Statement, named_params, params};
use zeroize::Zeroizing;

use super::summary::{self, Summary};
use super::validity::Validity;
use super::{Certificate, CertificateError, CertificateId, Status};
use crate::name::ObjectName;
use crate::pattern::NamePattern;

/// The columns of [`Certificate`], in the order [`from_row`] reads them.
macro_rules! columns {
    () => {
        "id, name, status, key_algorithm, key_size, issued_to, issued_by, valid_from, valid_to, \
         country, state, locality, organization, organizational_unit, email, common_name"
    };
}

/// What only TLS and `purecert` itself need of a certificate.
pub(super) struct Material {
    /// DER
    pub(super) certificate: Vec<u8>,
    /// DER, one after another, from the issuer upwards.
    pub(super) intermediates: Vec<u8>,
    /// PKCS #8 DER
    pub(super) key: Zeroizing<Vec<u8>>,
}

impl Material {
    /// The intermediates, each for itself.
    pub(super) fn intermediates(&self) -> Result<Vec<Vec<u8>>, CertificateError> {
        let mut rest = self.intermediates.as_slice();
        let mut found = Vec::new();
        while !rest.is_empty() {
            let (left, certificate) =
                x509_parser::parse_x509_certificate(rest).map_err(|_| CertificateError::Damaged)?;
            found.push(certificate.as_raw().to_vec());
            rest = left;
        }
        Ok(found)
    }
}

/// The certificate `name`, if there is one.
pub(super) fn get(
    db: &Connection,
    name: &ObjectName,
) -> Result<Option<Certificate>, CertificateError> {
    db.prepare_cached(concat!(
        "SELECT ",
        columns!(),
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
        "SELECT ",
        columns!(),
        " FROM certificate WHERE id = ?1"
    ))?
    .query_row([id.0], |row| Ok(from_row(row)))
    .optional()?
    .transpose()
}

/// Calls `each` with every certificate whose name fits, by name.
pub(super) fn for_each<E: From<CertificateError>>(
    db: &Connection,
    pattern: &NamePattern,
    each: impl FnMut(Certificate) -> Result<(), E>,
) -> Result<(), E> {
    let failed = |error: rusqlite::Error| E::from(CertificateError::from(error));
    let mut statement = db
        .prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM certificate WHERE name LIKE ?1 ESCAPE '\\' ORDER BY name"
        ))
        .map_err(failed)?;
    rows(&mut statement, &pattern.to_like(), each)
}

fn rows<E: From<CertificateError>>(
    statement: &mut Statement<'_>,
    like: &str,
    mut each: impl FnMut(Certificate) -> Result<(), E>,
) -> Result<(), E> {
    let failed = |error: rusqlite::Error| E::from(CertificateError::from(error));
    let mut rows = statement.query([like]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        each(from_row(row)?)?;
    }
    Ok(())
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

/// Adds a certificate. The database sees to it that there is only one of a name, however many
/// commands add it at once.
pub(super) fn insert(
    tx: &Connection,
    name: &ObjectName,
    status: Status,
    material: &Material,
) -> Result<Certificate, CertificateError> {
    let summary = summary_of(&material.certificate)?;
    let inserted = tx
        .prepare_cached(
            "INSERT INTO certificate
                 (name, status, key_algorithm, key_size, issued_to, issued_by, valid_from, valid_to,
                  country, state, locality, organization, organizational_unit, email, common_name)
             VALUES
                 (:name, :status, :key_algorithm, :key_size, :issued_to, :issued_by, :valid_from,
                  :valid_to, :country, :state, :locality, :organization, :organizational_unit,
                  :email, :common_name)",
        )?
        .insert(named_params! {
            ":name": name.as_str(),
            ":status": status.as_str(),
            ":key_algorithm": summary.key_algorithm.as_str(),
            ":key_size": summary.key_size,
            ":issued_to": summary.issued_to,
            ":issued_by": summary.issued_by,
            ":valid_from": summary.validity.from.as_second(),
            ":valid_to": summary.validity.to.as_second(),
            ":country": summary.country,
            ":state": summary.state,
            ":locality": summary.locality,
            ":organization": summary.organization,
            ":organizational_unit": summary.organizational_unit,
            ":email": summary.email,
            ":common_name": summary.common_name,
        });
    let id = match inserted {
        Ok(id) => CertificateId(id),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            return Err(CertificateError::Exists);
        }
        Err(error) => return Err(error.into()),
    };
    tx.prepare_cached(
        "INSERT INTO certificate_material (id, certificate, intermediates, key)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        id.0,
        material.certificate,
        material.intermediates,
        *material.key
    ])?;
    Ok(Certificate {
        id,
        name: name.clone(),
        status,
        summary,
    })
}

fn summary_of(der: &[u8]) -> Result<Summary, CertificateError> {
    summary::parse(der)
        .and_then(|certificate| Summary::of(&certificate))
        .map_err(|error| CertificateError::Text(format!("{error}.")))
}
