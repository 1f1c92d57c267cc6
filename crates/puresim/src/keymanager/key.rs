//! `puresim keymanager key`

use anyhow::bail;
use clap::{Args, Subcommand};
use pure_console::{
    Batch, Cell, Column, Outcome, OutputOptions, confirm, emit, emit_done, on, would_unlock,
};
use pure_core::{Arrays, ObjectName};
use pure_keymanager::model::{Group, Key};
use pure_keymanager::{KeyManager, KeyManagerError, Name};

use super::args::{Changes, List, Names, New, Show, Targets};
use super::offer::{self, Noun};

/// A verb of `puresim keymanager key`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an Active AES-256 key
    ///
    /// The array makes its keys itself, by KMIP: this makes one by hand, as DSM's pages do.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::owners)]
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
        /// What every creation has.
        #[command(flatten)]
        new: New,
    },
    /// List keys
    ///
    /// Lists the keys of all groups with their states. Their values are never shown.
    #[command(mut_args = offer::owners)]
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
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::keys)]
    Show(Show),
    /// Deactivate Active keys permanently
    ///
    /// A deactivated key never becomes Active again, and an array accepts only an Active key: one
    /// that needs it stays locked after a loss of power. Asks for confirmation first, unless --yes
    /// is given.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::keys)]
    Deactivate(Deactivate),
    /// Mark keys as compromised permanently
    ///
    /// A compromised key never becomes Active again, and an array accepts only an Active key: one
    /// that needs it stays locked after a loss of power. Asks for confirmation first, unless --yes
    /// is given.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::keys)]
    Compromise(Changes),
    /// Enable disabled keys
    ///
    /// Makes keys that were disabled usable again.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::keys)]
    Enable(Names),
    /// Disable keys until they are enabled again
    ///
    /// A disabled key keeps its state, and is not given to a client. Asks for confirmation first,
    /// unless --yes is given.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::keys)]
    Disable(Changes),
    /// Destroy the material of keys that are not Active
    ///
    /// Nothing brings the material back: what it protects can never be unlocked again. Asks for
    /// confirmation first, unless --yes is given.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::keys)]
    Destroy(Changes),
    /// Delete destroyed keys and their history
    ///
    /// Asks for confirmation first, unless --yes is given.
    #[command(mut_args = offer::keys)]
    Delete(Targets),
}

/// `puresim keymanager key deactivate`
#[derive(Args, Debug)]
pub struct Deactivate {
    /// Which keys.
    #[command(flatten)]
    pub keys: Changes,
    /// Only say whether the arrays could be unlocked
    #[arg(long)]
    pub dry_run: bool,
}

/// The state of a key that was just made.
const ACTIVE: &str = "Active";

pub(crate) const COLUMNS: &[Column] = &[
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
    let change = |keys: &Changes, verb: &str, change| {
        let Changes { targets, output } = keys;
        let ask = |name: &str| {
            let question = format!("{verb} {name}? What it protects can no longer be unlocked.");
            confirm(&question, targets.yes)
        };
        change_all(&manager, &targets.names, output, ask, change)
    };
    match verb {
        Verb::Create {
            name,
            group,
            not_exportable,
            new: New { if_missing, output },
        } => {
            output.check(COLUMNS)?;
            let group = match group {
                Some(group) => of_name(&manager, group)?,
                None => manager.group(None)?,
            };
            let made = manager.create_key(&group, name, !not_exportable);
            let there = || manager.key(name.as_str());
            let differs = |key: &Key| difference(key, &group, !not_exportable);
            let key = on(
                name,
                offer::made(Noun::Key, *if_missing, made, there, differs),
            )?;
            emit_done(COLUMNS, [Ok(row(&key))], output)?;
        }
        Verb::List {
            group,
            list: List { output },
        } => {
            let group = match group {
                Some(group) => Some(of_name(&manager, group)?),
                None => None,
            };
            let keys = manager.keys(group.as_ref())?;
            emit(COLUMNS, keys.iter().map(|key| Ok(row(key))), output)?;
        }
        Verb::Show(Show { name, output }) => {
            let key = offer::found(&manager, Noun::Key, name, manager.key(name))?;
            emit(COLUMNS, [Ok(row(&key))], output)?;
        }
        Verb::Deactivate(Deactivate { keys, dry_run }) => {
            if *dry_run {
                return rehearse(&manager, &keys.targets);
            }
            return change(keys, "Deactivate", KeyManager::deactivate_key);
        }
        Verb::Compromise(keys) => {
            return change(keys, "Mark as compromised", KeyManager::compromise_key);
        }
        Verb::Enable(Names { names, output, .. }) => {
            let enable = KeyManager::enable_key;
            return change_all(&manager, names, output, |_| Ok(()), enable);
        }
        Verb::Disable(keys) => return change(keys, "Disable", KeyManager::disable_key),
        Verb::Destroy(keys) => return change(keys, "Destroy", KeyManager::destroy_key),
        Verb::Delete(keys) => {
            let find = |name: &str| manager.key(name);
            let delete = |name: &str| manager.delete_key(name);
            return super::delete(&manager, Noun::Key, keys, find, delete);
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

/// Changes the keys in the order given, each after asking, and shows those that were changed. What is not
/// there is not asked for.
fn change_all(
    manager: &KeyManager,
    names: &[String],
    output: &OutputOptions,
    ask: impl Fn(&str) -> anyhow::Result<()>,
    change: fn(&KeyManager, &str) -> Result<Key, KeyManagerError>,
) -> anyhow::Result<Outcome> {
    output.check(COLUMNS)?;
    let mut batch = Batch::new();
    let mut changed = Vec::new();
    for name in names {
        let found = || offer::meant(manager, Noun::Key, name, manager.key(name));
        if batch.run(name, found).is_none() {
            continue;
        }
        ask(name)?;
        changed.extend(batch.run(name, || change(manager, name)));
    }
    if !changed.is_empty() {
        let rows = changed.iter().map(|key| Ok(row(key)));
        emit_done(COLUMNS, rows, output)?;
    }
    Ok(batch.outcome())
}

fn of_name(manager: &KeyManager, group: &str) -> anyhow::Result<Group> {
    offer::found(manager, Noun::Group, group, manager.group(Some(group)))
}

/// In what the key is not the one that is asked for.
fn difference(key: &Key, group: &Group, exportable: bool) -> Option<&'static str> {
    if key.group != group.name {
        return Some("group");
    }
    if key.state.to_string() != ACTIVE {
        return Some("state");
    }
    (key.is_exportable() != exportable).then_some("use")
}
