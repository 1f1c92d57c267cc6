//! `puresim keymanager user`

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use pure_console::{
    Batch, Cell, Column, Outcome, OutputOptions, confirm, emit, emit_done, on, prompt, remark,
};
use pure_keymanager::KeyManager;
use pure_keymanager::model::{Email, Membership, Password, Role, User};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::args::{List, Show, Targets};

const ROLES: [&str; 3] = ["administrator", "member", "auditor"];

/// A verb of `puresim keymanager user`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a user
    ///
    /// Prompts for the password, of 8 to 100 characters, which is kept as Argon2id makes it (RFC 9106).
    /// Users log in over HTTPS, which puresim keymanager start --https serves. With an account the user
    /// belongs to it at once.
    Create(Create),
    /// List users
    ///
    /// Lists the users of all accounts. Passwords are never shown.
    List(List),
    /// Show a user
    ///
    /// Shows the user in the columns of the list.
    Show(Show),
    /// Change the password of a user
    ///
    /// Prompts for the new password. The sessions of the user end.
    Password {
        /// Address or UUID
        #[arg(value_name = "EMAIL")]
        name: String,
    },
    /// Change what a user may do in an account
    ///
    /// An administrator may do everything; a member everything but to manage the account and its users; an
    /// auditor may look. With none the user no longer belongs to the account.
    Role {
        /// Address or UUID
        #[arg(value_name = "EMAIL")]
        name: String,
        /// administrator, member, auditor or none
        #[arg(value_name = "ROLE", value_parser = PossibleValuesParser::new(["administrator", "member", "auditor", "none"]))]
        role: String,
        /// Account [default: the only one]
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<String>,
    },
    /// Delete users
    ///
    /// Asks for confirmation first, unless --yes is given.
    Delete(Targets),
}

/// `puresim keymanager user create`
#[derive(Args, Debug)]
pub struct Create {
    /// Address that the user logs in with
    #[arg(value_name = "EMAIL")]
    name: Email,
    /// Account that the user belongs to
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// What the user may do there
    #[arg(long, value_name = "ROLE", requires = "account", default_value = "administrator",
        value_parser = PossibleValuesParser::new(ROLES))]
    role: String,
}

const COLUMNS: &[Column] = &[
    Column::new("Email"),
    Column::new("UUID"),
    Column::new("Accounts"),
    Column::time("Created"),
    Column::time("Last Login"),
];

fn row(user: &User) -> Vec<Cell> {
    let account = |it: &Membership| format!("{} ({})", it.account, it.role.as_str());
    let accounts: Vec<String> = user.accounts.iter().map(account).collect();
    vec![
        user.email.as_str().into(),
        user.id.as_str().into(),
        accounts.join(", ").into(),
        super::time(user.created),
        user.last_used.map_or(Cell::Unset, super::time),
    ]
}

fn password() -> anyhow::Result<Password> {
    let text = prompt::new_passphrase()?;
    Ok(Password::new(Zeroizing::new(
        text.expose_secret().to_owned(),
    ))?)
}

fn create(manager: &KeyManager, create: &Create) -> anyhow::Result<User> {
    let account = match &create.account {
        Some(account) => Some(on(account, manager.account(Some(account)))?),
        None => None,
    };
    let password = password()?;
    let made = manager.create_user(&create.name, &password, (None, None));
    let user = on(&create.name, made)?;
    match account {
        Some(account) => Ok(manager.set_role(&account, &user.id, Role::named(&create.role))?),
        None => Ok(user),
    }
}

/// Does it.
pub(super) fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    match verb {
        Verb::Create(options) => {
            let user = create(&manager, options)?;
            emit_done(COLUMNS, [Ok(row(&user))], &OutputOptions::default())?;
        }
        Verb::List(List { output }) => {
            let users = manager.users(None)?;
            emit(COLUMNS, users.iter().map(|user| Ok(row(user))), output)?;
        }
        Verb::Show(Show { name, output }) => {
            let user = on(name, manager.user(name))?;
            emit(COLUMNS, [Ok(row(&user))], output)?;
        }
        Verb::Password { name } => {
            let user = on(name, manager.user(name))?;
            on(name, manager.set_password(&user.id, &password()?))?;
            remark(format_args!(
                "The password of user {} is changed.",
                user.email
            ));
        }
        Verb::Role {
            name,
            role,
            account,
        } => {
            let account = manager.account(account.as_deref())?;
            let user = on(name, manager.set_role(&account, name, Role::named(role)))?;
            emit_done(COLUMNS, [Ok(row(&user))], &OutputOptions::default())?;
        }
        Verb::Delete(Targets { names, yes }) => {
            let mut batch = Batch::new();
            for name in names {
                if batch.run(name, || manager.user(name)).is_some() {
                    confirm(&format!("Delete user {name}?"), *yes)?;
                    batch.run(name, || manager.delete_user(name));
                }
            }
            return Ok(batch.outcome());
        }
    }
    Ok(Outcome::Done)
}
