//! Groups: which keys belong together, and which apps see them.

use super::audit::About;
use super::{Account, Group, KeyManager, KeyManagerError, KeyOps, Name, random};
use crate::store::Tx;

const NOUN: &str = "group";

impl KeyManager {
    /// Makes a group.
    ///
    /// # Errors
    /// When the account has one of that name.
    pub fn create_group(&self, account: &Account, name: &Name) -> Result<Group, KeyManagerError> {
        self.create_group_for(account, name, None)
    }

    /// The same, which is for something.
    ///
    /// # Errors
    /// When the account has one of that name.
    pub fn create_group_for(
        &self,
        account: &Account,
        name: &Name,
        description: Option<&str>,
    ) -> Result<Group, KeyManagerError> {
        let created = self.now();
        self.write(|tx| {
            if tx.has_group_named(&account.id, name.as_str())? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let group = Group {
                id: random::uuid(tx)?,
                name: name.to_string(),
                account: account.name.clone(),
                account_id: account.id.clone(),
                created,
                description: description.map(str::to_owned),
                creator: self.actor().who.kept(),
                adds: KeyOps::default(),
            };
            tx.insert_group(&group)?;
            self.note_group(tx, "create group", &group)?;
            Ok(group)
        })
    }

    /// Changes a group: its name, its description, what its keys get besides.
    ///
    /// # Errors
    /// When there is no such group, the account has another one of that name, or `change` fails.
    pub fn change_group(
        &self,
        name: &str,
        change: impl FnOnce(&mut Group) -> Result<(), KeyManagerError>,
    ) -> Result<Group, KeyManagerError> {
        self.write(|tx| {
            let mut group = find(tx, Some(name))?;
            let old = group.name.clone();
            change(&mut group)?;
            if old != group.name && tx.has_group_named(&group.account_id, &group.name)? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            tx.update_group(&group)?;
            self.note_group(tx, "change group", &group)?;
            Ok(group)
        })
    }

    /// How many keys a group has that are not destroyed.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn count_keys(&self, group: &Group) -> Result<i64, KeyManagerError> {
        self.read(|tx| Ok(tx.count_keys(&group.id)?))
    }

    fn note_group(&self, tx: Tx<'_>, action: &str, group: &Group) -> Result<(), KeyManagerError> {
        let about = About {
            account: Some(&group.account_id),
            object: Some(&group.id),
            group: Some(&group.id),
        };
        Ok(self.note(tx, action, about, format!("{action} {}", group.name))?)
    }

    /// All groups by account and name.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn groups(&self) -> Result<Vec<Group>, KeyManagerError> {
        self.read(|tx| Ok(tx.groups()?))
    }

    /// The group of that name or UUID; the only one when none is named.
    ///
    /// # Errors
    /// When there is none, or several to choose from.
    pub fn group(&self, name: Option<&str>) -> Result<Group, KeyManagerError> {
        self.read(|tx| find(tx, name))
    }

    /// Deletes a group without apps and keys.
    ///
    /// # Errors
    /// When there is no such group, or something is in it.
    pub fn delete_group(&self, name: &str) -> Result<(), KeyManagerError> {
        self.write(|tx| {
            let group = find(tx, Some(name))?;
            if tx.group_is_in_use(&group.id)? {
                return Err(KeyManagerError::NotEmpty(NOUN));
            }
            tx.delete_group(&group.id)?;
            self.note_group(tx, "delete group", &group)
        })
    }
}

fn find(tx: Tx<'_>, name: Option<&str>) -> Result<Group, KeyManagerError> {
    let mut found = tx.groups()?;
    if let Some(name) = name {
        found.retain(|group| group.name == name || group.id == name);
    }
    match (found.pop(), name) {
        (Some(group), _) if found.is_empty() => Ok(group),
        (Some(_), Some(_)) => Err(KeyManagerError::Ambiguous(NOUN)),
        (Some(_), None) => Err(KeyManagerError::Several(NOUN)),
        (None, Some(_)) => Err(KeyManagerError::Missing(NOUN)),
        (None, None) => Err(KeyManagerError::None(NOUN)),
    }
}
