//! Taking a picture of an array that goes on working.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::workplace::Workplace;
use super::{ArchiveError, Part};
use crate::array::Array;
use crate::{data, drive};

/// The array as it was at one moment, in a folder of its own, which goes with it.
pub(super) struct Stage {
    folder: Workplace,
    parts: Vec<Part>,
}

impl Stage {
    /// Copies the database and the drives, and links the volumes, which never change.
    pub(super) fn of(array: &Array) -> Result<Self, ArchiveError> {
        let mut stage = Self {
            folder: Workplace::new(array.home())?,
            parts: vec![Part::Database],
        };
        // No drive, key or power changes meanwhile, and nothing is committed.
        let _exclusive = array.exclusive()?;
        array.store().write(|_| stage.fill(array))?;
        Ok(stage)
    }

    fn fill(&mut self, array: &Array) -> Result<(), ArchiveError> {
        array.store().copy_to(&self.path(Part::Database))?;
        for drive in drive::list(array).map_err(|error| self.failed(&error))? {
            self.add(array, Part::Drive(drive.row.bay), |from, to| {
                fs::copy(from, to).map(drop)
            })?;
        }
        for volume in data::list(array)? {
            self.add(array, Part::Volume(volume.id), |from, to| {
                fs::hard_link(from, to)
            })?;
        }
        Ok(())
    }

    /// Takes the part in, when it is there: a bay may be empty.
    fn add(
        &mut self,
        array: &Array,
        part: Part,
        take: impl FnOnce(&Path, &Path) -> io::Result<()>,
    ) -> Result<(), ArchiveError> {
        let (from, to) = (array.folder().join(part.path()), self.path(part));
        if !from.exists() {
            return Ok(());
        }
        let parent = to.parent().unwrap_or(self.folder.path());
        fs::create_dir_all(parent)
            .and_then(|()| take(&from, &to))
            .map_err(ArchiveError::io(&from))?;
        self.parts.push(part);
        Ok(())
    }

    fn failed(&self, error: &dyn std::error::Error) -> ArchiveError {
        ArchiveError::io(self.folder.path())(io::Error::other(error.to_string()))
    }

    fn path(&self, part: Part) -> PathBuf {
        self.folder.path().join(part.path())
    }

    /// Writes all of it as a tar archive that tells nothing of this host.
    pub(super) fn write(&self, sink: impl io::Write) -> io::Result<()> {
        let mut archive = tar::Builder::new(sink);
        for &part in &self.parts {
            let file = File::open(self.path(part))?;
            let mut header = tar::Header::new_gnu();
            header.set_size(file.metadata()?.len());
            header.set_mode(0o600);
            archive.append_data(&mut header, part.path(), file)?;
        }
        archive.finish()
    }
}
