//! Which array is the current one: a UUID in a small file, so that opening it takes one database.

use std::fs;
use std::io;

use uuid::Uuid;

use super::LifecycleError;
use crate::ground::{Array, Context, FileError, Home, ObjectName, home, replace_file};

/// The array that the first request in a fresh home creates.
pub const DEFAULT_ARRAY: &str = "pure01";

/// Its name.
pub(super) fn default_name() -> ObjectName {
    DEFAULT_ARRAY.parse().expect("the default name is a name")
}

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// That array.
    Array(Uuid),
    /// Nothing: none was chosen.
    None,
    /// A name, as an earlier release wrote it.
    OldName(String),
}

/// What was chosen.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn chosen(home: &Home) -> Result<Choice, LifecycleError> {
    let path = home.choice();
    match fs::read_to_string(&path) {
        Ok(text) => {
            let text = text.trim_end();
            Ok(match text.parse() {
                Ok(id) => Choice::Array(id),
                Err(_) => Choice::OldName(text.to_owned()),
            })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Choice::None),
        Err(error) => {
            // That the home is no folder says more.
            home::check_private(home.root())?;
            Err(FileError::at(&path)(error).into())
        }
    }
}

/// Makes the array the current one.
///
/// # Errors
/// When it was deleted meanwhile, or the choice cannot be written.
pub(crate) fn choose(array: &Array) -> Result<(), LifecycleError> {
    let _lock = array.home().lock(array.waiter())?;
    array.check_exists()?;
    write(array.context(), array.id())
}

/// Makes the array of that UUID the current one. The home is locked.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(context: &Context, id: Uuid) -> Result<(), LifecycleError> {
    Ok(replace_file(&context.home.choice(), &format!("{id}\n"))?)
}

/// Forgets the choice, when it is the array of that UUID.
///
/// # Errors
/// When the file cannot be read or removed.
pub(super) fn forget(home: &Home, id: Uuid) -> Result<(), LifecycleError> {
    if chosen(home)? != Choice::Array(id) {
        return Ok(());
    }
    let path = home.choice();
    Ok(fs::remove_file(&path).map_err(FileError::at(&path))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::TestHome;

    #[test]
    fn what_a_choice_that_died_left_is_gone_after_the_next() {
        let home = TestHome::with(&["pure01", "pure02"]);
        let root = home.context.home.root();
        fs::write(root.join("current.new"), "half a UUI").unwrap();
        let array = home.open("pure02").unwrap();
        choose(&array).unwrap();
        assert_eq!(
            chosen(&home.context.home).unwrap(),
            Choice::Array(array.id())
        );
        assert!(!root.join("current.new").exists());
    }
}
