//! Why a certificate command failed.

use crate::store::StoreError;

/// Why a certificate cannot be made, changed, shown or deleted.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}
