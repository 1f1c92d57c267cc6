//! What somebody who came in by a door may do.

use super::Purity;
use super::error::Result;
use crate::ground::{Array, ErrorKind, Explain};
use crate::noun::user::{self, UserError, UserName};

/// Why somebody who came in by a door does not get what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The user's role is not that of an administrator.
    #[error("The role of the user does not allow this operation.")]
    Role,
    /// There is no such user any more.
    #[error("The user who came in does not exist any more.")]
    Gone,
}

impl Explain for AccessError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Refused
    }
}

impl Purity {
    /// The open array, to change it: for who has the home, and for users of the array who may administer it.
    /// The role is looked up at each change, so that one that was taken away is gone.
    ///
    /// # Errors
    /// When the user who came in may not, or does not exist any more.
    pub(super) fn to_change(&self) -> Result<&Array> {
        match self.visitor()? {
            Some(user) if !user.role.may_administer() => Err(AccessError::Role.into()),
            _ => Ok(self.array()),
        }
    }

    /// The user who came in by a door; `None` for who has the home.
    ///
    /// # Errors
    /// When the user does not exist any more, or the array's state cannot be read.
    pub(super) fn visitor(&self) -> Result<Option<user::User>> {
        let Some(name) = &self.array().context().visitor else {
            return Ok(None);
        };
        let name: UserName = name.parse().map_err(|_| AccessError::Gone)?;
        match self.array().store().read(|db| user::find(db, &name)) {
            Ok(user) => Ok(Some(user)),
            Err(UserError::Missing) => Err(AccessError::Gone.into()),
            Err(error) => Err(error.into()),
        }
    }
}
