//! `puresim dsm group`

use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;
use pure_console::{Cell, Outcome, OutputOptions, emit, emit_done, on};
use pure_dsm::{Account, Group, Noun, Session};

use super::connection::Connection;
use super::{delete, made, time};
use crate::keymanager::GROUP_COLUMNS as COLUMNS;
use crate::keymanager::args::{List, New, Show, Targets};

/// A verb of `puresim dsm group`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a group
    ///
    /// A group holds keys, and the apps that may use them.
    #[command(mut_args = OutputOptions::of_one_row)]
    Create {
        /// Name of the new group
        #[arg(value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        name: String,
        /// What every creation has.
        #[command(flatten)]
        new: New,
    },
    /// List groups
    ///
    /// Lists the groups of the account.
    List(List),
    /// Show a group
    ///
    /// Shows the group in the columns of the list.
    #[command(mut_args = OutputOptions::of_one_row)]
    Show(Show),
    /// Delete groups that have no apps and no keys
    ///
    /// Asks for confirmation first, unless --yes is given.
    Delete(Targets),
}

fn row(group: &Group, account: &Option<Account>) -> Vec<Cell> {
    vec![
        group.name.as_str().into(),
        group.id.as_str().into(),
        account.as_ref().map(|account| account.name.clone()).into(),
        time(group.created),
    ]
}

/// Does it.
pub(super) fn run(connection: &Connection, verb: &Verb) -> anyhow::Result<Outcome> {
    match verb {
        Verb::Create {
            name,
            new: New { if_missing, output },
        } => {
            output.check(COLUMNS)?;
            let (session, account) = connection.open()?;
            let there = || session.group(Some(name));
            let make = || session.create_group(name);
            let group = on(name, made(Noun::Group, *if_missing, there, make, |_| None))?;
            emit_done(COLUMNS, [Ok(row(&group, &account))], output)?;
        }
        Verb::List(List { output }) => {
            output.check(COLUMNS)?;
            let (session, account) = connection.open()?;
            let groups = session.groups()?;
            let rows = groups.iter().map(|it| Ok(row(it, &account)));
            emit(COLUMNS, rows, output)?;
        }
        Verb::Show(Show { name, output }) => {
            output.check(COLUMNS)?;
            let (session, account) = connection.open()?;
            let group = on(name, session.group(Some(name)))?;
            emit(COLUMNS, [Ok(row(&group, &account))], output)?;
        }
        Verb::Delete(targets) => {
            let find = |session: &Session, name: &str| session.group(Some(name));
            let connected = connection.open()?;
            return delete(&connected, "group", targets, find, Session::delete_group);
        }
    }
    Ok(Outcome::Done)
}
