//! What `purekmip` understands.

use clap::{ArgGroup, Args, CommandFactory, Parser, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use pure_console::OutputOptions;
use pure_core::kmip_server::Uri;
use pure_core::{NamePattern, ObjectName};

use crate::complete;

/// Manage and test the array's KMIP servers
#[derive(Debug, Parser)]
#[command(name = "purekmip", version, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A verb of `purekmip`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a KMIP server
    Create(Create),
    /// Delete KMIP servers
    Delete(Delete),
    /// List KMIP servers
    List(List),
    /// Change a KMIP server
    Setattr(Setattr),
    /// Test the connections to KMIP servers, and the security token's key
    Test(Test),
}

/// `purekmip create`
#[derive(Args, Debug)]
pub struct Create {
    /// The name of the new KMIP server
    #[arg(value_name = "NAME")]
    pub name: ObjectName,
    /// Where the key manager listens; several are tried in this order
    #[arg(
        long,
        value_name = "HOST:PORT,...",
        value_delimiter = ',',
        required = true
    )]
    pub uri: Vec<Uri>,
    /// The certificate that the array shows to the key manager
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::certificates))]
    pub certificate: ObjectName,
    /// Ask for the CA certificate that the key manager's certificate must chain to
    #[arg(long)]
    pub ca_certificate: bool,
    /// How the new row is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purekmip delete`
#[derive(Args, Debug)]
pub struct Delete {
    /// The KMIP servers to delete
    #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::servers))]
    pub names: Vec<ObjectName>,
}

/// `purekmip list`
#[derive(Args, Debug)]
pub struct List {
    /// The KMIP servers to list, all when left out; '*' stands for any characters
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::servers))]
    pub names: Vec<NamePattern>,
    /// Print the CA certificates themselves
    #[arg(long, conflicts_with_all = [
        "detail", "csv", "nvp", "json", "notitle", "raw", "sort", "filter", "limit",
    ])]
    pub ca_certificate: bool,
    /// Show until when the certificates are valid, and whether the security token is there
    #[arg(long)]
    pub detail: bool,
    /// How the list is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purekmip setattr`
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("change").required(true).multiple(true))]
pub struct Setattr {
    /// The KMIP server to change
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::servers))]
    pub name: ObjectName,
    /// Where the key manager listens, instead of all URIs so far
    #[arg(
        long,
        value_name = "HOST:PORT,...",
        value_delimiter = ',',
        group = "change"
    )]
    pub uri: Vec<Uri>,
    /// The certificate that the array shows to the key manager
    #[arg(
        long,
        value_name = "NAME",
        group = "change",
        add = ArgValueCompleter::new(complete::certificates)
    )]
    pub certificate: Option<ObjectName>,
    /// Ask for the CA certificate that the key manager's certificate must chain to
    #[arg(long, group = "change")]
    pub ca_certificate: bool,
    /// Change it even when the array could not be unlocked any more
    #[arg(long)]
    pub force: bool,
    /// How the row is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purekmip test`
#[derive(Args, Debug)]
pub struct Test {
    /// The KMIP servers to test, all when left out; '*' stands for any characters
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::servers))]
    pub names: Vec<NamePattern>,
    /// Show each stage, what was negotiated, and how long it took
    #[arg(long)]
    pub verbose: bool,
    /// How the results are printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// The command line, for man pages and completions.
pub fn command() -> clap::Command {
    pure_console::with_help(Cli::command())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }
}
