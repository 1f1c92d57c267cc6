//! The home: which arrays there are, and which is the current one.

use std::path::Path;

use super::error::{Error, Result, Subject};
use crate::ground::{Context, ErrorKind, ObjectName, StoreError};
use crate::lifecycle::archive::{self, ImportOptions, Passphrase};
use crate::lifecycle::{self, ArrayEntry, Layout};

/// The arrays of a home.
#[derive(Clone, Copy, Debug)]
pub struct Arrays<'a> {
    context: &'a Context,
}

impl<'a> Arrays<'a> {
    /// Those of the context's home.
    pub fn of(context: &'a Context) -> Self {
        Self { context }
    }

    /// The arrays by name; of one whose state cannot be used, why.
    ///
    /// # Errors
    /// When the home cannot be used.
    pub fn list(self) -> Result<Vec<(ObjectName, Result<ArrayEntry>)>> {
        let listed = lifecycle::list(self.context)?.into_iter();
        let arrays = listed.map(|(name, entry)| {
            let entry = entry.map_err(about(&name));
            (name, entry)
        });
        Ok(arrays.collect())
    }

    /// The arrays that are locked with the key of that unique identifier on a key manager, by name. Those
    /// whose state cannot be used are left out.
    ///
    /// # Errors
    /// When the home cannot be used.
    pub fn locked_with(self, key: &str) -> Result<Vec<ObjectName>> {
        Ok(lifecycle::locked_with(self.context, key)?)
    }

    /// Checks that there is an array `name`, whether its state can be used or not.
    ///
    /// # Errors
    /// When there is none.
    pub fn require(self, name: &ObjectName) -> Result<()> {
        lifecycle::require(self.context, name).map_err(about(name))
    }

    /// The array `name`.
    ///
    /// # Errors
    /// When there is none.
    pub fn get(self, name: &ObjectName) -> Result<ArrayEntry> {
        let array = lifecycle::open_named(self.context, name).map_err(about(name))?;
        lifecycle::entry(&array).map_err(about(name))
    }

    /// The array that the context means; in a home where none was chosen, `pure01`, which is created
    /// when it is not there.
    ///
    /// # Errors
    /// When there is no such array.
    pub fn current(self) -> Result<ArrayEntry> {
        let array = lifecycle::open(self.context).map_err(Error::of_lifecycle)?;
        Ok(lifecycle::entry(&array)?)
    }

    /// Makes the array `name`.
    ///
    /// # Errors
    /// When there is one of that name, or the home cannot be written.
    pub fn create(self, name: &ObjectName, layout: &Layout) -> Result<ArrayEntry> {
        lifecycle::create(self.context, name, layout).map_err(about(name))
    }

    /// As [`create`](Self::create), unless there is an array of that name with as many SSDs, which shows
    /// the same version.
    ///
    /// # Errors
    /// As there, and when there is another array of that name; the error says what differs.
    pub fn create_unless_there(self, name: &ObjectName, layout: &Layout) -> Result<ArrayEntry> {
        let made = self.create(name, layout);
        if !matches!(&made, Err(error) if error.kind() == ErrorKind::Exists) {
            return made;
        }
        let found = self.get(name)?;
        let differs = if found.version != layout.version.as_str() {
            "version"
        } else if found.ssds_fitted != layout.ssds.count() {
            "number of SSDs"
        } else {
            return Ok(found);
        };
        Err(about(name)(lifecycle::LifecycleError::Differs(differs)))
    }

    /// Makes the array `name` the current one.
    ///
    /// # Errors
    /// When there is none.
    pub fn choose(self, name: &ObjectName) -> Result<ArrayEntry> {
        let array = lifecycle::open_named(self.context, name).map_err(about(name))?;
        // Read before, so that it is no error of what is done.
        let entry = lifecycle::entry(&array).map_err(about(name))?;
        lifecycle::choose(&array).map_err(about(name))?;
        Ok(ArrayEntry {
            is_current: true,
            ..entry
        })
    }

    /// Deletes the array `name` with everything it is. A key that it has on a key manager stays there.
    ///
    /// # Errors
    /// When there is none, or its folder cannot be removed.
    pub fn delete(self, name: &ObjectName) -> Result<()> {
        lifecycle::delete(self.context, name).map_err(about(name))
    }

    /// Writes everything that the array `name` is to the new file `path`, encrypted under `passphrase`.
    ///
    /// # Errors
    /// When there is no such array, there is such a file, or it cannot be written.
    pub fn export(self, name: &ObjectName, path: &Path, passphrase: &Passphrase) -> Result<()> {
        let array = lifecycle::open_named(self.context, name).map_err(about(name))?;
        let subject = || Subject::Array(name.clone());
        archive::export(&array, path, passphrase).map_err(|error| Error::about(subject(), error))
    }

    /// Takes in the array that was exported to `path`, which is off then; or makes another one of it, with
    /// an identity and keys of its own. A notice says that an array that was taken in is not to be used any
    /// more where it was exported.
    ///
    /// # Errors
    /// When the file is not an export or another passphrase is its own, when the home has the array or
    /// another one of its name, or a copy cannot be unlocked or given keys. Then there is nothing of it in
    /// the home.
    pub fn import(
        self,
        path: &Path,
        passphrase: &Passphrase,
        options: &ImportOptions,
    ) -> Result<ArrayEntry> {
        // It may be one of an earlier release that is here already.
        lifecycle::migrate_if_due(self.context)?;
        Ok(archive::import(self.context, path, passphrase, options)?)
    }
}

fn about(name: &ObjectName) -> impl Fn(lifecycle::LifecycleError) -> Error + '_ {
    use lifecycle::LifecycleError;

    |error| match error {
        // What is wrong with the home is not about one of its arrays.
        LifecycleError::Home(_) | LifecycleError::Store(StoreError::Home(_)) => Error::new(error),
        error => Error::about(Subject::Array(name.clone()), error),
    }
}
