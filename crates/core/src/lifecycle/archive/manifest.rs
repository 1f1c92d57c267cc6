//! What an array consists of at one moment, while it keeps working.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{ArchiveError, Part};
use crate::ground::{Array, Exclusive, FileError};
use crate::noun::{data, drive};

/// The array as it was at one moment, in a folder of its own.
pub(in crate::lifecycle) struct Manifest {
    folder: PathBuf,
    parts: Vec<Part>,
}

impl Manifest {
    /// Copies the database and the drives into `folder`, and links the volumes there, which never change.
    /// No drive, key or power changes meanwhile, and nothing is committed.
    pub(in crate::lifecycle) fn of(
        exclusive: &Exclusive<'_>,
        folder: &Path,
    ) -> Result<Self, ArchiveError> {
        Self::take(exclusive, folder, |manifest, array| {
            manifest.fill(array)?;
            for volume in array.store().read(data::all)? {
                manifest.add(array, Part::Volume(volume.id), |from, to| {
                    fs::hard_link(from, to)
                })?;
            }
            Ok(())
        })
    }

    /// As [`of`](Self::of), the database and the drives alone.
    pub(in crate::lifecycle) fn without_volumes(
        exclusive: &Exclusive<'_>,
        folder: &Path,
    ) -> Result<Self, ArchiveError> {
        Self::take(exclusive, folder, Self::fill)
    }

    fn take(
        exclusive: &Exclusive<'_>,
        folder: &Path,
        fill: impl FnOnce(&mut Self, &Array) -> Result<(), ArchiveError>,
    ) -> Result<Self, ArchiveError> {
        let array = exclusive.array();
        let mut manifest = Self {
            folder: folder.to_owned(),
            parts: vec![Part::Name, Part::Database],
        };
        array.store().write(|_| fill(&mut manifest, array))?;
        Ok(manifest)
    }

    fn fill(&mut self, array: &Array) -> Result<(), ArchiveError> {
        let name = self.path(Part::Name);
        fs::write(&name, format!("{}\n", array.name()?)).map_err(FileError::at(&name))?;
        array.store().copy_to(&self.path(Part::Database))?;
        for row in array.store().read(drive::all)? {
            self.add(array, Part::Drive(row.bay), |from, to| {
                fs::copy(from, to).map(drop)
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
        let parent = to.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent)
            .and_then(|()| take(&from, &to))
            .map_err(FileError::at(&from))?;
        self.parts.push(part);
        Ok(())
    }

    fn path(&self, part: Part) -> PathBuf {
        self.folder.join(part.path())
    }

    /// Writes all of it as a tar archive that says nothing about this host.
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
