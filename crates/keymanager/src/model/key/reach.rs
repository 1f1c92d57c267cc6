//! Looking at keys within what somebody sees.

use zeroize::Zeroizing;

use super::detail::Detail;
use super::usable::is_usable;
use crate::model::audit::About;
use crate::model::{EventKind, KeyManager, KeyManagerError, KeyOps, Permissions, Scope};
use crate::store::{KeyRow, Page, Tx};

const NOUN: &str = "sobject";

/// Which key is meant.
#[derive(Clone, Debug)]
pub enum Selector {
    /// The one of that UUID.
    Id(String),
    /// The one of that name.
    Name(String),
}

/// Which keys are listed.
#[derive(Clone, Debug, Default)]
pub struct KeyList {
    /// Only those of that group, by UUID.
    pub group: Option<String>,
    /// Only the one of that name.
    pub name: Option<String>,
    /// Only those of that creator, as in [`KeyRow::creator`].
    pub creator: Option<String>,
    /// By name; by UUID otherwise.
    pub by_name: bool,
    /// From the last to the first.
    pub descending: bool,
    /// Beyond the key of that UUID, or of that name.
    pub start: Option<String>,
    /// Without so many at the beginning.
    pub offset: usize,
    /// So many at most.
    pub limit: usize,
    /// Destroyed ones as well.
    pub destroyed: bool,
}

/// The key that is meant, when it is seen.
pub(super) fn find(
    tx: Tx<'_>,
    scope: &Scope,
    selector: &Selector,
) -> Result<KeyRow, KeyManagerError> {
    let found = match selector {
        Selector::Id(id) => tx.key(id)?.filter(|key| scope.sees(&key.group_id)),
        Selector::Name(name) => {
            let named = tx.keys_named(name)?.into_iter();
            let mut seen = named.filter(|key| scope.sees(&key.group_id));
            seen.next()
        }
    };
    found.ok_or(KeyManagerError::Missing(NOUN))
}

impl KeyManager {
    /// The key that is meant.
    ///
    /// # Errors
    /// When there is none that is seen.
    pub fn key_in(&self, scope: &Scope, selector: &Selector) -> Result<Detail, KeyManagerError> {
        let now = self.now();
        self.read(|tx| {
            let row = find(tx, scope, selector)?;
            Ok(Detail::of(tx, row, &scope.account.id, now)?)
        })
    }

    /// The keys that are wanted.
    ///
    /// # Errors
    /// When there is no such group or key to begin with.
    pub fn keys_in(&self, scope: &Scope, list: &KeyList) -> Result<Vec<Detail>, KeyManagerError> {
        let now = self.now();
        let wanted = list.offset.saturating_add(list.limit);
        self.read(|tx| {
            let mut rows = match &list.name {
                Some(name) => tx.keys_named(name)?,
                None if list.by_name => by_name(tx, scope, list, wanted)?,
                None => by_id(tx, scope, list, wanted)?,
            };
            rows.retain(|key| list.fits(scope, key));
            let rows = rows.into_iter().skip(list.offset).take(list.limit);
            rows.map(|row| Ok(Detail::of(tx, row, &scope.account.id, now)?))
                .collect()
        })
    }

    /// The key that is meant, with its value.
    ///
    /// # Errors
    /// When there is none that is seen, or it is not given out.
    pub fn export(
        &self,
        scope: &Scope,
        selector: &Selector,
    ) -> Result<(Detail, Zeroizing<Vec<u8>>), KeyManagerError> {
        self.with_key(scope, selector, "export", |tx, row, now| {
            scope.require(Permissions::EXPORT, &row.group_id)?;
            check_op(row, KeyOps::EXPORT)?;
            if !is_usable(tx, row, now)? {
                return Err(disabled());
            }
            if row.protection.sensitive {
                return Err(KeyManagerError::Denied(
                    "The key is only given out wrapped.",
                ));
            }
            self.material(row)
        })
    }

