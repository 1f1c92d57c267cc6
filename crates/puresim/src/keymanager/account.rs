//! `puresim keymanager account`

use clap::Subcommand;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, emit_done, on};
use pure_keymanager::Name;
use pure_keymanager::model::Account;

use super::args::{List, Show, Targets};

/// A verb of `puresim keymanager account`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an account
    ///
    /// An account holds groups; names are unique within an account.
    Create {
        /// Name of the new account
        #[arg(value_name = "NAME")]
        name: Name,
    },
    /// List accounts
    ///
    /// Lists all accounts of the embedded key manager.
    List(List),
    /// Show an account
    ///
    /// Shows the account in the columns of the list.
    Show(Show),
    /// Delete accounts that have no groups
    ///
    /// Asks for confirmation first, unless --yes is given.
    Delete(Targets),
}

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("UUID"),
    Column::time("Created"),
];

fn row(account: &Account) -> Vec<Cell> {
    vec![
        account.name.as_str().into(),
        account.id.as_str().into(),
        super::time(account.created),
    ]
}

/// Does it.
pub(super) fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    match verb {
        Verb::Create { name } => {
            let account = on(name, manager.create_account(name))?;
            emit_done(COLUMNS, [Ok(row(&account))], &OutputOptions::default())?;
        }
        Verb::List(List { output }) => {
            emit(
                COLUMNS,
                manager.accounts()?.iter().map(|account| Ok(row(account))),
                output,
            )?;
        }
        Verb::Show(Show { name, output }) => {
            let account = on(name, manager.account(Some(name)))?;
            emit(COLUMNS, [Ok(row(&account))], output)?;
        }
        Verb::Delete(targets) => {
            let find = |name: &str| manager.account(Some(name));
            let delete = |name: &str| manager.delete_account(name);
            return super::delete("account", targets, find, delete);
        }
    }
    Ok(Outcome::Done)
}
