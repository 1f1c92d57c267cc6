//! What there is to know of a KMIP server besides what is in the list.

use jiff::Timestamp;
use kmip::client::CertificateFacts;

use super::OperationError;
use crate::ground::Db;
use crate::noun::certificate::{self, Validity};
use crate::noun::kmip_server::{KmipServer, KmipServerError, clean};
use crate::noun::token;

/// Until when a KMIP server can be used, and whether the array depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KmipServerDetail {
    /// From when until when the array's certificate is valid.
    pub certificate_validity: Validity,
    /// The subjects of the configured CA certificates.
    pub ca_subjects: Vec<String>,
    /// When the first of the configured CA certificates ends.
    pub ca_valid_to: Option<Timestamp>,
    /// Whether the array is sealed with a key on it.
    pub holds_token: bool,
}

/// Reads the details of `server`.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn kmip_server_detail(
    db: &Db,
    server: &KmipServer,
) -> Result<KmipServerDetail, OperationError> {
    let own = certificate::find_by_id(db, server.certificate_id)
        .map_err(|error| KmipServerError::of_certificate(&server.certificate, error))?;
    let ca = server
        .ca_certificate
        .as_ref()
        .map_or(&[][..], |ca| ca.certificates());
    let facts: Vec<CertificateFacts> = ca
        .iter()
        .filter_map(|der| CertificateFacts::of(der))
        .collect();
    let ends = facts.iter().map(|facts| facts.not_after).min();
    Ok(KmipServerDetail {
        certificate_validity: own.summary.validity,
        ca_subjects: facts.iter().map(|facts| clean(&facts.subject)).collect(),
        ca_valid_to: ends.and_then(|end| Timestamp::from_second(end).ok()),
        holds_token: token::sealed_key(db, server.id)?.is_some(),
    })
}
