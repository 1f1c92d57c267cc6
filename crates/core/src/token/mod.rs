//! The security token.

use crate::Array;
use crate::key::Seal;
use crate::store::StoreError;

/// Why the security token does not give its secret.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the security token gives at this moment.
///
/// # Errors
/// When it does not give its secret.
pub fn external_secret(_: &Array) -> Result<Seal, TokenError> {
    Ok(Seal::None)
}
