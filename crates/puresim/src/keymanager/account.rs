//! `puresim keymanager account`

use clap::Subcommand;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, emit_done, on};
use pure_keymanager::Name;
use pure_keymanager::model::Account;

use super::args::{List, New, Show, Targets};
use super::offer::{self, Noun};

/// A verb of `puresim keymanager account`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an account
    ///
    /// An account holds groups; names are unique within an account.
    #[command(mut_args = OutputOptions::of_one_row)]
    Create {
        /// Name of the new account
        #[arg(value_name = "NAME")]
        name: Name,
        /// What every creation has.
        #[command(flatten)]
        new: New,
    },
    /// List accounts
    ///
    /// Lists all accounts of the embedded key manager.
    List(List),
    /// Show an account
    ///
    /// Shows the account in the columns of the list.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::accounts)]
    Show(Show),
    /// Delete accounts that have no groups
    ///
    /// Asks for confirmation first, unless --yes is given.
    #[command(mut_args = offer::accounts)]
    Delete(Targets),
}

pub(crate) const COLUMNS: &[Column] = &[
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
        Verb::Create {
            name,
            new: New { if_missing, output },
        } => {
            output.check(COLUMNS)?;
            let made = manager.create_account(name);
            let there = || manager.account(Some(name.as_str()));
            let account = offer::made(Noun::Account, *if_missing, made, there, |_| None);
            let account = on(name, account)?;
            emit_done(COLUMNS, [Ok(row(&account))], output)?;
        }
        Verb::List(List { output }) => {
            emit(
                COLUMNS,
                manager.accounts()?.iter().map(|account| Ok(row(account))),
                output,
            )?;
        }
        Verb::Show(Show { name, output }) => {
            let account = offer::found(&manager, Noun::Account, name, manager.account(Some(name)))?;
            emit(COLUMNS, [Ok(row(&account))], output)?;
        }
        Verb::Delete(targets) => {
            let find = |name: &str| manager.account(Some(name));
            let delete = |name: &str| manager.delete_account(name);
            return super::delete(&manager, Noun::Account, targets, find, delete);
        }
    }
    Ok(Outcome::Done)
}
