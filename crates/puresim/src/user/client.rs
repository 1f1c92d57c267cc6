//! `puresim user client`: programs that come in by tokens which they sign themselves.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Batch, Cell, Column, Outcome, OutputOptions, done, emit, prompt};
use pure_core::clock::Span;
use pure_core::user::{ApiClient, ApiClientTerms, Issuer, PublicKey, Role};
use pure_core::{ObjectName, Users};

use crate::complete;

/// A verb of `puresim user client`.
#[derive(Debug, Subcommand)]
pub enum Client {
    /// Create an API client, and let it exchange ID tokens
    ///
    /// A program signs an ID token with its private RSA key (a JSON Web Token, RS256) that says for which
    /// user it comes in, and gets an access token for it at /oauth2/1.0/token. What is printed are the
    /// claims that the ID token must have: the client's ID as aud, the issuer as iss, the key ID as kid.
    /// py-pure-client calls them client_id, issuer and key_id, and makes the ID token itself.
    Create(Create),
    /// List the API clients
    ///
    /// With what their ID tokens must have.
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Delete API clients
    ///
    /// Their access tokens end.
    Delete {
        /// API clients to delete
        #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::clients))]
        names: Vec<ObjectName>,
    },
}

/// `puresim user client create`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Create {
    /// Name of the new API client
    #[arg(value_name = "NAME")]
    name: ObjectName,
    /// Its public RSA key, in PEM
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    public_key: PathBuf,
    /// Who issues its ID tokens [default: the name]
    #[arg(long, value_name = "TEXT")]
    issuer: Option<Issuer>,
    /// What it may do at most
    ///
    /// array_admin, storage_admin, ops_admin or readonly. It may do what both this role and that of its
    /// user allow.
    #[arg(long, value_name = "ROLE", default_value = "array_admin")]
    max_role: Role,
    /// How long its access tokens are valid
    #[arg(long, value_name = "SPAN", default_value = "1d")]
    timeout: Span,
    /// Leave one of that name as it is when it is like that
    #[arg(long)]
    if_missing: bool,
    /// How the API client is printed.
    #[command(flatten)]
    output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Enabled"),
    Column::new("Max Role"),
    Column::new("Issuer"),
    Column::new("Client ID"),
    Column::new("Key ID"),
    Column::new("Timeout"),
];

fn row(client: &ApiClient) -> Vec<Cell> {
    let terms = &client.terms;
    vec![
        client.name.as_str().into(),
        client.is_enabled.into(),
        terms.max_role.as_str().into(),
        terms.issuer.as_str().into(),
        client.id.to_string().into(),
        client.key_id.to_string().into(),
        terms.lifetime.to_string().into(),
    ]
}

/// Does it.
///
/// # Errors
/// When there is no such API client, there is one already, or its key is not one.
pub(super) fn run(users: &Users, verb: &Client) -> anyhow::Result<Outcome> {
    match verb {
        Client::Create(create) => {
            create.output.check(COLUMNS)?;
            let key: PublicKey = prompt::pem_file(&create.public_key)?.parse()?;
            let issuer = create.issuer.clone();
            let terms = ApiClientTerms {
                issuer: issuer.unwrap_or_else(|| Issuer::from(&create.name)),
                max_role: create.max_role,
                public_key: key,
                lifetime: create.timeout,
            };
            let made = match create.if_missing {
                true => users.create_client_if_missing(&create.name, &terms)?,
                false => users.create_client(&create.name, &terms, true)?,
            };
            done(emit(COLUMNS, [Ok(row(&made))], &create.output))?;
        }
        Client::List { output } => {
            let clients = users.clients()?;
            emit(
                COLUMNS,
                clients.iter().map(|client| Ok(row(client))),
                output,
            )?;
        }
        Client::Delete { names } => {
            let mut batch = Batch::new();
            for name in names {
                batch.run(name, || users.delete_client(name));
            }
            return Ok(batch.outcome());
        }
    }
    Ok(Outcome::Done)
}
