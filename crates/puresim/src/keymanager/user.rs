//! `puresim keymanager user`

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, emit_done, on, prompt, remark};
use pure_keymanager::model::{Email, Membership, Password, Role, User};
use pure_keymanager::{KeyManager, KeyManagerError};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::args::{List, New, Show, Targets};
use super::offer::{self, Noun};

const ROLES: [&str; 3] = ["administrator", "member", "auditor"];

/// A verb of `puresim keymanager user`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a user
    ///
    /// Prompts for the password, of 8 to 100 characters, which is kept as Argon2id makes it (RFC 9106).
    /// Users log in over HTTPS, which puresim keymanager start --https serves. With an account the user
    /// belongs to it at once.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::owners)]
    Create(Create),
    /// List users
    ///
    /// Lists the users of all accounts. Passwords are never shown.
    List(List),
    /// Show a user
    ///
    /// Shows the user in the columns of the list.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::users)]
    Show(Show),
    /// Change the password of a user
    ///
    /// Prompts for the new password. The sessions of the user end.
    #[command(mut_args = offer::users)]
    Password {
        /// Address or UUID
        #[arg(value_name = "EMAIL")]
        name: String,
    },
    /// Change what a user may do in an account
    ///
    /// An administrator may do everything; a member everything but to manage the account and its users; an
    /// auditor may look. With none the user no longer belongs to the account.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::users)]
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
        /// How the user is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Delete users
    ///
    /// Asks for confirmation first, unless --yes is given.
    #[command(mut_args = offer::users)]
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
    /// What every creation has.
    #[command(flatten)]
    new: New,
}

pub(crate) const COLUMNS: &[Column] = &[
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

/// Makes the user; with `--if-missing`, one that is there and has that role in that account stays, and no
/// password is asked for.
fn create(manager: &KeyManager, create: &Create) -> anyhow::Result<User> {
    let account = match &create.account {
        Some(account) => {
            let found = manager.account(Some(account));
            Some(offer::found(manager, Noun::Account, account, found)?)
        }
        None => None,
    };
    let role = Role::named(&create.role);
    match manager.user(create.name.as_str()) {
        Ok(there) if create.new.if_missing => {
            let differs = |user: &User| match &account {
                None => (!user.accounts.is_empty()).then_some("account"),
                Some(account) => match user.role_in(&account.id) {
                    None => Some("account"),
                    found => (found != role).then_some("role"),
                },
            };
            let exists = Err(KeyManagerError::Exists(Noun::User.as_str()));
            let made = offer::made(Noun::User, true, exists, || Ok(there), differs);
            return on(&create.name, made);
        }
        Ok(_) => {
            let exists = KeyManagerError::Exists(Noun::User.as_str());
            return on(&create.name, Err(exists));
        }
        Err(_) => {}
    }
    let password = password()?;
    let made = manager.create_user(&create.name, &password, (None, None));
    let user = on(&create.name, made)?;
    match account {
        Some(account) => Ok(manager.set_role(&account, &user.id, role)?),
        None => Ok(user),
    }
}

/// Does it.
pub(super) fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    match verb {
        Verb::Create(options) => {
            let output = &options.new.output;
            output.check(COLUMNS)?;
            let user = create(&manager, options)?;
            emit_done(COLUMNS, [Ok(row(&user))], output)?;
        }
        Verb::List(List { output }) => {
            let users = manager.users(None)?;
            emit(COLUMNS, users.iter().map(|user| Ok(row(user))), output)?;
        }
        Verb::Show(Show { name, output }) => {
            let user = offer::found(&manager, Noun::User, name, manager.user(name))?;
            emit(COLUMNS, [Ok(row(&user))], output)?;
        }
        Verb::Password { name } => {
            let user = offer::found(&manager, Noun::User, name, manager.user(name))?;
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
            output,
        } => {
            output.check(COLUMNS)?;
            let user = offer::found(&manager, Noun::User, name, manager.user(name))?;
            let account = match account {
                Some(account) => {
                    let found = manager.account(Some(account));
                    offer::found(&manager, Noun::Account, account, found)?
                }
                None => manager.account(None)?,
            };
            let user = on(
                name,
                manager.set_role(&account, &user.id, Role::named(role)),
            )?;
            emit_done(COLUMNS, [Ok(row(&user))], output)?;
        }
        Verb::Delete(targets) => {
            let find = |name: &str| manager.user(name);
            let delete = |name: &str| manager.delete_user(name);
            return super::delete(&manager, Noun::User, targets, find, delete);
        }
    }
    Ok(Outcome::Done)
}
