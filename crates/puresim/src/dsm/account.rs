//! `puresim dsm account`

use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;
use pure_console::{Cell, Outcome, OutputOptions, emit, emit_done, on};
use pure_dsm::{Account, DsmError, Noun, Session};

use super::connection::Connection;
use super::{made, time};
use crate::keymanager::ACCOUNT_COLUMNS as COLUMNS;
use crate::keymanager::args::{List, New, Show};

/// A verb of `puresim dsm account`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an account, which the user who logs in administers
    ///
    /// On a DSM of one's own. Apps cannot do that.
    #[command(mut_args = OutputOptions::of_one_row)]
    Create {
        /// Name of the new account
        #[arg(value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        name: String,
        /// What every creation has.
        #[command(flatten)]
        new: New,
    },
    /// List accounts
    ///
    /// Lists the accounts that who logs in belongs to.
    List(List),
    /// Show an account
    ///
    /// Shows the account in the columns of the list.
    #[command(mut_args = OutputOptions::of_one_row)]
    Show(Show),
}

fn row(account: &Account) -> Vec<Cell> {
    vec![
        account.name.as_str().into(),
        account.id.as_str().into(),
        time(account.created),
    ]
}

fn find(session: &Session, name: &str) -> Result<Account, DsmError> {
    let mut accounts = session.accounts()?.into_iter();
    let found = accounts.find(|it| it.name == name || it.id == name);
    found.ok_or(DsmError::Missing(Noun::Account))
}

/// Does it.
pub(super) fn run(connection: &Connection, verb: &Verb) -> anyhow::Result<Outcome> {
    match verb {
        Verb::Create {
            name,
            new: New { if_missing, output },
        } => {
            output.check(COLUMNS)?;
            let session = connection.log_in()?;
            let there = || find(&session, name);
            let make = || session.create_account(name);
            let account = on(
                name,
                made(Noun::Account, *if_missing, there, make, |_| None),
            )?;
            emit_done(COLUMNS, [Ok(row(&account))], output)?;
        }
        Verb::List(List { output }) => {
            output.check(COLUMNS)?;
            let accounts = connection.log_in()?.accounts()?;
            emit(COLUMNS, accounts.iter().map(|it| Ok(row(it))), output)?;
        }
        Verb::Show(Show { name, output }) => {
            output.check(COLUMNS)?;
            let account = on(name, find(&connection.log_in()?, name))?;
            emit(COLUMNS, [Ok(row(&account))], output)?;
        }
    }
    Ok(Outcome::Done)
}
