//! `puresim keymanager group`

use clap::Subcommand;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, emit_done, on};
use pure_keymanager::Name;
use pure_keymanager::model::Group;

use super::args::{List, Show, Targets};

/// A verb of `puresim keymanager group`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a group
    ///
    /// A group holds keys, and the apps that may use them.
    Create {
        /// Name of the new group
        #[arg(value_name = "NAME")]
        name: Name,
        /// Account of the group [default: the only one]
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<String>,
    },
    /// List groups
    ///
    /// Lists the groups of all accounts.
    List(List),
    /// Show a group
    ///
    /// Shows the group in the columns of the list.
    Show(Show),
    /// Delete groups that have no apps and no keys
    ///
    /// Asks for confirmation first, unless --yes is given.
    Delete(Targets),
}

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("UUID"),
    Column::new("Account"),
    Column::time("Created"),
];

fn row(group: &Group) -> Vec<Cell> {
    vec![
        group.name.as_str().into(),
        group.id.as_str().into(),
        group.account.as_str().into(),
        super::time(group.created),
    ]
}

/// Does it.
pub(super) fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    match verb {
        Verb::Create { name, account } => {
            let account = match account {
                Some(account) => on(account, manager.account(Some(account)))?,
                None => manager.account(None)?,
            };
            let group = on(name, manager.create_group(&account, name))?;
            emit_done(COLUMNS, [Ok(row(&group))], &OutputOptions::default())?;
        }
        Verb::List(List { output }) => {
            emit(
                COLUMNS,
                manager.groups()?.iter().map(|group| Ok(row(group))),
                output,
            )?;
        }
        Verb::Show(Show { name, output }) => {
            let group = on(name, manager.group(Some(name)))?;
            emit(COLUMNS, [Ok(row(&group))], output)?;
        }
        Verb::Delete(targets) => {
            let find = |name: &str| manager.group(Some(name));
            let delete = |name: &str| manager.delete_group(name);
            return super::delete("group", targets, find, delete);
        }
    }
    Ok(Outcome::Done)
}
