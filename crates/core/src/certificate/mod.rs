//! The array's certificates.

mod error;

pub use error::CertificateError;

use jiff::Timestamp;
use rusqlite::Transaction;

/// Makes the `management` certificate of a new array.
pub(crate) fn create_management(_: &Transaction<'_>, _: Timestamp) -> Result<(), CertificateError> {
    Ok(())
}
