//! The array's certificates: X.509 (RFC 5280) with their private keys.

mod alternative_name;
mod cbc;
mod chain;
mod chain_error;
mod change;
mod contents;
mod create;
mod detail;
mod encrypted_key;
mod error;
mod extensions;
mod find;
mod flaws;
mod identity;
mod import;
mod issue;
mod key;
mod key_spec;
mod key_text;
mod page;
mod password_encryption;
pub mod pem;
mod pem_encryption;
mod replace;
mod request;
mod row;
mod same;
mod subject;
mod summary;
mod table;
mod validity;

pub(crate) use contents::contents;
pub(crate) use create::create_management;
pub(crate) use detail::{certificate_pem, detail, intermediates_pem};
pub(crate) use find::{find, find_by_id, stream, stream_after};
pub(crate) use flaws::flaws;
pub(crate) use identity::identity_by_id;
pub(crate) use import::{import, import_unless_there};
pub(crate) use page::for_each;
pub(crate) use replace::{Prepared, prepare, replace};
pub(crate) use request::construct_request;
pub(crate) use same::create_unless_there;
pub(crate) use table::delete;

pub use alternative_name::{AlternativeName, InvalidAlternativeName};
pub use chain_error::ChainError;
pub use change::{Change, SubjectChanges};
pub use contents::Contents;
pub(crate) use create::{create_self_signed, require_absent};
pub use detail::Detail;
pub use error::CertificateError;
pub use identity::Identity;
pub use import::Import;
pub use issue::SelfSigned;
pub use key::{KeyError, PrivateKey};
pub use key_spec::{InvalidKeySpec, KeyAlgorithm, KeySpec, RsaKeySize};
pub use replace::{Changes, NewKey, Replacement};
pub use request::Request;
pub use row::CertificateRow;
pub use subject::{
    CommonName, Country, DEFAULT_ORGANIZATION, Email, InvalidAttribute, Locality, NotCarriedOver,
    Organization, Subject, Text,
};
pub use summary::{Summary, UnreadableCertificate};
pub use validity::{Days, Validity, WARNING_DAYS};

use crate::ground::ObjectName;

/// The certificate that every array has from the start.
pub const MANAGEMENT: &str = "management";

/// Which certificate, for tables that refer to it (`certificate.id`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateId(pub(crate) i64);

impl CertificateId {
    /// The one of that number.
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// Its number. One that is deleted may leave its number to another certificate.
    pub fn number(self) -> i64 {
        self.0
    }
}

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
