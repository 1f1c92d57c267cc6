//! `puresim keymanager group`

use clap::Subcommand;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, emit_done, on};
use pure_keymanager::Name;
use pure_keymanager::model::Group;

use super::args::{List, New, Show, Targets};
use super::offer::{self, Noun};

/// A verb of `puresim keymanager group`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a group
    ///
    /// A group holds keys, and the apps that may use them.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::owners)]
    Create {
        /// Name of the new group
        #[arg(value_name = "NAME")]
        name: Name,
        /// Account of the group [default: the only one]
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<String>,
        /// What every creation has.
        #[command(flatten)]
        new: New,
    },
    /// List groups
    ///
    /// Lists the groups of all accounts.
    List(List),
    /// Show a group
    ///
    /// Shows the group in the columns of the list.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::groups)]
    Show(Show),
    /// Delete groups that have no apps and no keys
    ///
    /// Asks for confirmation first, unless --yes is given.
    #[command(mut_args = offer::groups)]
    Delete(Targets),
}

pub(crate) const COLUMNS: &[Column] = &[
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
        Verb::Create {
            name,
            account,
            new: New { if_missing, output },
        } => {
            output.check(COLUMNS)?;
            let account = match account {
                Some(account) => {
                    let found = manager.account(Some(account));
                    offer::found(&manager, Noun::Account, account, found)?
                }
                None => manager.account(None)?,
            };
            let made = manager.create_group(&account, name);
            let there = || manager.group(Some(name.as_str()));
            let differs = |group: &Group| (group.account_id != account.id).then_some("account");
            let group = on(
                name,
                offer::made(Noun::Group, *if_missing, made, there, differs),
            )?;
            emit_done(COLUMNS, [Ok(row(&group))], output)?;
        }
        Verb::List(List { output }) => {
            emit(
                COLUMNS,
                manager.groups()?.iter().map(|group| Ok(row(group))),
                output,
            )?;
        }
        Verb::Show(Show { name, output }) => {
            let group = offer::found(&manager, Noun::Group, name, manager.group(Some(name)))?;
            emit(COLUMNS, [Ok(row(&group))], output)?;
        }
        Verb::Delete(targets) => {
            let find = |name: &str| manager.group(Some(name));
            let delete = |name: &str| manager.delete_group(name);
            return super::delete(&manager, Noun::Group, targets, find, delete);
        }
    }
    Ok(Outcome::Done)
}
