//! Importing an array.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::thread;

use uuid::Uuid;

use super::copy::{abandon, copy, settled};
use super::staging_folder::StagingFolder;
use super::{ArchiveError, DATABASE, DRIVES, KIND, NAME, Part, Passphrase, VOLUMES};
use crate::ground::{
    Array, Context, FileError, Notice, ObjectName, Registry, array_row, sync_folder, unnamed,
};
use crate::key::stream::{self, HEADER, Header, StreamError};
use crate::lifecycle::leftover;
use crate::lifecycle::list::{ArrayEntry, entry_of};
use crate::lifecycle::place::place;
use crate::noun::log::{self, Event};
use crate::noun::power::{self, State};

/// How an export is imported.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Another name than the array had when it was exported.
    pub name: Option<ObjectName>,
    /// Make another array of it, with an identity and keys of its own, beside the one that was exported.
    pub copy: bool,
}

/// Makes the array that was exported to `path` one of the home, or a copy of it.
///
/// # Errors
/// When the file is not an export or another passphrase is its own, when the home has the array or another
/// one of its name, or a copy cannot be unlocked or given keys. Then there is nothing of it in the home.
pub(crate) fn import(
    context: &Context,
    path: &Path,
    passphrase: &Passphrase,
    options: &ImportOptions,
) -> Result<ArrayEntry, ArchiveError> {
    let (header, file) = open(path)?;
    context.home.prepare()?;
    let staging = StagingFolder::new(context)?;
    let folder = staging.path().join(leftover::ARRAY);
    for folder in [&folder, &folder.join(DRIVES), &folder.join(VOLUMES)] {
        let mut private = DirBuilder::new();
        private
            .mode(0o700)
            .create(folder)
            .map_err(FileError::at(folder))?;
    }
    unseal(path, &header, file, passphrase, &folder)?;
    settle(context, path, &folder, options)
}

/// The header of the export, and what follows it.
fn open(path: &Path) -> Result<(Header, File), ArchiveError> {
    let mut file = File::open(path).map_err(FileError::at(path))?;
    let mut bytes = [0; HEADER];
    let not_an_export = || ArchiveError::NotAnExport(path.to_owned());
    file.read_exact(&mut bytes)
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => not_an_export(),
            _ => FileError::at(path)(error).into(),
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
    // Its own memory, which is overwritten: a thread's stack is not.
    let key = Box::new(passphrase.key(salt));
    let (plain, sink) = io::pipe().map_err(FileError::at(path))?;
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
            Err(StreamError::Source(error)) => Err(FileError::at(path)(error).into()),
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
                &format!("'{place}' is not part of an array"),
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
            .map_err(FileError::at(&target))?;
    }
    // The end of the archive is not yet the end of the stream, which is to be verified whole.
    io::copy(&mut source, &mut io::sink()).map_err(unreadable)?;
    if !folder.join(DATABASE).exists() {
        return Err(incomplete(path, &"its state is missing"));
    }
    Ok(())
}

/// Makes it an array that is off, since it never ran on this machine, and moves it among the others. What is
/// shown of it is known before: nothing is read once it is there.
fn settle(
    context: &Context,
    path: &Path,
    folder: &Path,
    options: &ImportOptions,
) -> Result<ArrayEntry, ArchiveError> {
    let (id, exported) = identity(path, folder)?;
    let name = options.name.clone().unwrap_or_else(|| exported.clone());
    // Once more below: before a key is made on a key manager, it is to be known that it is for good.
    let waiter = context.waiter();
    let registry = Registry::open(&context.home, &waiter)?;
    if !options.copy {
        require_absent(context, &registry, id)?;
    }
    if registry.id_of(&name)?.is_some() {
        return Err(ArchiveError::NameTaken(name));
    }
    let array = if options.copy {
        copy(context, id, folder, &name)?
    } else {
        Array::open_at(context, id, folder)?.named(name.clone())
    };
    let done = switch_off(&array, &name, options.copy.then_some((&exported, id)))
        .and_then(|()| Ok(entry_of(&array, name.clone())?))
        .and_then(|entry| {
            for folder in [&folder.join(DRIVES), &folder.join(VOLUMES), folder] {
                sync_folder(folder)?;
            }
            enter(context, &registry, folder, array.id(), &name)?;
            Ok(entry)
        });
    match &done {
        Ok(_) if !options.copy => context.tell(&Notice::ArrayMoved),
        Err(_) if options.copy => abandon(&array),
        _ => settled(folder),
    }
    done
}

/// Has the array be off, and says in its history where it is from.
fn switch_off(
    array: &Array,
    name: &ObjectName,
    copy_of: Option<(&ObjectName, Uuid)>,
) -> Result<(), ArchiveError> {
    array.store().use_write_ahead_log()?;
    let detail = match copy_of {
        None => "imported".to_owned(),
        Some((name, id)) => format!("imported as a copy of {name}, {id}"),
    };
    array.store().write(|tx| {
        power::record(tx, &State::Off, None)?;
        log::append(array, tx, Event::Array, name.as_str(), &detail)
    })?;
    Ok(())
}

/// Checks that the home does not have that array.
fn require_absent(context: &Context, registry: &Registry, id: Uuid) -> Result<(), ArchiveError> {
    if context.home.array(id).exists() {
        let name = registry.name_of(id)?.unwrap_or_else(|| unnamed(id));
        return Err(ArchiveError::Here { id, name });
    }
    Ok(())
}

/// Moves it among the others.
fn enter(
    context: &Context,
    registry: &Registry,
    folder: &Path,
    id: Uuid,
    name: &ObjectName,
) -> Result<(), ArchiveError> {
    let _lock = context.home.lock(&context.waiter())?;
    require_absent(context, registry, id)?;
    // A process that dies from here on leaves a name without a folder, which is free.
    if !registry.put(id, name)? {
        return Err(ArchiveError::NameTaken(name.clone()));
    }
    place(context, folder, id).inspect_err(|_| drop(registry.remove(id)))?;
    Ok(())
}

/// Which array it is, and its name: in a file of its own, or in the database of release 0.1.
fn identity(path: &Path, folder: &Path) -> Result<(Uuid, ObjectName), ArchiveError> {
    let of_database = array_row::of_any_release(&folder.join(DATABASE));
    let Some((id, old_name)) = of_database.map_err(|error| incomplete(path, &error))? else {
        return Err(incomplete(path, &"its state is empty"));
    };
    let file = folder.join(NAME);
    let name = match fs::read_to_string(&file) {
        Ok(name) => {
            fs::remove_file(&file).map_err(FileError::at(&file))?;
            name.trim_end().parse().ok()
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => old_name,
        Err(error) => return Err(FileError::at(&file)(error).into()),
    };
    let name = name.ok_or_else(|| incomplete(path, &"its name is damaged"))?;
    Ok((id, name))
}
