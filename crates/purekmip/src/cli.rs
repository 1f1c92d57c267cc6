//! The command line of `purekmip`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, CommandFactory, Parser, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Deferred, OutputOptions, Safety, Wait};
use pure_core::kmip_server::Uri;
use pure_core::{NamePattern, ObjectName};

use crate::complete;

/// Manage and test the array's KMIP servers
///
/// A KMIP server is a key manager as the array knows it: its URIs, the certificate that the array
/// presents to it, and the CA certificate that its own must chain to. With Rapid Data Locking it
/// holds the key without which the array does not unlock.
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
    ///
    /// A KMIP server is a key manager as the array knows it: where it listens, the certificate that
    /// the array presents to it, and the CA certificate that its own certificate must chain to.
    /// Without --ca-certificate, the CA certificates of this system are trusted. Nothing is
    /// connected to yet: that is what purekmip test does.
    Create(Deferred<Create>),
    /// Delete KMIP servers
    ///
    /// A KMIP server that the security token uses cannot be deleted. Keys there that the array no
    /// longer uses are destroyed first; when one could not be, the KMIP server stays, unless --force
    /// is given.
    Delete(Deferred<Delete>),
    /// List KMIP servers
    ///
    /// Lists the KMIP servers by name, or prints the CA certificates of those named in PEM with
    /// --ca-certificate. No key manager is connected to.
    List(Deferred<List>),
    /// Change a KMIP server
    ///
    /// What is not given stays as it is. When the security token uses the KMIP server, the change
    /// is tested first, and refused when the array could not be unlocked afterwards, unless --force
    /// is given.
    Setattr(Deferred<Setattr>),
    /// Test the connections to KMIP servers and the security token's key
    ///
    /// Connects to each URI of each KMIP server, completes the TLS handshake in both directions,
    /// and asks what the key manager supports. Of the server that the security token uses, its key
    /// is fetched and tried as an unlock would use it. A test that fails names the stage, the
    /// reason and the next step. A test takes at most about 30 seconds for each URI; it reflects
    /// the configuration at once, where a real array may take up to 30 minutes.
    Test(Deferred<Test>),
}

/// `purekmip create`
#[derive(Args, Debug)]
#[command(override_usage = "\
    purekmip create [OPTIONS] --uri <HOST:PORT,...>\n                       \
    --certificate <NAME> <NAME>")]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Create {
    /// Name of the new KMIP server
    #[arg(value_name = "NAME")]
    pub name: ObjectName,
    /// Where it listens; several are tried in this order
    #[arg(
        long,
        value_name = "HOST:PORT,...",
        value_delimiter = ',',
        required = true
    )]
    pub uri: Vec<Uri>,
    /// Certificate that the array presents to it
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::certificates))]
    pub certificate: ObjectName,
    /// Prompt for the CA certificate to trust
    #[arg(long)]
    pub ca_certificate: bool,
    /// Take the CA certificate from a file instead
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "ca_certificate",
        value_hint = clap::ValueHint::FilePath,
        hide_short_help = true
    )]
    pub ca_certificate_file: Option<PathBuf>,
    /// Leave a KMIP server of that name as it is when it is like that
    #[arg(long, hide_short_help = true)]
    pub if_missing: bool,
    /// How the new row is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purekmip delete`
#[derive(Args, Debug)]
pub struct Delete {
    /// KMIP servers to delete
    #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::servers))]
    pub names: Vec<ObjectName>,
    /// Delete them even if the array has yet to destroy keys there: it names each, and where it is
    /// left
    #[arg(long)]
    pub force: bool,
}

/// `purekmip list`
#[derive(Args, Debug)]
pub struct List {
    /// KMIP servers to list [default: all]; '*' matches any characters
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::servers))]
    pub names: Vec<NamePattern>,
    /// Print the CA certificates in PEM
    #[arg(long, conflicts_with_all = [
        "detail", "csv", "nvp", "json", "notitle", "raw", "sort", "filter", "limit",
        "columns", "only_names",
    ])]
    pub ca_certificate: bool,
    /// Show when the certificates expire, and where the security token's key is
    #[arg(long)]
    pub detail: bool,
    /// How the list is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purekmip setattr`
#[derive(Args, Debug)]
#[command(override_usage = "\
    purekmip setattr [OPTIONS]\n         \
    <--uri <HOST:PORT,...>|--certificate <NAME>|--ca-certificate> <NAME>")]
#[command(group = ArgGroup::new("change").required(true).multiple(true))]
#[command(mut_args = OutputOptions::in_long_help)]
pub struct Setattr {
    /// KMIP server to change
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::servers))]
    pub name: ObjectName,
    /// Where it listens; replaces all its URIs
    #[arg(
        long,
        value_name = "HOST:PORT,...",
        value_delimiter = ',',
        group = "change"
    )]
    pub uri: Vec<Uri>,
    /// Certificate that the array presents to it
    #[arg(
        long,
        value_name = "NAME",
        group = "change",
        add = ArgValueCompleter::new(complete::certificates)
    )]
    pub certificate: Option<ObjectName>,
    /// Prompt for the CA certificate to trust
    #[arg(long, group = "change")]
    pub ca_certificate: bool,
    /// Take the CA certificate from a file instead
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "ca_certificate",
        value_hint = clap::ValueHint::FilePath,
        hide_short_help = true,
        group = "change"
    )]
    pub ca_certificate_file: Option<PathBuf>,
    /// What if the array could not be unlocked.
    #[command(flatten)]
    pub safety: Safety,
    /// How the row is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purekmip test`
#[derive(Args, Debug)]
pub struct Test {
    /// KMIP servers to test [default: all]; '*' matches any characters
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::servers))]
    pub names: Vec<NamePattern>,
    /// Show each stage, what was negotiated and how long it took
    #[arg(long)]
    pub verbose: bool,
    /// How long it is repeated.
    #[command(flatten)]
    pub wait: Wait,
    /// How the results are printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// The command line, for man pages and completions.
pub fn command() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn the_usage_fits_a_terminal() {
        let mut command = command();
        command.build();
        for verb in command.get_subcommands_mut() {
            let usage = verb.render_usage().to_string();
            assert!(usage.lines().all(|line| line.len() <= 80), "{usage}");
        }
    }
}
