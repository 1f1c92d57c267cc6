//! The command line of `puresim`. Each noun has its folder or file, with the verbs in it.

use std::ffi::OsString;

use clap::{CommandFactory, Parser, Subcommand};
use pure_console::Outcome;

use crate::{
    array, card, clock, data, drill, drive, dsm, key, keymanager, log, power, scenario, serve,
    shell, snapshot, status, up, user,
};

/// As clap's own, with fewer empty lines: the verbs have to fit a screen.
const TEMPLATE: &str = "\
{about-with-newline}{usage-heading} {usage}, with these commands and options:
{subcommands}
{options}";

/// The bench of the simulated array: power, drives, clock, cards and a key manager
///
/// What an operator does by hand in a data center, and what time does by itself: switch the power,
/// pull drives, insert smart cards, move the clock, and run a key manager that stands in for
/// Fortanix DSM. The array itself is operated by purecert, purekmip and purearray.
#[derive(Debug, Parser)]
#[command(name = "puresim", version, arg_required_else_help = true, help_template = TEMPLATE)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A noun of the bench.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set up key manager, certificate, KMIP server and security token
    ///
    /// Does whatever of the vendor's guide has not been done yet: starts the key manager, makes an
    /// account, a group and an app, a certificate for the app and a KMIP server, and locks the array
    /// with a key on it. Then it opens the array's doors, as puresim serve start does. It can be repeated:
    /// what exists already is left as it is.
    Up(up::Up),
    /// Stop what puresim up has started
    ///
    /// Closes the array's doors and stops the key manager. Arrays and keys stay; puresim up starts them again.
    Down,
    /// States to rehearse, each in one command
    ///
    /// Brings the array and its key manager into a state that operators should know.
    #[command(subcommand)]
    Scenario(scenario::Verb),
    /// Create, list, export and delete arrays
    ///
    /// A home holds any number of arrays, each with its drives, certificates and keys.
    #[command(subcommand)]
    Array(array::Verb),
    /// Smart cards and the array's port for them
    ///
    /// A smart card in the array's port can be its security token.
    #[command(subcommand)]
    Card(card::Verb),
    /// Show and move the clock
    ///
    /// Moving the clock forward triggers whatever falls due, and lets certificates expire. All arrays of
    /// the home and its key manager share one time; skew makes the clock of one array wrong.
    #[command(subcommand)]
    Clock(clock::Verb),
    /// Volumes encrypted under the array's data encryption key
    ///
    /// What is written to a volume can be read only while the array is unlocked.
    #[command(subcommand)]
    Data(data::Verb),
    /// Play what can go wrong, and see whether the array unlocks
    ///
    /// Plays the loss of power, of drives and of the key manager, what can happen to the key, expired
    /// certificates, wrong clocks and an interrupted rotation, each on a sealed copy of the array, with the
    /// code that unlocks it. Nothing of the array, its keys or its key manager is changed: the key manager is
    /// only asked for the key, as by a test.
    ///
    /// What the key manager judges by its own clock is computed from the dates of the certificates, and
    /// marked as computed. Below the table, a line names the first time at which a power cut would lock the
    /// array, and why.
    ///
    /// The exit status is 1 when the array would lock where it must unlock, or unlock where it must lock.
    Drill(drill::Drill),
    /// List, pull, insert, add and replace drives
    ///
    /// Each SSD holds a share of the array key: half of the SSDs, rounded up, plus two are needed to unlock.
    #[command(subcommand)]
    Drive(drive::Verb),
    /// A real Fortanix DSM, set up by the lines of keymanager
    ///
    /// Drives a DSM over its REST API, in the words of puresim keymanager, so that the script that set up the
    /// rehearsal sets up the real key manager. Which DSM and who asks is said by options or variables.
    Dsm(dsm::Dsm),
    /// The array key
    ///
    /// The array key is shared over the SSDs, and changed every 24 hours.
    #[command(subcommand)]
    Key(key::Verb),
    /// The embedded key manager, a stand-in for Fortanix DSM
    ///
    /// Speaks KMIP over mutual TLS as a key manager does. Its objects are those of DSM: an account
    /// holds groups, and a group holds keys and the apps that may use them.
    #[command(subcommand)]
    Keymanager(keymanager::Verb),
    /// Switch the array off and on
    ///
    /// An array that is switched off loses its memory, and has to unlock again when it is switched on.
    #[command(subcommand)]
    Power(power::Verb),
    /// Type the array's commands at its prompt, with completion
    ///
    /// Reads lines and runs the four commands, as on the array, with history and completion by Tab. A prompt
    /// that was pasted together with a line is left out. What a command prompts for is typed or pasted as
    /// usual. Ctrl-C cancels a line or a command, Ctrl-D or exit leaves. In your system's shell, a pasted
    /// pureuser@pure01> purecert list would create a file named purecert.
    ///
    /// From a pipe it runs line by line, and the exit status is that of the last command.
    Shell,
    /// Save the array and the key manager, and put them back
    ///
    /// A snapshot is the array and the embedded key manager as they were at one moment, so that every
    /// test can begin from the same state.
    #[command(subcommand)]
    Snapshot(snapshot::Verb),
    /// Become a program whose terminal is standard input: how SSH runs it
    #[command(hide = true)]
    OnTerminal {
        /// The program, and its arguments.
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        line: Vec<OsString>,
    },
    /// Serve arrays over the network: REST API, SSH
    ///
    /// Runs in the foreground until it is interrupted (Ctrl-C, SIGTERM). Clients of the array's REST API
    /// work unmodified: SDKs, Ansible, scripts; and with --ssh, SSH clients: each command of the array, or
    /// its shell. The web server's certificate is the array's certificate
    /// management; when that is changed, the next connection gets the new one. What is due, such as the
    /// rotation of the array key, happens without a command. puresim serve start does it in the background.
    Serve(serve::Serve),
    /// Show the array and what surrounds it on one screen
    ///
    /// Shows the power and the keys of the array, its drives, its security token, the key manager, the
    /// clock, where the memory of the array lies, and warnings. No key manager is asked.
    Status(status::Status),
    /// Show who did what and when
    ///
    /// Lists the changes of the array, and its tests and unlocks, from the oldest to the newest.
    Log(log::Log),
    /// Users of the array's doors, their API tokens and SSH keys
    ///
    /// Who may come in by the REST API and the SSH that puresim serve opens. Every array has the user pureuser with
    /// the password pureuser from the start.
    #[command(subcommand)]
    User(user::Verb),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// Whatever the verb reports.
    pub fn run(self) -> anyhow::Result<Outcome> {
        match self {
            Self::Up(options) => up::up(&options),
            Self::Down => up::down(),
            Self::Scenario(verb) => scenario::run(&verb),
            Self::Array(verb) => array::run(&verb),
            Self::Card(verb) => card::run(&verb),
            Self::Clock(verb) => clock::run(&verb),
            Self::Data(verb) => data::run(&verb),
            Self::Drill(options) => drill::run(&options),
            Self::Drive(verb) => drive::run(&verb),
            Self::Dsm(options) => dsm::run(&options),
            Self::Key(verb) => key::run(&verb),
            Self::Power(verb) => power::run(&verb),
            Self::Keymanager(verb) => keymanager::run(&verb),
            Self::Shell => shell::run(),
            Self::OnTerminal { line } => match line.split_first() {
                Some((program, arguments)) => shell::on_terminal(program, arguments),
                None => Ok(Outcome::Done),
            },
            Self::Snapshot(verb) => snapshot::run(&verb),
            Self::Status(options) => status::run(&options),
            Self::Log(options) => log::run(&options),
            Self::Serve(options) => serve::run(&options),
            Self::User(verb) => user::run(&verb),
        }
    }
}

/// The command line, for man pages and completions.
pub fn command() -> clap::Command {
    Cli::command()
}
