//! KMIP servers as the array knows them: a name for the URIs of one key manager, the certificate
//! the array shows there, and the CA certificate the key manager must chain to.

mod ca_certificate;
mod change;
mod create;
mod delete;
mod detail;
pub mod diagnosis;
mod error;
mod find;
mod key_manager;
mod material;
mod sealed;
mod table;
mod test;
mod uri;

pub use ca_certificate::{CaCertificate, InvalidCaCertificate};
pub use change::{Change, Changed, change, require_changeable};
pub use create::{NewKmipServer, create, require_creatable};
pub use delete::delete;
pub use detail::{Detail, detail};
pub use diagnosis::Diagnosis;
pub use error::KmipServerError;
pub use find::{find, find_by_id, for_each, list};
pub use key_manager::{Attempt, FetchedKey, KeyManager, KeyManagerError, Patience, TokenKey};
pub use material::{InvalidSignature, Signature, TokenKeyMaterial, WrongKeyLength};
pub use sealed::{SealedKey, sealed_key};
pub use test::{CONTROLLER, ServerTest, StageReport, TestResult, TestWarning, test, test_with};
pub use uri::{InvalidUri, InvalidUris, Uri, Uris};

use crate::certificate::CertificateId;
use crate::name::ObjectName;

/// Which KMIP server, for tables that refer to it (`kmip_server.id`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KmipServerId(pub i64);

/// A KMIP server as `purekmip list` shows it.
#[derive(Clone, Debug)]
pub struct KmipServer {
    /// Which one.
    pub id: KmipServerId,
    /// Its name.
    pub name: ObjectName,
    /// Where the key manager listens, in the order in which they are tried.
    pub uris: Uris,
    /// Which certificate the array shows there.
    pub certificate_id: CertificateId,
    /// The name of that certificate.
    pub certificate: ObjectName,
    /// What the key manager's certificate must chain to; the platform's roots when there is none.
    pub ca_certificate: Option<CaCertificate>,
}
