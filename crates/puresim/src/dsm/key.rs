//! `puresim dsm key`

use clap::Subcommand;
use pure_console::{Batch, Cell, Outcome, OutputOptions, confirm, emit, emit_done, on};
use pure_dsm::{Group, Key};

use super::connection::Connection;
use super::time;
use crate::keymanager::KEY_COLUMNS as COLUMNS;
use crate::keymanager::args::{Changes, List, Show};

/// A verb of `puresim dsm key`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List keys
    ///
    /// Lists the keys of all groups with their states. Their values are never asked for.
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
    /// Shows the key in the columns of the list. Its value is never asked for.
    #[command(mut_args = OutputOptions::of_one_row)]
    Show(Show),
    /// Deactivate Active keys permanently
    ///
    /// A deactivated key never becomes Active again, and an array accepts only an Active key: one that needs
    /// it stays locked after a loss of power. Asks for confirmation first, unless --yes is given.
    #[command(mut_args = OutputOptions::of_one_row)]
    Deactivate(Changes),
}

fn row(key: &Key, groups: &[Group]) -> Vec<Cell> {
    let known = |id: &String| groups.iter().find(|group| group.id == *id);
    let name = |id: &String| known(id).map_or_else(|| id.clone(), |group| group.name.clone());
    vec![
        key.id.as_str().into(),
        key.name.clone().into(),
        key.group.as_ref().map(name).into(),
        key.state.clone().into(),
        key.enabled.into(),
        key.kind.as_str().into(),
        key.length.into(),
        time(key.created),
        time(key.activated),
        time(key.deactivated),
        time(key.destroyed),
    ]
}

/// Does it.
pub(super) fn run(connection: &Connection, verb: &Verb) -> anyhow::Result<Outcome> {
    match verb {
        Verb::List {
            group,
            list: List { output },
        } => {
            output.check(COLUMNS)?;
            let (session, _) = connection.open()?;
            let groups = session.groups()?;
            let group = match group {
                Some(name) => Some(on(name, session.group(Some(name)))?),
                None => None,
            };
            let keys = session.keys(group.as_ref())?;
            emit(COLUMNS, keys.iter().map(|it| Ok(row(it, &groups))), output)?;
        }
        Verb::Show(Show { name, output }) => {
            output.check(COLUMNS)?;
            let (session, _) = connection.open()?;
            let key = on(name, session.key(name))?;
            let groups = session.groups()?;
            emit(COLUMNS, [Ok(row(&key, &groups))], output)?;
        }
        Verb::Deactivate(keys) => return deactivate(connection, keys),
    }
    Ok(Outcome::Done)
}

/// Deactivates the keys in the order given, each after asking, and shows those that were. What is not there is
/// not asked for.
fn deactivate(connection: &Connection, keys: &Changes) -> anyhow::Result<Outcome> {
    let Changes { targets, output } = keys;
    output.check(COLUMNS)?;
    let (session, _) = connection.open()?;
    let groups = session.groups()?;
    let mut batch = Batch::new();
    let mut changed = Vec::new();
    for name in &targets.names {
        let Some(key) = batch.run(name, || session.key(name)) else {
            continue;
        };
        let question = format!("Deactivate {name}? What it protects can no longer be unlocked.");
        confirm(&question, targets.yes)?;
        changed.extend(batch.run(name, || session.deactivate_key(&key)));
    }
    if !changed.is_empty() {
        let rows = changed.iter().map(|it| Ok(row(it, &groups)));
        emit_done(COLUMNS, rows, output)?;
    }
    Ok(batch.outcome())
}
