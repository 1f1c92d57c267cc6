//! An array as its operators know it.

use super::error::{Error, Result, Subject};
use super::reading::Read;
use crate::ground::{Array, Context, Notice, ObjectName};
use crate::lifecycle;
use crate::noun::power::{self, State};
use crate::operation::{self, CONTROLLER};

/// An array as its operators know it, open for one request of one actor.
///
/// Opening it does what is due: it boots when the power has come back, and the array key is rotated
/// every day. Each method takes the locks it needs, does the whole of what is asked for or nothing, and
/// tells [`Notice`]s to the context's callback.
#[derive(Debug)]
pub struct Purity {
    array: Array,
}

/// What an array says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayIdentity {
    /// Its name.
    pub name: ObjectName,
    /// Its UUID.
    pub id: String,
    /// The version of Purity it shows, as in `6.5.0`.
    pub version: String,
}

/// A controller of the array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controller {
    /// Its name.
    pub name: &'static str,
    /// The version of Purity it shows.
    pub version: String,
    /// The state of the array it runs.
    pub state: State,
}

impl Purity {
    /// Opens the array that the context means, and does what is due.
    ///
    /// # Errors
    /// When there is no such array, it is off, its state cannot be used, or the user who came in does not
    /// exist any more. An array that stays locked is no error.
    pub fn open(context: &Context) -> Result<Self> {
        Self::open_as_it_is(context)?.entered()
    }

    /// The same after it has done what is due.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(super) fn entered(self) -> Result<Self> {
        let status = self.at_once(|| {
            self.visitor()?;
            Ok::<_, Error>(power::status(&self.array)?)
        })?;
        let still_counts = operation::maintain_from(&self.array, &status)?;
        match still_counts && status.state != State::Off {
            true => {}
            false => power::require_on(&self.array)?,
        }
        Ok(self)
    }

    /// All that `work` reads of the array is as of one moment. It must change nothing, and not wait.
    ///
    /// # Errors
    /// Those of `work`, and when the array's state cannot be read.
    pub fn at_once<T, E: From<Error>>(
        &self,
        work: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.array
            .store()
            .read(|_| work().map_err(Read::Caller))
            .map_err(Read::flat)
    }

    /// The array's UUID.
    pub fn id(&self) -> String {
        self.array.id().to_string()
    }

    /// As [`open`](Self::open), but leaves what is due, and opens an array that is off: for the bench,
    /// which switches it on.
    ///
    /// # Errors
    /// When there is no such array, or its state cannot be used.
    pub(super) fn open_as_it_is(context: &Context) -> Result<Self> {
        let array = lifecycle::open(context).map_err(Error::of_lifecycle)?;
        Ok(Self { array })
    }

    /// As [`open`](Self::open), but leaves what is due, and creates no array: for the completion of
    /// names, also those of an array that is off.
    ///
    /// # Errors
    /// When there is no such array, or its state cannot be used.
    pub fn open_existing(context: &Context) -> Result<Self> {
        let array = lifecycle::open_existing(context).map_err(Error::of_lifecycle)?;
        Ok(Self { array })
    }

    /// Does what is due at the array's time: booting after a loss of power, rotating the array key.
    ///
    /// # Errors
    /// When the array's state cannot be read or written.
    pub fn maintain(&self) -> Result<()> {
        Ok(operation::maintain(&self.array)?)
    }

    /// What the array says of itself.
    ///
    /// # Errors
    /// When its state cannot be read.
    pub fn identity(&self) -> Result<ArrayIdentity> {
        Ok(ArrayIdentity {
            name: self.array.name()?.clone(),
            id: self.array.id().to_string(),
            version: self.array.version()?,
        })
    }

    /// The array's controllers.
    ///
    /// # Errors
    /// When its state cannot be read.
    pub fn controllers(&self) -> Result<Vec<Controller>> {
        Ok(vec![Controller {
            name: CONTROLLER,
            version: self.array.version()?,
            state: power::status(&self.array)?.state,
        }])
    }

    /// Gives the array another name, and returns what it says of itself then.
    ///
    /// # Errors
    /// When it is off or locked, or another array has the name.
    pub fn rename(self, to: &ObjectName) -> Result<ArrayIdentity> {
        power::unlocked(self.to_change()?)?;
        let exclusive = self.array.exclusive()?;
        // Read before anything is changed, so that it is no error of what is done.
        let version = self.array.version()?;
        lifecycle::rename(&exclusive, to).map_err(Error::of_lifecycle)?;
        drop(exclusive);
        Ok(ArrayIdentity {
            name: to.clone(),
            id: self.array.id().to_string(),
            version,
        })
    }

    /// The array's time.
    pub fn now(&self) -> jiff::Timestamp {
        self.array.now()
    }

    /// That open array.
    pub(super) fn of(array: Array) -> Self {
        Self { array }
    }

    /// The open array.
    pub(super) fn array(&self) -> &Array {
        &self.array
    }

    /// Tells the operator something.
    pub(super) fn tell(&self, notice: &Notice) {
        self.array.context().tell(notice);
    }
}

impl Error {
    /// Of an array that cannot be opened: about the array when it is known which.
    pub(super) fn of_lifecycle(error: lifecycle::LifecycleError) -> Self {
        use lifecycle::LifecycleError::{Exists, Missing};

        match &error {
            Missing(name) | Exists(name) => {
                let subject = Subject::Array(name.clone());
                Self::about(subject, error)
            }
            _ => Self::new(error),
        }
    }
}
