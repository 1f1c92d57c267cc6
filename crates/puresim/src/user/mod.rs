//! `puresim user`: who may come in by the array's doors.

mod client;
mod key;

pub(crate) use client::COLUMNS as CLIENT_COLUMNS;
pub(crate) use key::COLUMNS as KEY_COLUMNS;

use clap::{Args, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use pure_console::{
    Batch, Cell, Column, Outcome, OutputOptions, confirm, done, emit, prompt, remark,
};
use pure_core::Users;
use pure_core::clock::Span;
use pure_core::user::{Password, Role, User, UserName};
use secrecy::ExposeSecret;

use crate::complete;

/// A verb of `puresim user`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a user
    ///
    /// Prompts for the password, of 8 to 100 characters. It is kept as Argon2id makes it (RFC 9106).
    Create(Create),
    /// List the users and when their API tokens end
    ///
    /// Shows neither passwords nor API tokens.
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Change the password of a user
    ///
    /// Prompts for the new password.
    Password {
        /// User
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::users))]
        name: UserName,
    },
    /// Delete users with their API tokens
    ///
    /// Asks for confirmation first, unless --yes is given. Their sessions end. The user pureuser stays.
    Delete {
        /// Users to delete
        #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::users))]
        names: Vec<UserName>,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
    /// Public keys, with which users log in over SSH
    ///
    /// A user has any number of them, at most 32.
    #[command(subcommand)]
    Key(key::Verb),
    /// API tokens, with which programs log in
    ///
    /// A user has one API token at most.
    #[command(subcommand)]
    Token(Token),
    /// API clients, which log in by tokens that they sign (OAuth 2.0)
    ///
    /// A program that has a private key needs neither a password nor an API token.
    #[command(subcommand)]
    Client(client::Client),
}

/// `puresim user create`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Create {
    /// Name of the new user
    #[arg(value_name = "NAME")]
    name: UserName,
    /// array_admin, storage_admin, ops_admin or readonly
    #[arg(long, value_name = "ROLE", default_value = "array_admin")]
    role: Role,
    /// Leave one of that name as it is when it has that role
    #[arg(long)]
    if_missing: bool,
    /// How the user is printed.
    #[command(flatten)]
    output: OutputOptions,
}

/// A verb of `puresim user token`.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Create the API token of a user, and show it once
    ///
    /// The array keeps only a hash of it.
    Create {
        /// User
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::users))]
        name: UserName,
        /// How long it is valid, as in 8h or 30d [default: without end]
        #[arg(long, value_name = "SPAN")]
        timeout: Option<Span>,
        /// How the token is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Delete the API token of a user
    ///
    /// Asks for confirmation first, unless --yes is given. Programs that use it cannot log in any more.
    Delete {
        /// User
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::users))]
        name: UserName,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Role"),
    Column::time("Created"),
    Column::time("API Token Created"),
    Column::time("API Token Expires"),
];

pub(crate) const TOKEN_COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("API Token"),
    Column::time("Created"),
    Column::time("Expires"),
];

fn row(user: &User) -> Vec<Cell> {
    vec![
        user.name.as_str().into(),
        user.role.as_str().into(),
        user.created.into(),
        user.token.map(|token| token.created).into(),
        user.token.and_then(|token| token.expires).into(),
    ]
}

/// Does it.
///
/// # Errors
/// When there is no such user or API token, or there is one already.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let users = Users::open(&pure_console::context()?)?;
    match verb {
        Verb::Create(create) => {
            create.output.check(COLUMNS)?;
            let user = match users.is_there(&create.name, create.role, create.if_missing)? {
                Some(there) => there,
                None => {
                    let password = Password::new(prompt::new_password()?)?;
                    users.create(&create.name, create.role, &password)?
                }
            };
            done(emit(COLUMNS, [Ok(row(&user))], &create.output))?;
        }
        Verb::List { output } => {
            let rows = users.list()?;
            emit(COLUMNS, rows.iter().map(|user| Ok(row(user))), output)?;
        }
        Verb::Password { name } => {
            users.get(name)?;
            let password = Password::new(prompt::new_password()?)?;
            users.set_password(name, &password)?;
            remark(format_args!("The password of user {name} is changed."));
        }
        Verb::Delete { names, yes } => {
            let mut batch = Batch::new();
            for name in names {
                if batch.run(name, || users.check_deletable(name)).is_some() {
                    confirm(&format!("Delete user {name}?"), *yes)?;
                    batch.run(name, || users.delete(name));
                }
            }
            return Ok(batch.outcome());
        }
        Verb::Key(verb) => return key::run(&users, verb),
        Verb::Token(Token::Create {
            name,
            timeout,
            output,
        }) => {
            output.check(TOKEN_COLUMNS)?;
            let made = users.create_token(name, *timeout)?;
            let row = vec![
                made.user.name.as_str().into(),
                made.token.expose_secret().into(),
                made.user.token.map(|token| token.created).into(),
                made.user.token.and_then(|token| token.expires).into(),
            ];
            done(emit(TOKEN_COLUMNS, [Ok(row)], output))?;
        }
        Verb::Token(Token::Delete { name, yes }) => {
            users.check_token(name)?;
            confirm(&format!("Delete the API token of user {name}?"), *yes)?;
            users.delete_token(name)?;
        }
        Verb::Client(verb) => return client::run(&users, verb),
    }
    Ok(Outcome::Done)
}
