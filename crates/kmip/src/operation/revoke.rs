//! Revoke: an object is deactivated, or marked as compromised (KMIP 1.4, section 4.20).

use super::payload::{Payload, id_fields, optional_id, required_id};
use crate::enums::RevocationReasonCode;
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// Which object, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevokeRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
    /// Why: Key Compromise makes it Compromised, anything else Deactivated.
    pub reason: RevocationReasonCode,
    /// More about it.
    pub message: Option<String>,
    /// When it was first compromised, in seconds since 1970 UTC.
    pub compromise_occurrence_date: Option<i64>,
}

impl RevokeRequest {
    /// A request to revoke the object of that Unique Identifier, or of the ID Placeholder without one.
    #[must_use]
    pub fn new(unique_identifier: impl Into<Option<String>>, reason: RevocationReasonCode) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            reason,
            message: None,
            compromise_occurrence_date: None,
        }
    }

    /// Adds a text that explains the reason.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Adds when the key was first compromised, in seconds since 1970 UTC.
    #[must_use]
    pub fn with_compromise_occurrence_date(mut self, compromise_occurrence_date: i64) -> Self {
        self.compromise_occurrence_date = Some(compromise_occurrence_date);
        self
    }
}

/// Which object it was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevokeResponse {
    /// Its Unique Identifier.
    pub unique_identifier: String,
}

impl RevokeResponse {
    /// The response about the object of that Unique Identifier.
    #[must_use]
    pub fn new(unique_identifier: impl Into<String>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
        }
    }
}

impl Payload for RevokeRequest {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        let mut reason = vec![Item::enumeration(
            Tag::REVOCATION_REASON_CODE,
            self.reason.code(),
        )];
        reason.extend(
            self.message
                .as_ref()
                .map(|m| Item::text(Tag::REVOCATION_MESSAGE, m.as_str())),
        );
        let mut fields = id_fields(self.unique_identifier.as_ref());
        fields.push(Item::structure(Tag::REVOCATION_REASON, reason));
        let occurrence = self.compromise_occurrence_date;
        fields.extend(occurrence.map(|t| Item::date_time(Tag::COMPROMISE_OCCURRENCE_DATE, t)));
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let mut reason = Fields::of(fields.required(Tag::REVOCATION_REASON)?)?;
        let code = reason
            .enumeration(Tag::REVOCATION_REASON_CODE, RevocationReasonCode::from_code)?
            .ok_or_else(|| reason.missing(Tag::REVOCATION_REASON_CODE))?;
        Ok(Self {
            unique_identifier: optional_id(&mut fields)?,
            reason: code,
            message: reason.text(Tag::REVOCATION_MESSAGE)?,
            compromise_occurrence_date: fields.date_time(Tag::COMPROMISE_OCCURRENCE_DATE)?,
        })
    }
}

impl Payload for RevokeResponse {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        id_fields(Some(&self.unique_identifier))
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
        })
    }
}
