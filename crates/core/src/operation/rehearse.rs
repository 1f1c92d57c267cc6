//! Playing an unlock: all that it does, and nothing that it changes.

use super::OperationError;
use super::standing::look;
use crate::ground::Array;
use crate::key::{self, Dek, KeyError, Seal};
use crate::noun::power::Memory;
use crate::noun::token::TokenError;

/// Opens the drives as an unlock would, now and with that seal: combines the shares that are there,
/// opens the regions, unwraps the data encryption key; and compares it with the one in memory while
/// there is one.
///
/// # Errors
/// Why an unlock would fail.
pub(crate) fn rehearse(array: &Array, seal: &Seal) -> Result<(), OperationError> {
    let dek = unlock_with(array, || Ok(seal.clone()))?;
    match Memory::read(array)? {
        Some(memory) if !memory.dek.is_same_as(&dek) => Err(KeyError::OtherDek.into()),
        _ => Ok(()),
    }
}

/// Opens the drives as an unlock would, with the seal that `ask` gives once they are enough.
///
/// # Errors
/// Why an unlock would fail.
pub(crate) fn unlock_with(
    array: &Array,
    ask: impl FnOnce() -> Result<Seal, TokenError>,
) -> Result<Dek, OperationError> {
    let look = look(array)?;
    let gathered = look.gather()?;
    gathered.tell_bad(array);
    let seal = ask()?;
    let counting = look.status.counting();
    let ignore = &mut |_, _| ();
    let dek = key::open(array.id(), &counting, &gathered.devices, &seal, ignore)?;
    match &look.status.dek {
        Some(known) if *known != dek.fingerprint() => Err(KeyError::OtherDek.into()),
        _ => Ok(dek),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::TestHome;
    use crate::noun::drive::{Bay, Kind};
    use crate::noun::power;
    use crate::operation::{Running, pull_drive, rotate};

    #[test]
    fn it_says_what_an_unlock_would() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let exclusive = array.exclusive().unwrap();
        let rehearsed = || rehearse(&array, &Seal::None);
        rehearsed().unwrap();
        rotate(&Running::new(&exclusive).unwrap()).unwrap();
        for number in 0..3 {
            pull_drive(&exclusive, Bay::new(Kind::Ssd, number).unwrap(), None).unwrap();
            rehearsed().unwrap();
        }
        pull_drive(&exclusive, Bay::new(Kind::Ssd, 3).unwrap(), None).unwrap();
        assert!(matches!(
            rehearsed(),
            Err(OperationError::Key(KeyError::TooFewDrives {
                present: 6,
                ..
            }))
        ));
    }

    #[test]
    fn drives_of_another_data_encryption_key_are_not_the_arrays() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let dek = crate::key::Dek::new(crate::key::random());
        let (owner, folder) = (power::owner(&array), array.folder());
        drop(power::keep_memory(array.context(), &owner, folder, &dek).unwrap());
        assert!(matches!(
            rehearse(&array, &Seal::None),
            Err(OperationError::Key(KeyError::OtherDek))
        ));
    }
}
