//! What a new KMIP server is made of.

use super::ca_certificate::CaCertificate;
use super::uri::Uris;
use crate::ground::ObjectName;

/// What a new KMIP server is made of.
#[derive(Clone, Debug)]
pub struct NewKmipServer {
    /// Where the key manager listens, in the order in which they shall be tried.
    pub uris: Uris,
    /// The name of the certificate that the array shows there.
    pub certificate: ObjectName,
    /// What the key manager's certificate must chain to.
    pub ca_certificate: Option<CaCertificate>,
}
