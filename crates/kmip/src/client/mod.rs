//! A blocking client: connect, TLS, first read, Discover Versions, Query, the operation. Each stage
//! has its deadline and its own errors.

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

pub use certificate::CertificateFacts;
pub use connection::Connection;
pub use deadline::Deadlines;
pub use endpoint::{Endpoint, InvalidEndpoint};
pub use error::{Cause, ClientError, NotTls, Stage};
pub use facts::SessionFacts;
pub use settings::{InvalidIdentity, TlsIdentity, TlsSettings, TrustAnchors};
pub use trust::{TrustFault, TrustWarning};
