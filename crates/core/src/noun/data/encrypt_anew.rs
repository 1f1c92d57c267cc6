//! Encrypting volumes anew, under another data encryption key.

use std::fs::File;
use std::io;
use std::thread;

use super::{DataError, Volume, VolumeId, file, sweep, table};
use crate::ground::fault::point;
use crate::ground::{Array, Notice, Tx, wipe};
use crate::key::{Dek, stream};

/// The volumes under another data encryption key, each in a file beside the one that counts. While they
/// are held nobody sweeps the files away.
#[derive(Debug, Default)]
pub(crate) struct Copies(Vec<Copy>);

#[derive(Debug)]
struct Copy {
    /// The file that counts.
    of: VolumeId,
    id: VolumeId,
    _held: File,
}

impl Copies {
    /// Encrypts the volumes that were not yet.
    ///
    /// # Errors
    /// When a volume cannot be read, or there is no room. The copies that were made stay until they are
    /// [discarded](Self::discard).
    pub(crate) fn make(&mut self, array: &Array, old: &Dek, new: &Dek) -> Result<(), DataError> {
        sweep::sweep(array)?;
        let mut missing = array.store().read(table::all)?;
        missing.retain(|volume| self.of(volume.id).is_none());
        let total = missing.len();
        for (position, volume) in missing.into_iter().enumerate() {
            array.context().tell(&Notice::EncryptingAnew {
                volume: volume.name.clone(),
                position: position + 1,
                total,
            });
            match encrypt(array, old, new, &volume) {
                Ok(copy) => self.0.push(copy),
                // It was deleted or written again meanwhile.
                Err(_) if !array.store().read(|db| table::is_used(db, &volume.id))? => {}
                Err(error) => return Err(error),
            }
            point("data-encrypted-anew");
        }
        Ok(())
    }

    /// Has every volume be its copy.
    ///
    /// # Errors
    /// When there is a volume that has none, since another command has written it meanwhile.
    pub(crate) fn adopt(&self, tx: &Tx<'_>) -> Result<(), DataError> {
        for volume in table::all(tx)? {
            let copy = self.of(volume.id).ok_or(DataError::Changing)?;
            table::put(
                tx,
                &Volume {
                    id: copy.id,
                    ..volume
                },
            )?;
        }
        Ok(())
    }

    /// Removes the copies, which do not count.
    pub(crate) fn discard(self, array: &Array) {
        for copy in self.0 {
            // What fails here is swept away later.
            let _ = wipe(&file::path(array, &copy.id));
        }
    }

    /// Overwrites what the copies have replaced; what is being read is left to a later command.
    pub(crate) fn replace(self, array: &Array) {
        drop(self);
        let _ = sweep::sweep(array);
    }

    fn of(&self, id: VolumeId) -> Option<&Copy> {
        self.0.iter().find(|copy| copy.of == id)
    }
}

/// Decrypts the volume under `old`, and encrypts it under `new` into a file of its own.
fn encrypt(array: &Array, old: &Dek, new: &Dek, volume: &Volume) -> Result<Copy, DataError> {
    let source = file::path(array, &volume.id);
    let opened = file::open(&source).map_err(DataError::io(&source))?;
    let id = VolumeId::random();
    let path = file::path(array, &id);
    let made = file::create(array, &path)?;
    let encrypted = pass(old, new, volume, opened, id, &made)
        .map_err(|error| match error {
            Failed::Reading(error) => DataError::opening(&source, error),
            Failed::Writing(error) => DataError::sealing(&path, error),
            Failed::Pipe(error) => DataError::io(&path)(error),
        })
        .and_then(|size| match size == volume.size {
            true => file::settle(array, &made),
            false => Err(DataError::damaged(&source, size)),
        });
    match encrypted {
        Ok(()) => Ok(Copy {
            of: volume.id,
            id,
            _held: made,
        }),
        Err(error) => {
            let _ = wipe(&path);
            Err(error)
        }
    }
}

enum Failed {
    Reading(stream::StreamError),
    Writing(stream::StreamError),
    Pipe(io::Error),
}

/// Passes the contents from one stream to the other. Returns their length.
fn pass(
    old: &Dek,
    new: &Dek,
    volume: &Volume,
    opened: file::Opened,
    id: VolumeId,
    made: &File,
) -> Result<u64, Failed> {
    let (plain, sink) = io::pipe().map_err(Failed::Pipe)?;
    thread::scope(|scope| {
        let reading = scope.spawn(move || {
            let key = file::key(old, &volume.id);
            stream::open(&key, &opened.header(volume), opened.file, sink)
        });
        let header = file::header(&volume.name, &id);
        let written = stream::seal(&file::key(new, &id), &header, plain, made);
        let read = reading.join().expect("the volume is read");
        match (read, written) {
            (_, Err(error @ stream::StreamError::Sink(_))) => Err(Failed::Writing(error)),
            (Err(error), _) => Err(Failed::Reading(error)),
            (_, Err(error)) => Err(Failed::Writing(error)),
            (Ok(_), Ok(size)) => Ok(size),
        }
    })
}