    /// Uses a key, which the log tells, whether it is done or not.
    pub(super) fn with_key<T>(
        &self,
        scope: &Scope,
        selector: &Selector,
        action: &str,
        work: impl FnOnce(Tx<'_>, &KeyRow, i64) -> Result<T, KeyManagerError>,
    ) -> Result<(Detail, T), KeyManagerError> {
        let now = self.now();
        self.read(|tx| {
            let row = find(tx, scope, selector)?;
            let result = work(tx, &row, now);
            let about = About {
                account: Some(&scope.account.id),
                object: Some(&row.id),
                group: Some(&row.group_id),
            };
            let mut event = self.event(EventKind::CryptoOperation, action, about);
            event.done = result.is_ok();
            event.message = match &result {
                Ok(_) => format!("{action} with key {}", row.id),
                Err(error) => error.to_string(),
            };
            if result.is_err() || !row.extra.contains(KeyOps::HIGH_VOLUME) {
                self.note_later([event]);
            }
            let result = result?;
            Ok((Detail::of(tx, row, &scope.account.id, now)?, result))
        })
    }

    /// The value of a key.
    pub(super) fn material(&self, row: &KeyRow) -> Result<Zeroizing<Vec<u8>>, KeyManagerError> {
        let gone = || KeyManagerError::Invalid("The key is destroyed.".to_owned());
        let sealed = row.material.as_ref().ok_or_else(gone)?;
        Ok(self.master_key().unseal(&row.id, sealed)?)
    }
}

pub(super) fn disabled() -> KeyManagerError {
    KeyManagerError::Denied("The key is disabled.")
}

/// Checks that the key is for that.
pub(super) fn check_op(row: &KeyRow, op: KeyOps) -> Result<(), KeyManagerError> {
    if row.ops().contains(op) {
        Ok(())
    } else {
        Err(KeyManagerError::Denied(
            "The permitted operations of the key do not allow that.",
        ))
    }
}

impl KeyList {
    fn fits(&self, scope: &Scope, key: &KeyRow) -> bool {
        let is = |wanted: &Option<String>, known: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == known)
        };
        scope.sees(&key.group_id)
            && is(&self.group, &key.group_id)
            && is(&self.creator, &key.creator)
            && (self.destroyed || !key.is_destroyed())
    }
}

fn by_id(
    tx: Tx<'_>,
    scope: &Scope,
    list: &KeyList,
    wanted: usize,
) -> Result<Vec<KeyRow>, KeyManagerError> {
    let page = Page {
        after: list.start.as_deref(),
        descending: list.descending,
        destroyed: list.destroyed,
        // Who made a key is looked at here, not in the database.
        limit: if list.creator.is_some() {
            usize::MAX
        } else {
            wanted
        },
    };
    let mut rows = Vec::new();
    let groups = scope.groups.iter().map(|group| group.id.as_str());
    let is_wanted = |id: &&str| list.group.as_deref().is_none_or(|group| group == *id);
    for group in groups.filter(is_wanted) {
        rows.extend(tx.keys_by_id(group, &page)?);
    }
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    if list.descending {
        rows.reverse();
    }
    Ok(rows)
}

fn by_name(
    tx: Tx<'_>,
    scope: &Scope,
    list: &KeyList,
    wanted: usize,
) -> Result<Vec<KeyRow>, KeyManagerError> {
    let mut after = match &list.start {
        // The last one of the page before, by its UUID or by its name.
        Some(last) => {
            let names = tx.key_names(last)?.into_iter().next();
            Some(names.map_or_else(|| last.clone(), |name| name.name))
        }
        None => None,
    };
    let mut rows = Vec::new();
    // In parts, since some of the account's keys may not be wanted.
    loop {
        let page = Page {
            after: after.as_deref(),
            descending: list.descending,
            destroyed: list.destroyed,
            limit: wanted.saturating_add(1),
        };
        let part = tx.keys_by_name(&scope.account.id, &page)?;
        let is_last = part.len() < page.limit;
        let last = part.last().map(|row| row.id.clone());
        rows.extend(part.into_iter().filter(|row| list.fits(scope, row)));
        if is_last || rows.len() >= wanted {
            return Ok(rows);
        }
        let names = last.map(|id| tx.key_names(&id)).transpose()?;
        after = names.and_then(|names| Some(names.into_iter().next()?.name));
    }
}
