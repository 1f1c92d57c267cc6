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

/// What is changed or deleted, after asking.
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
