//! What the verbs of accounts, groups, apps and keys have in common on the command line.

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
