//! Where the arrays live: `$PURESIM_HOME`, else the platform's data folder and `puresim`.
//!
//! Folders are of mode 0700 and files of mode 0600; a home that others may enter, that belongs to
//! another user, or that is a symbolic link is refused, because it holds private keys.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The variable that names the home.
pub const HOME_VARIABLE: &str = "PURESIM_HOME";

/// The folder that holds all arrays, the shelf of pulled drives, the cards and the key managers.
#[derive(Clone, Debug)]
pub struct Home {
    root: PathBuf,
}

/// Why the home cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// Neither `PURESIM_HOME` nor a data folder of the platform is known.
    #[error("No home for the array: neither {HOME_VARIABLE} nor HOME is set. Set {HOME_VARIABLE}.")]
    Unknown,
    /// A folder could not be made or looked at.
    #[error("Cannot use {}: {source}. Set {HOME_VARIABLE} to a folder of yours.", .path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder is a symbolic link, another user's, or open to others.
    #[error("{} {problem}. {cure}", .path.display())]
    Unsafe {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
        /// What to do about it.
        cure: &'static str,
    },
}

impl Home {
    /// The home that the environment names. Nothing is created or read yet.
    ///
    /// # Errors
    /// When the environment names none.
    pub fn from_environment() -> Result<Self, HomeError> {
        let root = match std::env::var_os(HOME_VARIABLE).filter(|v| !v.is_empty()) {
            Some(root) => PathBuf::from(root),
            None => dirs::data_dir().ok_or(HomeError::Unknown)?.join("puresim"),
        };
        Self::at(&root)
    }

    /// The home at `root`, made absolute.
    ///
    /// # Errors
    /// When the current folder is not known.
    pub fn at(root: &Path) -> Result<Self, HomeError> {
        let absolute = std::path::absolute(root).map_err(|source| HomeError::Io {
            path: root.to_owned(),
            source,
        })?;
        Ok(Self { root: absolute })
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of all arrays.
    pub fn arrays(&self) -> PathBuf {
        self.root.join("arrays")
    }

    /// Where pulled drives lie unless they are carried elsewhere.
    pub fn shelf(&self) -> PathBuf {
        self.root.join("shelf")
    }

    /// Where software smart cards lie.
    pub fn cards(&self) -> PathBuf {
        self.root.join("cards")
    }

    /// Where the embedded key manager keeps its state.
    pub fn key_manager(&self) -> PathBuf {
        self.root.join("keymanager")
    }

    /// Makes the home (mode 0700) when it is not there, and checks that it is safe to use.
    ///
    /// # Errors
    /// When it cannot be made, or is a link, another user's, or open to others.
    pub fn prepare(&self) -> Result<(), HomeError> {
        private_folder(&self.root)?;
        private_folder(&self.arrays())
    }
}

/// Makes `path` and its parents when missing, the last of mode 0700, and refuses a folder that is a
/// symbolic link, another user's, or open to group or others.
///
/// # Errors
/// As said.
pub fn private_folder(path: &Path) -> Result<(), HomeError> {
    let io_error = |source| HomeError::Io {
        path: path.to_owned(),
        source,
    };
    let unsafe_folder = |problem, cure| HomeError::Unsafe {
        path: path.to_owned(),
        problem,
        cure,
    };
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let mut builder = DirBuilder::new();
            builder
                .recursive(true)
                .mode(0o700)
                .create(path)
                .map_err(io_error)?;
            fs::symlink_metadata(path).map_err(io_error)?
        }
        Err(e) => return Err(io_error(e)),
    };
    if found.file_type().is_symlink() {
        return Err(unsafe_folder(
            "is a symbolic link",
            "Name the folder itself.",
        ));
    }
    if !found.is_dir() {
        return Err(unsafe_folder(
            "is not a folder",
            "Name a folder, or move the file away.",
        ));
    }
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(unsafe_folder(
            "belongs to another user",
            "Use a folder of your own.",
        ));
    }
    if found.permissions().mode() & 0o077 != 0 {
        return Err(unsafe_folder(
            "is open to other users, and it holds private keys",
            "Close it with chmod 700.",
        ));
    }
    Ok(())
}

/// Opens `path` (made with mode 0600 when missing) to be locked with [`File::lock`].
///
/// # Errors
/// When it cannot be opened.
pub fn lock_file(path: &Path) -> Result<File, HomeError> {
    pure_sqlite::lock::open(path).map_err(|source| HomeError::Io {
        path: path.to_owned(),
        source,
    })
}
