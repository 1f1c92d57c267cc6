//! The key on a KMIP server that the array is sealed with.

use super::Signature;

/// The security token's key on a KMIP server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedKey {
    /// Its unique identifier there.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// What its material must give.
    pub signature: Signature,
}
