//! The array's certificates: X.509 (RFC 5280) with their private keys.

mod alternative_name;
mod chain;
mod change;
mod create;
mod delete;
mod detail;
mod error;
mod find;
mod identity;
mod import;
mod issue;
mod key;
mod key_text;
mod pbes2;
pub mod pem;
mod replace;
mod request;
mod subject;
mod summary;
mod table;
mod validity;

pub(crate) use create::create_management;

pub use alternative_name::{AlternativeName, InvalidAlternativeName};
pub use chain::ChainError;
pub use change::{Change, SubjectChanges};
pub use create::{create_self_signed, require_absent};
pub use delete::{delete, users};
pub use detail::{Detail, certificate_pem, detail, intermediates_pem};
pub use error::CertificateError;
pub use find::{find, find_by_id, list, stream};
pub use identity::{Identity, identity, identity_by_id};
pub use import::{Import, import, replace_with_import};
pub use issue::SelfSigned;
pub use key::{KeyAlgorithm, KeyError, KeySpec, PrivateKey, RsaKeySize};
pub use replace::{Changes, NewKey, replace_with_self_signed};
pub use request::{Request, construct_request};
pub use subject::{
    CommonName, Country, DEFAULT_ORGANIZATION, Email, InvalidAttribute, Organization, Place,
    Subject, Text,
};
pub use summary::{Summary, UnreadableCertificate};
pub use validity::{Days, Validity, WARNING_DAYS};

use crate::name::ObjectName;

/// The certificate that every array has from the start.
pub const MANAGEMENT: &str = "management";

/// Which certificate, for tables that refer to it (`certificate.id`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateId(pub i64);

/// Where a certificate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The array made it.
    SelfSigned,
    /// The operator brought it.
    Imported,
}

impl Status {
    /// As shown and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SelfSigned => "self-signed",
            Self::Imported => "imported",
        }
    }

    fn from_stored(text: &str) -> Option<Self> {
        [Self::SelfSigned, Self::Imported]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// A certificate as `purecert list` shows it. Its key is not in here.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Which one.
    pub id: CertificateId,
    /// Its name.
    pub name: ObjectName,
    /// Where it comes from.
    pub status: Status,
    /// What it says of itself.
    pub summary: Summary,
}
