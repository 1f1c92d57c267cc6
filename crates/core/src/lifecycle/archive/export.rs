//! Exporting an array.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;
use std::thread;

use super::manifest::Manifest;
use super::staging_folder::StagingFolder;
use super::{ArchiveError, KIND, Passphrase};
use crate::ground::{Array, FileError, sync_folder};
use crate::key::random;
use crate::key::stream::{self, Header, StreamError};
use crate::noun::export;
use crate::noun::log::{self, Event};
use crate::noun::token;

/// Writes everything that the array is to the new file `path`, mode 0600, encrypted under
/// `passphrase`; on or off, locked or not, its state stays the same.
///
/// # Errors
/// When there is such a file, or the array cannot be read or the file not be written: then there is
/// no file.
pub(crate) fn export(
    array: &Array,
    path: &Path,
    passphrase: &Passphrase,
) -> Result<(), ArchiveError> {
    let failed = FileError::at(path);
    let name = array.name()?;
    if path.symlink_metadata().is_ok() {
        return Err(ArchiveError::Exists(path.to_owned()));
    }
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    folder.metadata().map_err(&failed)?;
    // It is of mode 0600, and gone when this fails.
    let file = tempfile::NamedTempFile::new_in(folder).map_err(&failed)?;
    let whole = folder.canonicalize().map_err(&failed)?;
    let whole = whole.join(path.file_name().unwrap_or_default());
    let staging = StagingFolder::new(array.context())?;
    let exclusive = array.exclusive()?;
    // Noted first, so that no export is unknown; one that is not made is forgotten.
    let key = token::token(array)?.map(|token| token.key_name);
    let number = array
        .store()
        .write(|tx| export::note(tx, array.now(), &whole, key.as_deref()))?;
    let write = || {
        let manifest = Manifest::of(&exclusive, staging.path())?;
        drop(exclusive);
        seal(&manifest, file.as_file(), passphrase).map_err(&failed)?;
        file.as_file().sync_all().map_err(&failed)?;
        file.persist_noclobber(path)
            .map_err(|error| match error.error.kind() {
                io::ErrorKind::AlreadyExists => ArchiveError::Exists(path.to_owned()),
                _ => failed(error.error).into(),
            })?;
        Ok(sync_folder(folder).inspect_err(|_| drop(fs::remove_file(path)))?)
    };
    write().inspect_err(|_: &ArchiveError| {
        // That it is known although it is not there harms nobody.
        let _ = array.store().write(|tx| export::forget(tx, number));
    })?;
    let detail = format!("exported to {}", whole.display());
    log::append_done(array, Event::Array, name.as_str(), &detail);
    Ok(())
}

fn seal(manifest: &Manifest, file: &File, passphrase: &Passphrase) -> io::Result<()> {
    let salt = random::<16>();
    let key = passphrase.key(&salt);
    let (plain, sink) = io::pipe()?;
    thread::scope(|scope| {
        let archiving = scope.spawn(|| manifest.write(BufWriter::new(sink)));
        let header = Header::new(KIND, &salt);
        let sealed = stream::seal(&key, &header, plain, file);
        // Without the whole archive, what was sealed is useless.
        let archived = archiving.join().expect("the archive is written");
        match sealed {
            Ok(_) => archived,
            Err(StreamError::Source(error) | StreamError::Sink(error)) => Err(error),
            Err(error) => Err(io::Error::other(error)),
        }
    })
}
