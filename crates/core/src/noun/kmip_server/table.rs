//! The tables of KMIP servers.

use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

use super::uri::{Uri, Uris};
use super::{KmipServer, KmipServerError, KmipServerId, NewKmipServer};
use crate::ground::{NamePattern, ObjectName, StoreError};
use crate::noun::certificate::{Certificate, CertificateId};

/// Selects what [`from_row`] reads. URIs hold no comma.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT server.id, server.name, certificate.id, certificate.name,
                    server.ca_certificate,
                    (SELECT group_concat(uri, ',' ORDER BY position)
                     FROM kmip_uri WHERE kmip_uri.server = server.id)
             FROM kmip_server AS server
             JOIN certificate ON certificate.id = server.certificate ",
            $rest
        )
    };
}

/// The KMIP server `name`, if there is one.
pub(super) fn get(
    db: &Connection,
    name: &ObjectName,
) -> Result<Option<KmipServer>, KmipServerError> {
    db.prepare_cached(select!("WHERE server.name = ?1"))?
        .query_row([name.as_str()], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

/// The KMIP server with that id, if there is one.
pub(super) fn get_by_id(
    db: &Connection,
    id: KmipServerId,
) -> Result<Option<KmipServer>, KmipServerError> {
    db.prepare_cached(select!("WHERE server.id = ?1"))?
        .query_row([id.0], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

/// The KMIP servers whose names fit, by name.
pub(super) fn list(
    db: &Connection,
    pattern: &NamePattern,
) -> Result<Vec<KmipServer>, KmipServerError> {
    let mut statement = db.prepare_cached(select!(
        "WHERE server.name LIKE ?1 ESCAPE '\\' ORDER BY server.name"
    ))?;
    let servers = statement.query_and_then([pattern.to_like()], from_row)?;
    servers.collect()
}

/// The names of the KMIP servers that identify themselves with that certificate, by name.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn using(db: &Connection, id: CertificateId) -> Result<Vec<String>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT name FROM kmip_server WHERE certificate = ?1 ORDER BY name")?;
    let names = statement.query_map([id.0], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> Result<KmipServer, KmipServerError> {
    let damaged = || KmipServerError::Damaged;
    let name: String = row.get(1)?;
    let certificate: String = row.get(3)?;
    let ca_certificate: Option<String> = row.get(4)?;
    let uris: Option<String> = row.get(5)?;
    let uris = uris.ok_or_else(damaged)?;
    let uris: Result<Vec<Uri>, _> = uris.split(',').map(str::parse).collect();
    Ok(KmipServer {
        id: KmipServerId(row.get(0)?),
        name: name.parse().map_err(|_| damaged())?,
        uris: Uris::try_from(uris.map_err(|_| damaged())?).map_err(|_| damaged())?,
        certificate_id: CertificateId(row.get(2)?),
        certificate: certificate.parse().map_err(|_| damaged())?,
        ca_certificate: ca_certificate
            .map(|t| t.parse().map_err(|_| damaged()))
            .transpose()?,
    })
}

/// Adds a KMIP server. The database sees to it that there is only one of a name, however many
/// commands add it at once.
pub(super) fn insert(
    tx: &Connection,
    name: &ObjectName,
    options: &NewKmipServer,
    certificate: &Certificate,
) -> Result<KmipServer, KmipServerError> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO kmip_server (name, certificate, ca_certificate) VALUES (?1, ?2, ?3)",
        )?
        .insert(params![
            name.as_str(),
            certificate.id.0,
            options.ca_certificate.as_ref().map(|ca| ca.as_pem()),
        ]);
    let id = match inserted {
        Ok(id) => KmipServerId(id),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            return Err(KmipServerError::Exists);
        }
        Err(error) => return Err(error.into()),
    };
    insert_uris(tx, id, &options.uris)?;
    Ok(KmipServer {
        id,
        name: name.clone(),
        uris: options.uris.clone(),
        certificate_id: certificate.id,
        certificate: certificate.name.clone(),
        ca_certificate: options.ca_certificate.clone(),
    })
}

/// Writes `server` over the one with its id; its name stays.
pub(crate) fn update(tx: &Connection, server: &KmipServer) -> Result<(), KmipServerError> {
    tx.prepare_cached(
        "UPDATE kmip_server SET certificate = ?2, ca_certificate = ?3 WHERE id = ?1",
    )?
    .execute(params![
        server.id.0,
        server.certificate_id.0,
        server.ca_certificate.as_ref().map(|ca| ca.as_pem()),
    ])?;
    tx.prepare_cached("DELETE FROM kmip_uri WHERE server = ?1")?
        .execute([server.id.0])?;
    insert_uris(tx, server.id, &server.uris)
}

fn insert_uris(tx: &Connection, id: KmipServerId, uris: &Uris) -> Result<(), KmipServerError> {
    let mut statement =
        tx.prepare_cached("INSERT INTO kmip_uri (server, position, uri) VALUES (?1, ?2, ?3)")?;
    for (position, uri) in (0_i64..).zip(uris) {
        statement.execute(params![id.0, position, uri.to_string()])?;
    }
    Ok(())
}

/// Deletes it. Nothing may refer to it any more.
pub(crate) fn delete(tx: &Connection, id: KmipServerId) -> Result<(), KmipServerError> {
    tx.prepare_cached("DELETE FROM kmip_server WHERE id = ?1")?
        .execute([id.0])?;
    Ok(())
}
