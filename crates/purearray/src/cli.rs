//! The command line of `purearray`.

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Deferred, OutputOptions, Wait};
use pure_core::ObjectName;
use pure_core::operation::OldKey;

use crate::complete;

/// Manage the array and its security token
///
/// The security token is what Rapid Data Locking adds to the drives: a key on a key manager, or the
/// secret of a smart card, without which the array stays locked after a loss of power.
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
    ///
    /// Switches Rapid Data Locking off: the drives are encrypted anew under an array key that needs
    /// no security token. The array must be unlocked. The key on the key manager is destroyed
    /// afterwards, and exports that need it can no longer be imported, unless --keep-key is given.
    Disable(Deferred<Disable>),
    /// Lock the array with a security token from now on
    ///
    /// Switches Rapid Data Locking on: a key is made on the key manager, or a secret is taken from
    /// the smart card, and the array key is made to depend on it. From then on the array unlocks
    /// after a loss of power only while the key manager gives the key, or the card is in the port.
    /// Nothing changes when the key cannot be made and read back.
    Enable(Deferred<Enable>),
    /// List the array, its controller or its security token
    ///
    /// Without an option, lists the array. The security token's status is asked of its key manager
    /// or its smart card: key mismatch means that no matching key was found there, and the array
    /// would stay locked after a loss of power.
    List(Deferred<List>),
    /// Rename the array
    ///
    /// The array keeps its UUID, its certificates and its keys.
    Rename(Deferred<Rename>),
    /// Replace the key of the security token
    ///
    /// Makes a new key, on the same KMIP server or on another one, or on the smart card in the
    /// port, and makes the array key depend on it. The old key is destroyed afterwards; copies of a
    /// smart card from before do not have the new one. At every moment the old key or the new one
    /// unlocks the array. The old key has to be there; only when the token changes from one smart
    /// card to another, the old card may be lost. Nothing changes when the new key cannot be made
    /// and read back. Exports that need the old key can no longer be imported, unless --keep-key is
    /// given.
    Replace(Deferred<Replace>),
    /// Test whether the array would unlock with its security token
    ///
    /// Does what an unlock does: fetches the key from each URI of the KMIP server, or the secret
    /// from the smart card, combines it with the drives' shares, and opens what they protect. A
    /// test that fails says why and what to do. It reflects the configuration at once, where a real
    /// array may take up to 30 minutes.
    Test(Deferred<Test>),
}

/// What can be enabled.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Feature {
    // No doc comment: clap would print the possible values one by one, and there is only one.
    #[allow(missing_docs)]
    SecurityToken,
}

/// How the token's key is parted with.
#[derive(Args, Clone, Copy, Debug)]
pub struct Change {
    /// Leave the old key Active, for the exports that need it
    #[arg(long)]
    pub keep_key: bool,
    /// Only say whether the array could be unlocked
    #[arg(long)]
    pub dry_run: bool,
}

impl Change {
    /// What is to become of the old key.
    pub(crate) fn old_key(self) -> OldKey {
        if self.keep_key {
            OldKey::Keep
        } else {
            OldKey::Destroy
        }
    }
}

/// `purearray disable`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Disable {
    /// What to disable: Rapid Data Locking
    #[arg(value_name = "security-token", hide_possible_values = true)]
    pub feature: Feature,
    /// What becomes of the old key.
    #[command(flatten)]
    pub change: Change,
    /// How the security token is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purearray enable`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Enable {
    /// What to enable: Rapid Data Locking
    #[arg(value_name = "security-token", hide_possible_values = true)]
    pub feature: Feature,
    /// KMIP server to make the key on [default: use the smart card in the port]
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
    /// List the security token, whose key manager is asked for the key
    #[arg(long)]
    pub security_token: bool,
    /// How the list is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purearray rename`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Rename {
    /// New name
    #[arg(value_name = "NEW-NAME")]
    pub name: ObjectName,
    /// How the array is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purearray replace`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Replace {
    /// What to replace: Rapid Data Locking
    #[arg(value_name = "security-token", hide_possible_values = true)]
    pub feature: Feature,
    /// KMIP server to make the new key on [default: where the old one is]
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::servers))]
    pub kmip: Option<ObjectName>,
    /// Make the new key on the smart card in the port
    #[arg(long, conflicts_with = "kmip")]
    pub smart_card: bool,
    /// What becomes of the old key.
    #[command(flatten)]
    pub change: Change,
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
    /// How long it is repeated.
    #[command(flatten)]
    pub wait: Wait,
    /// How the result is printed.
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
    fn what_is_enabled_is_named() {
        for line in [
            "purearray enable security-token --kmip k",
            "purearray enable --kmip k security-token",
            "purearray replace security-token",
            "purearray replace security-token --smart-card",
            "purearray replace security-token --keep-key",
            "purearray disable security-token --dry-run",
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
            "purearray replace security-token --kmip k --smart-card",
        ] {
            assert!(Cli::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
