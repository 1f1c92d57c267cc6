//! A command made of this crate, with something of everything.

use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use anyhow::anyhow;
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCandidates;
use jiff::Timestamp;
use pure_console::prompt::{self, PemKind};
use pure_console::{
    Batch, Cell, Column, Outcome, OutputOptions, Progress, confirm, emit, emit_done, on, run, warn,
    working,
};
use secrecy::ExposeSecret;

/// Look after an orchard
#[derive(Parser)]
#[command(name = "orchard", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fell trees
    Fell {
        /// The trees
        #[arg(required = true, add = ArgValueCandidates::new(trees))]
        names: Vec<String>,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// List the trees
    List {
        /// How many there are
        #[arg(long, default_value_t = 3)]
        trees: i64,
        /// The tree behind which the list breaks off
        #[arg(long)]
        rotten: Option<i64>,
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show what is pasted
    Paste {
        /// What to ask for
        kinds: Vec<Kind>,
        /// Ask for a passphrase too
        #[arg(long)]
        passphrase: bool,
    },
    /// Water the trees
    Water,
    /// Wait for the fruit
    Ripen,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Ca,
    Certificate,
    Intermediate,
    Key,
}

/// What another host may send: it clears the screen, sets the title, reorders what follows.
pub(crate) const FOREIGN: &str =
    "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{9d}0;x\u{9c}\u{7f}\u{8}\u{202e}txt\u{2066}\u{200f}end";

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::size("Height"),
    Column::time("Planted"),
    Column::new("Fruit"),
];

pub(crate) fn main() -> ExitCode {
    run(&[("list", COLUMNS)], |cli: Cli| match cli.command {
        Command::Fell { names, yes } => fell(&names, yes),
        Command::List {
            trees,
            rotten,
            output,
        } => list(trees, rotten, &output),
        Command::Paste { kinds, passphrase } => paste(&kinds, passphrase),
        Command::Water => water(),
        Command::Ripen => {
            working("Waiting for the fruit", || {
                sleep(Duration::from_millis(1300))
            });
            Ok(Outcome::Done)
        }
    })
}

fn trees() -> Vec<CompletionCandidate> {
    ["apple_1", "pear_1"].map(CompletionCandidate::new).into()
}

fn fell(names: &[String], yes: bool) -> anyhow::Result<Outcome> {
    // Named as typed, which may be foreign text.
    let question = match names {
        [name] if name.contains('\x1b') => format!("Fell {name}?"),
        _ => "Fell the trees?".to_owned(),
    };
    confirm(&question, yes)?;
    let mut batch = Batch::new();
    for name in names {
        let felled = batch.run(name, || match name.as_str() {
            "oak" => Err(anyhow!("The axe is blunt").context("It still stands")),
            _ => Ok(vec![Cell::from(name.as_str()), Cell::Empty]),
        });
        if let Some(row) = felled {
            let columns = [Column::new("Name"), Column::new("Details")];
            emit_done(&columns, [Ok(row)], &OutputOptions::default())?;
        }
    }
    Ok(batch.outcome())
}

fn list(trees: i64, rotten: Option<i64>, output: &OutputOptions) -> anyhow::Result<Outcome> {
    let rows = (1..=trees).map(|number| {
        if rotten.is_some_and(|rotten| number > rotten) {
            return on(format!("tree_{number}"), Err(anyhow!("It is\n rotten.")));
        }
        let fruit = match number {
            5 => Some(FOREIGN),
            4 => Some("two\r\nlines, \"quoted\"; a=b\\n \u{17e} \u{6f22}\u{5b57} \u{1b}[2J"),
            _ => (number % 2 == 0).then_some("pears, \"Williams\""),
        };
        Ok(vec![
            format!("tree_{number}").into(),
            Cell::Bytes(1 << (number % 40)),
            Timestamp::from_second(1_709_186_499 + number)?.into(),
            fruit.into(),
        ])
    });
    emit(COLUMNS, rows, output)?;
    Ok(Outcome::Done)
}

fn paste(kinds: &[Kind], passphrase: bool) -> anyhow::Result<Outcome> {
    let kinds: Vec<PemKind> = kinds
        .iter()
        .map(|kind| match kind {
            Kind::Ca => PemKind::CaCertificate,
            Kind::Certificate => PemKind::Certificate,
            Kind::Intermediate => PemKind::IntermediateCertificate,
            Kind::Key => PemKind::PrivateKey,
        })
        .collect();
    for text in prompt::pems(&kinds)? {
        println!("<{}>", text.escape_debug());
    }
    if passphrase {
        println!("<{}>", prompt::passphrase()?.expose_secret());
    }
    Ok(Outcome::Done)
}

fn water() -> anyhow::Result<Outcome> {
    let mut progress = Progress::new(2, "Watering");
    for tree in ["apple_1", "pear_1"] {
        progress.step(tree);
        sleep(Duration::from_millis(20));
    }
    progress.finish();
    warn("The can is empty.");
    Ok(Outcome::NotOk)
}
