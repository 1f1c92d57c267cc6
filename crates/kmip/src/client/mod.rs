//! A blocking client: name, TCP, TLS, first read, Discover Versions, Query, the operation. Each stage
//! has its deadline and its own errors, which are values with what was seen, not texts.
//!
//! A [`Connection`] is one session. It sends one request at a time, of one batch item, and accepts only
//! the response to it: the right operation, the right Unique Batch Item ID, nothing after it. After
//! anything else the session is over, since what comes next might belong to an earlier request. No
//! request is ever repeated.
//!
//! Deadlines are points in time: a response that drips a byte at a time ends as one that never comes.
//! Responses are at most a mebibyte. The system's resolver knows no deadline, so it runs in a thread,
//! which is left behind when it takes too long.
//!
//! Which servers are trusted is said in one place: see [`TrustFault`]. The caller brings the
//! cryptography, a [`CryptoProvider`](rustls::crypto::CryptoProvider) for rustls 0.23, and the time. No
//! other type of rustls is part of the interface; certificates are `CertificateDer` of
//! rustls-pki-types 1.
//!
//! ```
//! use std::sync::Arc;
//!
//! use kmip::client::{Connection, Deadlines, Endpoint, TlsSettings, TrustAnchors};
//! use kmip::enums::UsageMask;
//!
//! # use pure_testing::kmip::KeyServer;
//! # use pure_testing::{Authority, ClientAuthentication, Listener, TLS_VERSIONS, server_config};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let root = Authority::root("Root");
//! # let leaf = root.server(|_| {});
//! # let config = server_config(TLS_VERSIONS[1], &leaf, ClientAuthentication::None);
//! # let server = Listener::tls(config, |stream| KeyServer::new().serve(stream));
//! # let (address, ca) = (format!("localhost:{}", server.port()), root.der());
//! // As in "kms.example.com:5696".
//! let endpoint: Endpoint = address.parse()?;
//! let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
//! let now = std::time::UNIX_EPOCH.elapsed()?.as_secs();
//! let settings = TlsSettings::new(provider, TrustAnchors::Configured(vec![ca]), now);
//!
//! let mut connection = Connection::open(&endpoint, &settings, &Deadlines::default())?;
//! connection.discover_versions()?;
//! // Some key managers hand out only keys that may be exported.
//! let mask = UsageMask::ENCRYPT | UsageMask::DECRYPT | UsageMask::EXPORT;
//! let id = connection.create_aes256("disk 1", mask)?;
//! connection.activate(&id)?;
//! assert_eq!(connection.get(&id)?.len(), 32);
//! # Ok(())
//! # }
//! ```

mod alert;
mod call;
mod canonical;
mod certificate;
mod connection;
mod deadlines;
mod endpoint;
mod error;
mod facts;
mod identity;
mod operations;
mod settings;
mod tls_error;
mod tls_names;
mod trust;

pub use alert::Alert;
pub use canonical::CanonicalName;
pub use certificate::CertificateFacts;
pub use connection::Connection;
pub use deadlines::Deadlines;
pub use endpoint::{Endpoint, InvalidEndpoint};
pub use error::{Cause, ClientError, KeyForm, NotTls, Stage};
pub use facts::SessionFacts;
pub use identity::TlsIdentity;
pub use settings::TlsSettings;
pub use trust::{Flaw, TrustAnchors, TrustFault, TrustWarning, flaws, is_signed_by};
