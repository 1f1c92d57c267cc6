//! Where the arrays live: one folder.
//!
//! Folders are of mode 0700 and files of mode 0600; a home that others may enter, that belongs to
//! another user, or that is a symbolic link is refused, because it holds private keys.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::error_kind::{ErrorKind, Explain};
use super::remedy::Remedy;

/// The folder that holds all arrays, the shelf of pulled drives, the cards and the key managers.
#[derive(Clone, Debug)]
pub struct Home {
    root: PathBuf,
}

/// Why the home cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The path depends on the current folder.
    #[error("{} is not an absolute path.", .0.display())]
    Relative(PathBuf),
    /// A folder could not be made or looked at.
    #[error("Cannot use {}: {source}.", .path.display())]
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

impl Explain for HomeError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Storage
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Relative(_) | Self::Io { .. } => Some(Remedy::NameHome),
            Self::Unsafe { .. } => None,
        }
    }
}

impl Home {
    /// The file of the database in which the arrays have their names.
    pub(crate) const REGISTRY: &str = "home.db";
    /// The file that says how far the home's time was moved.
    pub(crate) const CLOCK: &str = "clock";

    /// The home at `root`, an absolute path. Nothing is created or read yet.
    ///
    /// # Errors
    /// When the path is not absolute.
    pub fn at(root: &Path) -> Result<Self, HomeError> {
        if root.is_absolute() {
            Ok(Self {
                // Without the slash at its end, with which a symbolic link would be followed.
                root: root.components().collect(),
            })
        } else {
            Err(HomeError::Relative(root.to_owned()))
        }
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

    /// Where software smart cards lie while they are in the port of an array.
    pub fn cards(&self) -> PathBuf {
        self.root.join("cards")
    }

    /// Where software smart cards lie otherwise, unless they are carried elsewhere: beside the home, so
    /// that no copy of the home has them.
    pub fn card_shelf(&self) -> PathBuf {
        let mut beside = self.root.clone().into_os_string();
        beside.push("-cards");
        beside.into()
    }

    /// Where snapshots of arrays lie.
    pub fn snapshots(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    /// Makes the home and the folder where the embedded key manager keeps its state (mode 0700) when
    /// they are not there, and returns the latter.
    ///
    /// # Errors
    /// When one cannot be made, or is a link, another user's, or open to others.
    pub fn prepare_key_manager(&self) -> Result<PathBuf, HomeError> {
        self.prepare()?;
        let folder = self.root.join("keymanager");
        private_folder(&folder)?;
        Ok(folder)
    }

    /// Makes the home and the folder of what serves its doors in the background (mode 0700) when they are
    /// not there, and returns the latter.
    ///
    /// # Errors
    /// As [`prepare_key_manager`](Self::prepare_key_manager).
    pub fn prepare_doors(&self) -> Result<PathBuf, HomeError> {
        self.prepare()?;
        let folder = self.root.join("doors");
        private_folder(&folder)?;
        Ok(folder)
    }

    /// The database in which the arrays have their names.
    pub(crate) fn registry(&self) -> PathBuf {
        self.root.join(Self::REGISTRY)
    }

    /// The file that says which array is the current one.
    pub(crate) fn choice(&self) -> PathBuf {
        self.root.join("current")
    }

    /// The file that says how far the home's time was moved.
    pub(crate) fn clock(&self) -> PathBuf {
        self.root.join(Self::CLOCK)
    }

    /// The folder of the array of that UUID.
    pub fn array(&self, id: Uuid) -> PathBuf {
        self.arrays().join(id.to_string())
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
pub(crate) fn private_folder(path: &Path) -> Result<(), HomeError> {
    let io_error = |source| HomeError::Io {
        path: path.to_owned(),
        source,
    };
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let mut builder = DirBuilder::new();
            builder
                .recursive(true)
                .mode(0o700)
                .create(path)
                .map_err(io_error)?;
        }
        Err(error) => return Err(io_error(error)),
        Ok(_) => (),
    }
    check_private(path)
}

/// Refuses a folder that is a symbolic link, another user's, or open to group or others.
///
/// # Errors
/// As said, and when there is none.
pub(crate) fn check_private(path: &Path) -> Result<(), HomeError> {
    let unsafe_folder = |problem, cure| HomeError::Unsafe {
        path: path.to_owned(),
        problem,
        cure,
    };
    let found = fs::symlink_metadata(path).map_err(|source| HomeError::Io {
        path: path.to_owned(),
        source,
    })?;
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
