//! What `purearray` understands.

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCompleter;
use pure_console::OutputOptions;
use pure_core::ObjectName;

use crate::complete;

/// Manage the array and its security token
#[derive(Debug, Parser)]
#[command(name = "purearray", version, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A verb of `purearray`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Unlock the array without a security token from now on
    Disable(Disable),
    /// Lock the array with a security token from now on
    Enable(Enable),
    /// List the array, its controller or its security token
    List(List),
    /// Give the array another name
    Rename(Rename),
    /// Lock the array with a new key of the security token
    Replace(Replace),
    /// Test whether the array would unlock with its security token
    Test(Test),
}

/// What can be enabled.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Feature {
    // No doc comment: clap would print the possible values one by one, and there is only one.
    #[allow(missing_docs)]
    SecurityToken,
}

/// `purearray disable`
#[derive(Args, Debug)]
pub struct Disable {
    /// What to disable: Rapid Data Locking
    #[arg(value_name = "security-token", hide_possible_values = true)]
    pub feature: Feature,
    /// How the security token is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purearray enable`
#[derive(Args, Debug)]
pub struct Enable {
    /// What to enable: Rapid Data Locking
    #[arg(value_name = "security-token", hide_possible_values = true)]
    pub feature: Feature,
    /// The KMIP server that makes and keeps the key; without it, the smart card in the array's port
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::servers))]
    pub kmip: Option<ObjectName>,
    /// How the security token is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purearray list`
#[derive(Args, Debug)]
pub struct List {
    /// List the controller
    #[arg(long, conflicts_with = "security_token")]
    pub controller: bool,
    /// List the security token; its key manager is asked for the key
    #[arg(long)]
    pub security_token: bool,
    /// How the list is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purearray rename`
#[derive(Args, Debug)]
pub struct Rename {
    /// The new name
    #[arg(value_name = "NEW-NAME")]
    pub name: ObjectName,
    /// How the array is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purearray replace`
#[derive(Args, Debug)]
pub struct Replace {
    /// What to replace: Rapid Data Locking
    #[arg(value_name = "security-token", hide_possible_values = true)]
    pub feature: Feature,
    /// The KMIP server that makes and keeps the new key [default: the one of the old key]
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::servers))]
    pub kmip: Option<ObjectName>,
    /// How the security token is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purearray test`
#[derive(Args, Debug)]
pub struct Test {
    /// What to test: Rapid Data Locking
    #[arg(value_name = "security-token", hide_possible_values = true)]
    pub feature: Feature,
    /// How the result is printed.
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

    #[test]
    fn what_is_enabled_is_named() {
        for line in [
            "purearray enable security-token --kmip k",
            "purearray enable --kmip k security-token",
            "purearray replace security-token",
            "purearray test security-token --csv",
            "purearray list --security-token",
        ] {
            Cli::try_parse_from(line.split(' ')).unwrap_or_else(|error| panic!("{error}"));
        }
        for line in [
            "purearray enable",
            "purearray enable --kmip k",
            "purearray enable ssh",
            "purearray list --controller --security-token",
            "purearray rename -x-",
        ] {
            assert!(Cli::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
