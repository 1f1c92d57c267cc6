//! Reading a volume.

use std::io::{self, Write};
use std::path::PathBuf;

use super::{DataError, Volume, file, table};
use crate::ground::Array;
use crate::ground::ObjectName;
use crate::key::stream;
use crate::noun::power;

/// Decrypts the volume `name` into `sink`; every part is verified before it is passed on.
///
/// # Errors
/// When there is no such volume, the array is off or locked, `sink` cannot be written, or the
/// volume was altered: then `sink` has its beginning, as far as it is right.
pub(crate) fn read(
    array: &Array,
    name: &ObjectName,
    sink: impl Write,
) -> Result<Volume, DataError> {
    let (unlocked, volume, path, opened) = loop {
        let unlocked = power::unlocked(array)?;
        let (volume, path, opened) = open(array, name)?;
        // The key may have been changed in between, and the volume encrypted anew.
        if array.store().read(|db| power::is_key_of(db, &unlocked))? {
            break (unlocked, volume, path, opened);
        }
    };
    let length = stream::open(
        &file::key(unlocked.dek(), &volume.id),
        &opened.header(&volume),
        opened.file,
        sink,
    )
    .map_err(|error| DataError::opening(&path, error))?;
    if length == volume.size {
        Ok(volume)
    } else {
        Err(DataError::damaged(&path, length))
    }
}

/// Opens the volume's file, which another command may be replacing just now.
fn open(array: &Array, name: &ObjectName) -> Result<(Volume, PathBuf, file::Opened), DataError> {
    let find = || {
        array
            .store()
            .read(|db| table::get(db, name))?
            .ok_or(DataError::Missing)
    };
    let mut volume = find()?;
    loop {
        let path = file::path(array, &volume.id);
        match file::open(&path) {
            Ok(opened) => return Ok((volume, path, opened)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let again = find()?;
                array.check_exists()?;
                if again.id == volume.id {
                    return Err(DataError::damaged(&path, 0));
                }
                volume = again;
            }
            Err(e) => return Err(DataError::io(&path)(e)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::StoreError;
    use crate::lifecycle::tests::{TestHome, name};
    use crate::noun::data;

    #[test]
    fn a_file_is_not_taken_for_that_of_another_volume() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        data::write(&array, &name("vol1"), &b"first!"[..]).unwrap();
        data::write(&array, &name("vol2"), &b"second"[..]).unwrap();
        let exchange = || {
            let ids: Vec<_> = ["vol1", "vol2"]
                .map(|volume| data::find(&array, &name(volume)).unwrap().id.to_string())
                .into();
            let set = |tx: &crate::ground::Tx<'_>| {
                let update = "UPDATE volume SET file = ?2 WHERE name = ?1";
                tx.execute(update, ["vol1", "elsewhere"])?;
                tx.execute(update, ["vol2", ids[0].as_str()])?;
                tx.execute(update, ["vol1", ids[1].as_str()])
            };
            let done = array.store().write(|tx| set(tx).map_err(StoreError::from));
            assert_eq!(done.unwrap(), 1);
        };
        exchange();
        for volume in ["vol1", "vol2"] {
            let refused = read(&array, &name(volume), std::io::sink());
            assert!(
                matches!(refused, Err(DataError::Damaged { at: 0, .. })),
                "{refused:?}"
            );
        }
        exchange();
        let mut contents = Vec::new();
        read(&array, &name("VOL1"), &mut contents).unwrap();
        assert_eq!(contents, b"first!");
    }
}
