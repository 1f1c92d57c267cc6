//! `puresim keymanager key`

use anyhow::bail;
use clap::{Args, Subcommand};
use pure_console::{
    Batch, Cell, Column, Outcome, OutputOptions, confirm, emit, emit_done, on, would_unlock,
};
use pure_core::{Arrays, ObjectName};
use pure_keymanager::model::Key;
use pure_keymanager::{KeyManager, KeyManagerError, Name};

use super::args::{List, Show, Targets};

/// A verb of `puresim keymanager key`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an Active AES-256 key
    ///
    /// The array makes its keys itself, by KMIP: this makes one by hand, as DSM's pages do.
    Create {
        /// Name of the new key
        #[arg(value_name = "NAME")]
        name: Name,
        /// Group of the key [default: the only one]
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
        /// Never give its value to a client
        #[arg(long)]
        not_exportable: bool,
    },
    /// List keys
    ///
    /// Lists the keys of all groups with their states. Their values are never shown.
    List {
        /// List only the keys of this group
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
        /// How the list is printed.
        #[command(flatten)]
        list: List,
    },
    /// Show a key
    ///
    /// Shows the key in the columns of the list. Its value is never shown.
    Show(Show),
    /// Deactivate Active keys permanently
    ///
    /// A deactivated key never becomes Active again, and an array accepts only an Active key: one
    /// that needs it stays locked after a loss of power. Asks for confirmation first, unless --yes
    /// is given.
    Deactivate(Deactivate),
    /// Mark keys as compromised permanently
    ///
    /// A compromised key never becomes Active again, and an array accepts only an Active key: one
    /// that needs it stays locked after a loss of power. Asks for confirmation first, unless --yes
    /// is given.
    Compromise(Targets),
    /// Enable disabled keys
    ///
    /// Makes keys that were disabled usable again.
    Enable(Targets),
    /// Disable keys until they are enabled again
    ///
    /// A disabled key keeps its state, and is not given to a client. Asks for confirmation first,
    /// unless --yes is given.
    Disable(Targets),
    /// Destroy the material of keys that are not Active
    ///
    /// Nothing brings the material back: what it protects can never be unlocked again. Asks for
    /// confirmation first, unless --yes is given.
    Destroy(Targets),
    /// Delete destroyed keys and their history
    ///
    /// Asks for confirmation first, unless --yes is given.
    Delete(Targets),
}

/// `puresim keymanager key deactivate`
#[derive(Args, Debug)]
pub struct Deactivate {
    /// Which keys.
    #[command(flatten)]
    pub keys: Targets,
    /// Only say whether the arrays could be unlocked
    #[arg(long)]
    pub dry_run: bool,
}

const COLUMNS: &[Column] = &[
    Column::new("UUID"),
    Column::new("Name"),
    Column::new("Group"),
    Column::new("State"),
    Column::new("Enabled"),
    Column::new("Algorithm"),
    Column::number("Length"),
    Column::time("Created"),
    Column::time("Activated"),
    Column::time("Deactivated"),
    Column::time("Destroyed"),
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
            emit_done(COLUMNS, [Ok(row(&key))], &OutputOptions::default())?;
        }
        Verb::List {
            group,
            list: List { output },
        } => {
            let group = match group {
                Some(group) => Some(on(group, manager.group(Some(group)))?),
                None => None,
            };
            let keys = manager.keys(group.as_ref())?;
            emit(COLUMNS, keys.iter().map(|key| Ok(row(key))), output)?;
        }
        Verb::Show(Show { name, output }) => {
            let key = on(name, manager.key(name))?;
            emit(COLUMNS, [Ok(row(&key))], output)?;
        }
        Verb::Deactivate(Deactivate { keys, dry_run }) => {
            if *dry_run {
                return rehearse(&manager, keys);
            }
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
            return super::delete("key", keys, find, delete);
        }
    }
    Ok(Outcome::Done)
}

/// Says of each key whether the arrays of the home could be unlocked without it. Nothing is changed.
fn rehearse(manager: &KeyManager, keys: &Targets) -> anyhow::Result<Outcome> {
    let context = pure_console::context()?;
    let mut batch = Batch::new();
    for name in &keys.names {
        let rehearsed = || -> anyhow::Result<()> {
            let key = manager.key(name)?;
            let locked = Arrays::of(&context).locked_with(&key.row.id)?;
            if locked.is_empty() {
                would_unlock(name);
                return Ok(());
            }
            let arrays: Vec<&str> = locked.iter().map(ObjectName::as_str).collect();
            bail!(
                "{} could not be unlocked after this change: it is locked with this key. Nothing was \
                 changed.",
                arrays.join(", ")
            )
        };
        batch.run(name, rehearsed);
    }
    Ok(batch.outcome())
}

/// Changes the keys in the order given, and shows those that were changed. What is not there is not
/// asked for, nor what loses nothing, which has no `verb`.
fn change_all(
    manager: &KeyManager,
    keys: &Targets,
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
        let rows = changed.iter().map(|key| Ok(row(key)));
        emit_done(COLUMNS, rows, &OutputOptions::default())?;
    }
    Ok(batch.outcome())
}
