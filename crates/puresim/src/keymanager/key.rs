//! `puresim keymanager key`

use clap::{Args, Subcommand};
use pure_console::{Batch, Cell, Column, Outcome, OutputOptions, confirm, echo, emit, on};
use pure_keymanager::model::Key;
use pure_keymanager::{KeyManager, KeyManagerError, Name};

/// A verb of `puresim keymanager key`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an Active AES-256 key
    Create {
        /// Its name
        name: Name,
        /// Its group; the only one when it is left out
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
        /// Never hand it out
        #[arg(long)]
        not_exportable: bool,
    },
    /// List keys
    List {
        /// Of this group only
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show a key
    Show {
        /// Its name or UUID
        name: String,
        /// How it is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Deactivate Active keys, for good
    Deactivate(Keys),
    /// Mark keys as compromised, for good
    Compromise(Keys),
    /// Let disabled keys be used again
    Enable(Keys),
    /// Keep keys from being used until they are enabled again
    Disable(Keys),
    /// Destroy the material of keys that are not Active, for good
    Destroy(Keys),
    /// Remove destroyed keys with everything known of them
    Delete(Keys),
}

/// Which keys to change.
#[derive(Args, Debug)]
pub struct Keys {
    /// Their names or UUIDs
    #[arg(required = true)]
    pub names: Vec<String>,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

const COLUMNS: &[Column] = &[
    Column::new("UUID"),
    Column::new("Name"),
    Column::new("Group"),
    Column::new("State"),
    Column::new("Enabled"),
    Column::new("Algorithm"),
    Column::new("Length"),
    Column::new("Created"),
    Column::new("Activated"),
    Column::new("Deactivated"),
    Column::new("Destroyed"),
];

fn row(key: &Key) -> Vec<Cell> {
    let dates = &key.row.dates;
    let time = |date: Option<i64>| date.map_or(Cell::Unset, super::time);
    vec![
        key.row.id.as_str().into(),
        key.name.clone().into(),
        key.group.as_str().into(),
        key.state.to_string().into(),
        key.row.enabled.into(),
        key.row
            .algorithm
            .map(|algorithm| algorithm.to_string())
            .into(),
        key.row.length.map(i64::from).into(),
        super::time(dates.initial),
        time(dates.activation),
        time(dates.deactivation),
        time(dates.destroyed),
    ]
}

/// Does it.
pub(super) fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    let change = |keys, verb, change| change_all(&manager, keys, verb, change);
    match verb {
        Verb::Create {
            name,
            group,
            not_exportable,
        } => {
            let group = match group {
                Some(group) => on(group, manager.group(Some(group)))?,
                None => manager.group(None)?,
            };
            let key = on(name, manager.create_key(&group, name, !not_exportable))?;
            echo(COLUMNS, [row(&key)])?;
        }
        Verb::List { group, output } => {
            let group = match group {
                Some(group) => Some(on(group, manager.group(Some(group)))?),
                None => None,
            };
            let keys = manager.keys(group.as_ref())?;
            emit(COLUMNS, keys.iter().map(|key| Ok(row(key))), output)?;
        }
        Verb::Show { name, output } => {
            let key = on(name, manager.key(name))?;
            emit(COLUMNS, [Ok(row(&key))], output)?;
        }
        Verb::Deactivate(keys) => {
            return change(keys, Some("Deactivate"), KeyManager::deactivate_key);
        }
        Verb::Compromise(keys) => {
            return change(
                keys,
                Some("Mark as compromised"),
                KeyManager::compromise_key,
            );
        }
        Verb::Enable(keys) => return change(keys, None, KeyManager::enable_key),
        Verb::Disable(keys) => return change(keys, Some("Disable"), KeyManager::disable_key),
        Verb::Destroy(keys) => return change(keys, Some("Destroy"), KeyManager::destroy_key),
        Verb::Delete(keys) => {
            let find = |name: &str| manager.key(name);
            let delete = |name: &str| manager.delete_key(name);
            return super::delete("key", &keys.names, keys.yes, find, delete);
        }
    }
    Ok(Outcome::Done)
}

/// Changes the keys in the order given, and shows those that were changed. What is not there is not
/// asked for, nor what loses nothing, which has no `verb`.
fn change_all(
    manager: &KeyManager,
    keys: &Keys,
    verb: Option<&str>,
    change: fn(&KeyManager, &str) -> Result<Key, KeyManagerError>,
) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    let mut changed = Vec::new();
    for name in &keys.names {
        if batch.run(name, || manager.key(name)).is_none() {
            continue;
        }
        if let Some(verb) = verb {
            let question = format!("{verb} {name}? What it protects can no longer be unlocked.");
            confirm(&question, keys.yes)?;
        }
        changed.extend(batch.run(name, || change(manager, name)));
    }
    if !changed.is_empty() {
        echo(COLUMNS, changed.iter().map(row))?;
    }
    Ok(batch.outcome())
}
