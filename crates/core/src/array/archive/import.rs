//! Importing an array.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;

use super::workplace::Workplace;
use super::{ArchiveError, DATABASE, DRIVES, KIND, Part, Passphrase, VOLUMES};
use crate::array::current::folder_of;
use crate::array::{Array, ArrayError, others, rename};
use crate::home::Home;
use crate::log::{self, Event};
use crate::stream::{self, HEADER, Header, StreamError};

/// Makes the array that was exported to `path` one of `home`.
///
/// # Errors
/// When the file is no export or another passphrase is its own, or when `home` has the array or another
/// one of its name. Then there is nothing of it in `home`.
pub fn import(home: &Home, path: &Path, passphrase: &Passphrase) -> Result<Array, ArchiveError> {
    let (header, file) = open(path)?;
    home.prepare().map_err(ArrayError::from)?;
    let workplace = Workplace::new(home)?;
    let folder = workplace.path().join("array");
    for folder in [&folder, &folder.join(DRIVES), &folder.join(VOLUMES)] {
        let mut private = DirBuilder::new();
        private
            .mode(0o700)
            .create(folder)
            .map_err(ArchiveError::io(folder))?;
    }
    unseal(path, &header, file, passphrase, &folder)?;
    settle(home, path, folder)
}

/// The header of the export, and what follows it.
fn open(path: &Path) -> Result<(Header, File), ArchiveError> {
    let mut file = File::open(path).map_err(ArchiveError::io(path))?;
    let mut bytes = [0; HEADER];
    let not_an_export = || ArchiveError::NotAnExport(path.to_owned());
    file.read_exact(&mut bytes)
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => not_an_export(),
            _ => ArchiveError::io(path)(error),
        })?;
    let (kind, salt) = bytes.split_first_chunk::<8>().expect("it is longer");
    let salt: &[u8; 16] = salt.try_into().expect("it is what is left");
    if kind != KIND {
        return Err(not_an_export());
    }
    Ok((Header::new(kind, salt), file))
}

/// Decrypts and unpacks into `folder`. What was unpacked before an error is found is of no use.
fn unseal(
    path: &Path,
    header: &Header,
    file: File,
    passphrase: &Passphrase,
    folder: &Path,
) -> Result<(), ArchiveError> {
    let (_, salt) = header
        .as_bytes()
        .split_last_chunk::<16>()
        .expect("it is longer");
    let key = passphrase.key(salt);
    let (plain, sink) = io::pipe().map_err(ArchiveError::io(path))?;
    thread::scope(|scope| {
        let opening = scope.spawn(move || {
            let sealed = header.as_bytes().chain(file);
            stream::open(&key, header, sealed, sink)
        });
        let unpacked = unpack(path, plain, folder);
        match opening.join().expect("the stream is opened") {
            Ok(_) => unpacked,
            Err(StreamError::Altered(0)) => Err(ArchiveError::WrongPassphrase(path.to_owned())),
            Err(StreamError::Altered(at)) => Err(ArchiveError::Altered {
                path: path.to_owned(),
                at,
            }),
            Err(StreamError::Source(error)) => Err(ArchiveError::io(path)(error)),
            // Whoever reads has closed, and knows why.
            Err(error) => Err(unpacked.err().unwrap_or_else(|| incomplete(path, &error))),
        }
    })
}

fn incomplete(path: &Path, problem: &dyn ToString) -> ArchiveError {
    ArchiveError::Incomplete {
        path: path.to_owned(),
        problem: problem.to_string(),
    }
}

/// Unpacks what an array is made of, and nothing else.
fn unpack(path: &Path, mut source: impl Read, folder: &Path) -> Result<(), ArchiveError> {
    let unreadable = |error: io::Error| incomplete(path, &error);
    let mut archive = tar::Archive::new(&mut source);
    for entry in archive.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        let place = entry
            .path()
            .map_err(unreadable)?
            .to_string_lossy()
            .into_owned();
        let part = place.parse::<Part>().ok();
        let Some(part) = part.filter(|_| entry.header().entry_type().is_file()) else {
            return Err(incomplete(
                path,
                &format!("{place:?} is no part of an array"),
            ));
        };
        let target = folder.join(part.path());
        let mut options = OpenOptions::new();
        let created = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&target);
        created
            .and_then(|mut file| {
                io::copy(&mut entry, &mut file)?;
                file.sync_all()
            })
            .map_err(ArchiveError::io(&target))?;
    }
    // The end of the archive is not yet the end of the stream, which is to be verified whole.
    io::copy(&mut source, &mut io::sink()).map_err(unreadable)?;
    if !folder.join(DATABASE).exists() {
        return Err(incomplete(path, &"its state is missing"));
    }
    Ok(())
}

/// Moves the array to its place among the others.
fn settle(home: &Home, path: &Path, folder: PathBuf) -> Result<Array, ArchiveError> {
    let arrays = home.arrays();
    let imported = Array::open_folder(home, folder.clone())?;
    let (name, id) = (imported.name().clone(), imported.id()?);
    imported.store().use_write_ahead_log()?;
    drop(imported);
    for folder in [&folder.join(DRIVES), &folder.join(VOLUMES), &folder] {
        sync(folder)?;
    }

    // Looking at the others would wait for this lock if one of them were half renamed.
    rename::recover(home)?;
    let _lock = rename::lock(home)?;
    for other in others::list(home)? {
        if other.id()? == id {
            let name = other.name().clone();
            return Err(ArchiveError::Here { id, name });
        }
    }
    let target = folder_of(home, &name);
    if target.exists() {
        return Err(ArchiveError::NameTaken(name));
    }
    fs::rename(&folder, &target).map_err(ArchiveError::io(path))?;
    sync(&arrays)?;
    let array = Array::open_folder(home, target)?;
    array
        .store()
        .write(|tx| log::append(tx, array.now(), Event::Array, name.as_str(), "imported"))?;
    Ok(array)
}

fn sync(folder: &Path) -> Result<(), ArchiveError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(ArchiveError::io(folder))
}
