//! Names of the key manager's objects, offered by the shell as the operator types, and what was probably
//! meant by one that is not there.

use std::ffi::OsStr;
use std::sync::Arc;

use clap::Arg;
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{did_you_mean, on};
use pure_keymanager::{KeyManager, KeyManagerError};

use crate::complete::begin_as;

/// What can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noun {
    Account,
    Group,
    App,
    Key,
    User,
}

impl Noun {
    /// The word for it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Group => "group",
            Self::App => "app",
            Self::Key => "key",
            Self::User => "user",
        }
    }

    /// The names there are; of a key that has none, its UUID, and of a user the address.
    fn names(self, manager: &KeyManager) -> Result<Vec<String>, KeyManagerError> {
        Ok(match self {
            Self::Account => {
                let accounts = manager.accounts()?.into_iter();
                accounts.map(|account| account.name).collect()
            }
            Self::Group => {
                let groups = manager.groups()?.into_iter();
                groups.map(|group| group.name).collect()
            }
            Self::App => manager.apps()?.into_iter().map(|app| app.name).collect(),
            Self::Key => {
                let keys = manager.keys(None)?.into_iter();
                keys.map(|key| key.name.unwrap_or(key.row.id)).collect()
            }
            Self::User => {
                let users = manager.users(None)?.into_iter();
                users.map(|user| user.email).collect()
            }
        })
    }

    /// Those that begin as `typed`. None when anything goes wrong: there is no place to report it.
    fn offered(self, typed: &OsStr) -> Vec<CompletionCandidate> {
        let names = existing().and_then(|manager| self.names(&manager).ok());
        let names = names.unwrap_or_default();
        begin_as(typed, names.iter().map(String::as_str))
    }

    fn of_argument(self, argument: Arg, ids: &[&str]) -> Arg {
        if ids.contains(&argument.get_id().as_str()) {
            argument.add(ArgValueCompleter::new(move |typed: &OsStr| {
                self.offered(typed)
            }))
        } else {
            argument
        }
    }
}

/// The home's key manager when it has state: a completion makes none.
fn existing() -> Option<Arc<KeyManager>> {
    let home = pure_console::context().ok()?.home;
    let has_state = home.root().join("keymanager").is_dir();
    has_state.then(|| super::open().ok()).flatten()
}

/// Offers accounts where one is named.
pub(super) fn accounts(argument: Arg) -> Arg {
    Noun::Account.of_argument(argument, &["name", "names", "account"])
}

/// Offers groups where one is named.
pub(super) fn groups(argument: Arg) -> Arg {
    Noun::Group.of_argument(argument, &["name", "names", "group", "groups"])
}

/// Offers apps where one is named.
pub(super) fn apps(argument: Arg) -> Arg {
    Noun::App.of_argument(argument, &["name", "names", "app"])
}

/// Offers keys where one is named.
pub(super) fn keys(argument: Arg) -> Arg {
    Noun::Key.of_argument(argument, &["name", "names"])
}

/// Offers users where one is named, and accounts.
pub(super) fn users(argument: Arg) -> Arg {
    let argument = Noun::Account.of_argument(argument, &["account"]);
    Noun::User.of_argument(argument, &["name", "names"])
}

/// Offers accounts and groups that something new may belong to; its own name is new.
pub(super) fn owners(argument: Arg) -> Arg {
    let argument = Noun::Account.of_argument(argument, &["account"]);
    Noun::Group.of_argument(argument, &["group", "groups"])
}

/// What was found under `name`; of a name that nothing has, the error says what was probably meant.
///
/// # Errors
/// That of `found`.
pub(super) fn meant<T>(
    manager: &KeyManager,
    noun: Noun,
    name: &str,
    found: Result<T, KeyManagerError>,
) -> anyhow::Result<T> {
    found.map_err(|error| {
        let is_missing = matches!(&error, KeyManagerError::Missing(what) if *what == noun.as_str());
        let names = is_missing.then(|| noun.names(manager).ok()).flatten();
        let names = names.unwrap_or_default();
        match did_you_mean(name, names.iter().map(String::as_str)) {
            Some(meant) => anyhow::anyhow!("{error} {meant}"),
            None => error.into(),
        }
    })
}

/// As [`meant`], an error about `name`.
///
/// # Errors
/// That of `found`.
pub(super) fn found<T>(
    manager: &KeyManager,
    noun: Noun,
    name: &str,
    found: Result<T, KeyManagerError>,
) -> anyhow::Result<T> {
    on(name, meant(manager, noun, name, found))
}

/// What was made; with `if_missing`, what is there already under that name, unless it differs in what
/// `difference` says.
///
/// # Errors
/// That of `made`, and when there is another one.
pub(super) fn made<T>(
    noun: Noun,
    if_missing: bool,
    made: Result<T, KeyManagerError>,
    there: impl FnOnce() -> Result<T, KeyManagerError>,
    difference: impl FnOnce(&T) -> Option<&'static str>,
) -> anyhow::Result<T> {
    if !if_missing || !matches!(&made, Err(KeyManagerError::Exists(_))) {
        return Ok(made?);
    }
    let there = there()?;
    match difference(&there) {
        None => Ok(there),
        Some(what) => {
            let exists = KeyManagerError::Exists(noun.as_str()).to_string();
            anyhow::bail!("{}, with another {what}.", exists.trim_end_matches('.'))
        }
    }
}
