//! KMIP servers as the array knows them: a name for the URIs of one key manager, the certificate
//! the array shows there, and the CA certificate the key manager must chain to.

mod ca_certificate;
mod create;
pub mod diagnosis;
mod error;
mod find;
mod key_manager;
mod material;
mod new;
mod sealed_key;
mod seeded;
mod table;
mod uri;

pub use ca_certificate::{CaCertificate, InvalidCaCertificate};
pub use diagnosis::Diagnosis;
pub use error::KmipServerError;
pub use key_manager::{Attempt, FetchedKey, KeyManager, KeyManagerError, Timeouts};
pub use material::{InvalidSignature, Signature, TokenKeyMaterial, WrongKeyLength};
pub use new::NewKmipServer;
pub use sealed_key::SealedKey;
pub use uri::{InvalidUri, InvalidUris, Uri, Uris};

pub(crate) use create::{create, create_unless_there, require_creatable};
pub(crate) use diagnosis::{clean, utc, utc_of};
pub(crate) use find::{find, find_by_id, list};
pub(crate) use key_manager::{
    Answer, Claim, CreateError, Fate, KeyProof, Restored, Session, activate, create as create_key,
    destroy, fetched_from, greet, is_missing, mark, material, read_back, restored, until,
};
pub(crate) use seeded::check_place;
pub(crate) use table::{delete, update, using};

use crate::ground::ObjectName;
use crate::noun::certificate::CertificateId;

/// Which KMIP server, for tables that refer to it (`kmip_server.id`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KmipServerId(pub(crate) i64);

/// A KMIP server as `purekmip list` shows it.
#[derive(Clone, Debug)]
pub struct KmipServer {
    /// Which one.
    pub(crate) id: KmipServerId,
    /// Its name.
    pub name: ObjectName,
    /// Where the key manager listens, in the order in which they are tried.
    pub uris: Uris,
    /// Which certificate the array shows there.
    pub(crate) certificate_id: CertificateId,
    /// The name of that certificate.
    pub certificate: ObjectName,
    /// What the key manager's certificate must chain to; the platform's roots when there is none.
    pub ca_certificate: Option<CaCertificate>,
}
