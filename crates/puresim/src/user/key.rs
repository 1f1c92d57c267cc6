//! `puresim user key`: public keys for SSH.

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Batch, Cell, Column, Outcome, OutputOptions, confirm, done, emit, prompt};
use pure_core::Users;
use pure_core::user::{SshKey, SshPublicKey, UserName};

use crate::complete;

/// A verb of `puresim user key`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Add a public key of a user
    ///
    /// Prompts for it: the line of the file that ssh-keygen -t ed25519 writes, whose name ends in .pub.
    /// Ed25519 and ECDSA keys are taken, RSA keys are not.
    Add {
        /// User
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::users))]
        name: UserName,
        /// How the key is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// List public keys by their fingerprints
    ///
    /// Shows them as ssh-keygen -l does.
    List {
        /// User [default: all]
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::users))]
        name: Option<UserName>,
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Delete public keys of a user
    ///
    /// Asks for confirmation first, unless --yes is given. Nobody logs in with them any more.
    Delete {
        /// User
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::users))]
        name: UserName,
        /// Their fingerprints, as puresim user key list shows them
        #[arg(value_name = "FINGERPRINT", required = true)]
        fingerprints: Vec<String>,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("User"),
    Column::new("Type"),
    Column::new("Fingerprint"),
    Column::new("Comment"),
    Column::time("Created"),
];

fn row(key: &SshKey) -> Vec<Cell> {
    vec![
        key.user.as_str().into(),
        key.kind.as_str().into(),
        key.fingerprint.as_str().into(),
        Some(key.comment.clone())
            .filter(|comment| !comment.is_empty())
            .into(),
        key.created.into(),
    ]
}

/// Does it.
pub(super) fn run(users: &Users, verb: &Verb) -> anyhow::Result<Outcome> {
    match verb {
        Verb::Add { name, output } => {
            output.check(COLUMNS)?;
            users.get(name)?;
            let key = SshPublicKey::read(&prompt::line("Please enter public key:")?)?;
            let added = users.add_key(name, &key)?;
            done(emit(COLUMNS, [Ok(row(&added))], output))?;
        }
        Verb::List { name, output } => {
            let keys = users.keys(name.as_ref())?;
            emit(COLUMNS, keys.iter().map(|key| Ok(row(key))), output)?;
        }
        Verb::Delete {
            name,
            fingerprints,
            yes,
        } => {
            let has = users.keys(Some(name))?;
            let mut batch = Batch::new();
            for fingerprint in fingerprints {
                if has.iter().any(|key| key.fingerprint == *fingerprint) {
                    confirm(&format!("Delete key {fingerprint} of user {name}?"), *yes)?;
                }
                batch.run(fingerprint, || users.delete_key(name, fingerprint));
            }
            return Ok(batch.outcome());
        }
    }
    Ok(Outcome::Done)
}
