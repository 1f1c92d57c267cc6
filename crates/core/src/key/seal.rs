//! With what, besides the drives, the array is sealed.

use super::secret::secret;

secret! {
    /// What the security token gives: without it all the drives together open nothing.
    pub ExternalSecret
}

/// With what, besides the drives, the array is sealed.
#[derive(Clone, Debug)]
pub enum Seal {
    /// With nothing.
    None,
    /// With the external secret of a security token.
    External(ExternalSecret),
}
