//! Accounts: what belongs to one organisation.

use super::audit::About;
use super::{Account, KeyManager, KeyManagerError, KeyOps, Name, Role, Who, random};
use crate::store::Tx;

const NOUN: &str = "account";

impl KeyManager {
    /// Makes an account.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn create_account(&self, name: &Name) -> Result<Account, KeyManagerError> {
        self.create_account_of(name, None, None)
    }

    /// The same, which belongs to somebody and is for something. The user who makes it administers it.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn create_account_of(
        &self,
        name: &Name,
        description: Option<&str>,
        organization: Option<&str>,
    ) -> Result<Account, KeyManagerError> {
        let created = self.now();
        self.write(|tx| {
            if tx.has_account_named(name.as_str())? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let account = Account {
                id: random::uuid(tx)?,
                name: name.to_string(),
                created,
                description: description.map(str::to_owned),
                organization: organization.map(str::to_owned),
                keeps_enabled: false,
                adds: KeyOps::default(),
            };
            tx.insert_account(&account)?;
            if let Who::User { id, .. } = &self.actor().who {
                tx.put_member(&account.id, id, Role::Administrator)?;
            }
            self.note_account(tx, "create account", &account)?;
            Ok(account)
        })
    }

    /// Changes an account: its name, description, organization, whether deactivated keys stay enabled, what
    /// keys get besides.
    ///
    /// # Errors
    /// When there is no such account, another one has the name, or `change` fails.
    pub fn change_account(
        &self,
        name: &str,
        change: impl FnOnce(&mut Account) -> Result<(), KeyManagerError>,
    ) -> Result<Account, KeyManagerError> {
        self.write(|tx| {
            let mut account = find(tx, Some(name))?;
            let old = account.name.clone();
            change(&mut account)?;
            if old != account.name && tx.has_account_named(&account.name)? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            tx.update_account(&account)?;
            self.note_account(tx, "change account", &account)?;
            Ok(account)
        })
    }

    fn note_account(
        &self,
        tx: Tx<'_>,
        action: &str,
        account: &Account,
    ) -> Result<(), KeyManagerError> {
        let about = About {
            account: Some(&account.id),
            object: Some(&account.id),
            group: None,
        };
        Ok(self.note(tx, action, about, format!("{action} {}", account.name))?)
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
            tx.delete_account(&account.id)?;
            self.note_account(tx, "delete account", &account)
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
