//! Accounts: what belongs to one organisation.

use super::{Account, KeyManager, KeyManagerError, Name, random};
use crate::store::Tx;

const NOUN: &str = "account";

impl KeyManager {
    /// Makes an account.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn create_account(&self, name: &Name) -> Result<Account, KeyManagerError> {
        let created = self.now();
        self.write(|tx| {
            if tx.has_account_named(name.as_str())? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let account = Account {
                id: random::uuid(tx)?,
                name: name.to_string(),
                created,
            };
            tx.insert_account(&account)?;
            Ok(account)
        })
    }

    /// All accounts by name.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>, KeyManagerError> {
        self.read(|tx| Ok(tx.accounts()?))
    }

    /// The account of that name or UUID; the only one when none is named.
    ///
    /// # Errors
    /// When there is none, or several to choose from.
    pub fn account(&self, name: Option<&str>) -> Result<Account, KeyManagerError> {
        self.read(|tx| find(tx, name))
    }

    /// Deletes an account that has no groups.
    ///
    /// # Errors
    /// When there is no such account, or it has groups.
    pub fn delete_account(&self, name: &str) -> Result<(), KeyManagerError> {
        self.write(|tx| {
            let account = find(tx, Some(name))?;
            if tx.account_has_groups(&account.id)? {
                return Err(KeyManagerError::NotEmpty(NOUN));
            }
            Ok(tx.delete_account(&account.id)?)
        })
    }
}

fn find(tx: Tx<'_>, name: Option<&str>) -> Result<Account, KeyManagerError> {
    let mut accounts = tx.accounts()?;
    match name {
        Some(name) => accounts
            .into_iter()
            .find(|account| account.name == name || account.id == name)
            .ok_or(KeyManagerError::Missing(NOUN)),
        None if accounts.len() > 1 => Err(KeyManagerError::Several(NOUN)),
        None => accounts.pop().ok_or(KeyManagerError::None(NOUN)),
    }
}
