//! Why an array cannot be used.

use std::io;
use std::path::PathBuf;

use crate::certificate::CertificateError;
use crate::clock::InvalidNow;
use crate::home::HomeError;
use crate::key::KeyError;
use crate::name::{InvalidName, ObjectName};
use crate::store::StoreError;

/// Why an array cannot be created or opened.
#[derive(Debug, thiserror::Error)]
pub enum ArrayError {
    /// There is no array of that name.
    #[error("Array {0} does not exist. Create it with puresim array create {0}.")]
    Missing(ObjectName),
    /// There is one already.
    #[error("Array {0} exists.")]
    Exists(ObjectName),
    /// `$PURE_ARRAY` or the choice of `puresim array use` is no name.
    #[error("{source_name}={text:?}: {reason}")]
    InvalidName {
        /// Where the name came from.
        source_name: &'static str,
        /// What stood there.
        text: String,
        /// Why it is no name.
        reason: InvalidName,
    },
    /// The database does not say which array it is.
    #[error("The array in {} has no valid name. Restore it from an export.", .0.display())]
    Unnamed(PathBuf),
    /// The home cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The clock is set wrongly.
    #[error(transparent)]
    Clock(#[from] InvalidNow),
    /// The management certificate could not be made.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The first keys could not be made.
    #[error("Cannot make the array's keys: {0}")]
    Key(#[from] KeyError),
    /// A file operation failed.
    #[error("Cannot write {}: {source}.", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
