//! What the verbs of accounts, groups, apps and keys have in common on the command line.

use std::path::PathBuf;

use clap::Args;
use pure_console::OutputOptions;

/// `list`
#[derive(Args, Debug)]
#[group(skip)]
pub struct List {
    /// How the list is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What every `create` has.
#[derive(Args, Debug)]
#[group(skip)]
pub struct New {
    /// Leave one of that name as it is when it is like that
    #[arg(long)]
    pub if_missing: bool,
    /// How it is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `show`
#[derive(Args, Debug)]
#[group(skip)]
pub struct Show {
    /// Name or UUID
    #[arg(value_name = "NAME")]
    pub name: String,
    /// How it is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `show` of an app: as a row, or one thing of it
#[derive(Args, Debug)]
#[group(skip)]
pub struct ShowApp {
    /// Print only its UUID, the common name of its certificate
    #[arg(long, conflicts_with = "api_key")]
    pub uuid: bool,
    /// Print only its API key, the password of a KMIP credential
    #[arg(long)]
    pub api_key: bool,
    /// Print only its API key as DSM shows it: for REST
    ///
    /// The base64 of the UUID, a colon, and what --api-key prints; the UUID and the latter are the user
    /// name and the password of a KMIP credential.
    #[arg(long, conflicts_with_all = ["uuid", "api_key"])]
    pub dsm_api_key: bool,
    /// Which one, and how it is printed.
    #[command(flatten)]
    pub show: Show,
}

/// `certificate` of an app
#[derive(Args, Debug)]
#[group(skip)]
pub struct UploadCertificate {
    /// Name or UUID
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Take the certificate from a file
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub certificate_file: Option<PathBuf>,
    /// Do not ask for confirmation
    #[arg(long)]
    pub yes: bool,
    /// How the app is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What is changed, without asking.
#[derive(Args, Debug)]
#[group(skip)]
pub struct Names {
    /// Names or UUIDs
    #[arg(value_name = "NAME", required = true)]
    pub names: Vec<String>,
    /// Accepted, since the other verbs ask
    #[arg(long, hide = true)]
    pub yes: bool,
    /// How they are printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What is changed, after asking.
#[derive(Args, Debug)]
#[group(skip)]
pub struct Changes {
    /// Which ones.
    #[command(flatten)]
    pub targets: Targets,
    /// How they are printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What is deleted, or changed, after asking.
#[derive(Args, Debug)]
#[group(skip)]
pub struct Targets {
    /// Names or UUIDs
    #[arg(value_name = "NAME", required = true)]
    pub names: Vec<String>,
    /// Do not ask for confirmation
    #[arg(long)]
    pub yes: bool,
}
