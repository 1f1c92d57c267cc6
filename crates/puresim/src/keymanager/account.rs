//! `puresim keymanager account`

use clap::Subcommand;
use pure_console::{Cell, Column, Outcome, OutputOptions, echo, emit, on};
use pure_keymanager::Name;
use pure_keymanager::model::Account;

/// A verb of `puresim keymanager account`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an account
    Create {
        /// Its name
        name: Name,
    },
    /// List accounts
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show an account
    Show {
        /// Its name or UUID
        name: String,
        /// How it is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Delete accounts that have no groups
    Delete {
        /// Their names
        #[arg(required = true)]
        names: Vec<String>,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("UUID"),
    Column::new("Created"),
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
            echo(COLUMNS, [row(&account)])?;
        }
        Verb::List { output } => {
            emit(
                COLUMNS,
                manager.accounts()?.iter().map(|account| Ok(row(account))),
                output,
            )?;
        }
        Verb::Show { name, output } => {
            let account = on(name, manager.account(Some(name)))?;
            emit(COLUMNS, [Ok(row(&account))], output)?;
        }
        Verb::Delete { names, yes } => {
            let find = |name: &str| manager.account(Some(name));
            let delete = |name: &str| manager.delete_account(name);
            return super::delete("account", names, *yes, find, delete);
        }
    }
    Ok(Outcome::Done)
}
