//! The array's security token: Rapid Data Locking.

use super::Purity;
use super::error::Result;
use crate::ground::{Exclusive, Explain, Notice};
use crate::noun::token::{self, Token};
use crate::operation::{
    self, OldKey, OperationError, Running, TokenSource, TokenStatus, TokenTest,
};

impl Purity {
    /// The token that the array is locked with, as it is recorded: nobody is asked.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn token(&self) -> Result<Option<Token>> {
        Ok(token::token(self.array())?)
    }

    /// The token, and what its key manager or card says of it within a short time. Nothing else is done:
    /// a state is shown at once.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn token_status(&self) -> Result<TokenStatus> {
        Ok(operation::token_status(self.array())?)
    }

    /// Makes a key, or asks the card, and locks the array with it.
    ///
    /// # Errors
    /// When the array is not running, the token is enabled already, the key cannot be made, or the array
    /// cannot be sealed. The array is as it was then.
    pub fn enable_token(&self, source: TokenSource) -> Result<Token> {
        self.change_token(|running| operation::enable_token(running, source))
    }

    /// Makes a new key and locks the array with it; without a source, where the old one is. At every
    /// moment one of the two opens the array. Before anything is made, a notice says which exports are of no
    /// use once the old key is destroyed.
    ///
    /// # Errors
    /// When the array is not running, the token is not enabled, its present key is not the one that the
    /// array was locked with, or the new one cannot be made. The old key counts then.
    pub fn replace_token(&self, source: Option<TokenSource>, old_key: OldKey) -> Result<Token> {
        self.change_token(|running| operation::replace_token(running, source, old_key))
    }

    /// Whether the array could be unlocked after [`replace_token`](Self::replace_token). Nothing is changed;
    /// that a key is made is not tried.
    ///
    /// # Errors
    /// Why it could not, or why there would be no change.
    pub fn rehearse_token_replacement(
        &self,
        source: Option<TokenSource>,
        old_key: OldKey,
    ) -> Result<()> {
        let rehearsed = operation::rehearse_token_replacement(self.array(), source, old_key);
        Ok(rehearsed?)
    }

    /// Locks the array with its drives alone from now on. A notice says first which exports are of no use
    /// once the old key is destroyed.
    ///
    /// # Errors
    /// When the array is not running, the token is not enabled, or its key is not the one that the array
    /// was locked with. Nothing is changed then.
    pub fn disable_token(&self, old_key: OldKey) -> Result<()> {
        self.change_token(|running| operation::disable_token(running, old_key))
    }

    /// Whether the array could be unlocked after [`disable_token`](Self::disable_token). Nothing is changed.
    ///
    /// # Errors
    /// Why it could not, or why there would be no change.
    pub fn rehearse_token_removal(&self, old_key: OldKey) -> Result<()> {
        Ok(operation::rehearse_token_removal(self.array(), old_key)?)
    }

    /// Tests whether the array would unlock with its token: every URI of its KMIP server, or the card.
    ///
    /// # Errors
    /// When the token is not enabled, or the array's state cannot be read. A test that fails is no
    /// error.
    pub fn test_token(&self) -> Result<TokenTest> {
        let array = self.array();
        Ok(operation::retest(array, TokenTest::is_ok, || {
            operation::test_token(array)
        })?)
    }

    /// Changes the token under the exclusive lock. Keys that are no longer used then, or were made for
    /// nothing, are destroyed when it is released.
    fn change_token<T>(
        &self,
        change: impl FnOnce(&Running<'_>) -> std::result::Result<T, OperationError>,
    ) -> Result<T> {
        let exclusive: Exclusive<'_> = self.to_change()?.exclusive()?;
        let changed = Running::new(&exclusive)
            .map_err(OperationError::from)
            .and_then(|running| change(&running));
        // While it is not known which key counts, none is destroyed.
        let is_known = !matches!(&changed, Err(error) if error.is_commit_unknown());
        let unused = if is_known {
            operation::orphans(&exclusive)
        } else {
            Ok(Vec::new())
        };
        drop(exclusive);
        let cleaned = unused.and_then(|unused| operation::destroy_orphans(self.array(), &unused));
        let value = changed?;
        // What was asked for is done.
        if let Err(error) = cleaned {
            self.tell(&Notice::KeysLeft(error.message()));
        }
        Ok(value)
    }
}
