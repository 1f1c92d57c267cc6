//! A blocking client: name, TCP, TLS, first read, Discover Versions, Query, the operation. Each stage
//! has its deadline and its own errors, which are values with what was seen, not texts.
//!
//! A [`Connection`] is one session. It sends one request at a time, of one batch item, and takes only
//! the answer to it: the right operation, the right batch item id, nothing behind it. After anything
//! else the session is over, since what comes next might belong to a request of before. Nothing is ever
//! sent again by itself.
//!
//! Deadlines are points in time, so an answer that drips a byte at a time ends as an answer that does
//! not come. Answers are at most a mebibyte.
//!
//! Which servers are trusted is said in one place: see [`TrustFault`].
//!
//! ```no_run
//! use kmip::client::{Connection, Deadlines, Endpoint, TlsSettings, TrustAnchors};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let endpoint: Endpoint = "kms.example.com:5696".parse()?;
//! let now = std::time::UNIX_EPOCH.elapsed()?.as_secs();
//! let settings = TlsSettings::new(TrustAnchors::Platform, None, now);
//! let mut connection = Connection::open(&endpoint, &settings, &Deadlines::default())?;
//! let version = connection.discover_versions()?;
//! println!("KMIP {version}: {:?}", connection.query()?.operations);
//! # Ok(())
//! # }
//! ```

mod answer;
mod certificate;
mod connection;
mod deadline;
mod endpoint;
mod error;
mod exchange;
mod facts;
mod session;
mod settings;
mod trust;

pub use answer::read_answer;
pub use certificate::CertificateFacts;
pub use connection::Connection;
pub use deadline::Deadlines;
pub use endpoint::{Endpoint, InvalidEndpoint};
pub use error::{Cause, ClientError, NotTls, Stage};
pub use facts::SessionFacts;
pub use settings::{InvalidIdentity, TlsIdentity, TlsSettings, TrustAnchors};
pub use trust::{TrustFault, TrustWarning};
