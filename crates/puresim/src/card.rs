//! `puresim card`: smart cards, and the array's port for them.

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit};
use pure_core::card::{SoftwareCard, TokenCard};
use pure_core::{Bench, ObjectName};

use crate::complete;

/// A verb of `puresim card`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a smart card with a random passphrase
    ///
    /// A software card: it is a file of the home. Its passphrase is never shown.
    Create {
        /// Name of the new card
        #[arg(value_name = "NAME")]
        name: ObjectName,
        /// How the card is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Insert a smart card into the array's port
    ///
    /// An array has one port, and a card can be in one port at a time.
    Insert {
        /// Card to insert
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::cards))]
        name: ObjectName,
        /// How the card is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// List the smart cards and the arrays they are in
    ///
    /// Lists all cards of the home.
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Remove the smart card from the array's port
    ///
    /// An array whose security token is the card stays locked after a loss of power until it is
    /// inserted again.
    Remove {
        /// How the card is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
}

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Type"),
    Column::new("Serial"),
    Column::new("Array"),
];

/// Does it.
///
/// # Errors
/// When the card or the array cannot be used.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let context = pure_console::context()?;
    match verb {
        Verb::Create { name, output } => {
            output.check(COLUMNS)?;
            let made = Bench::create_card(&context, name)?;
            show([row(&made, None)], output)
        }
        Verb::Insert { name, output } => {
            output.check(COLUMNS)?;
            let bench = Bench::open(&context)?;
            // Read before anything is changed, so that it is no error of what is done.
            let array = bench.name()?.clone();
            let inserted = bench.insert_card(name)?;
            show([row(&inserted, Some(array.as_str()))], output)
        }
        Verb::List { output } => {
            let cards = Bench::cards(&context)?;
            let rows = cards.iter().map(|listed| {
                let array = listed.array.as_ref().map(ObjectName::as_str);
                row(&listed.card, array)
            });
            show(rows, output)
        }
        Verb::Remove { output } => {
            output.check(COLUMNS)?;
            let removed = Bench::open(&context)?.remove_card()?;
            show([row(&removed, None)], output)
        }
    }
}

fn row(card: &SoftwareCard, array: Option<&str>) -> Vec<Cell> {
    vec![
        card.label().into(),
        "software".into(),
        card.serial().to_string().into(),
        array.into(),
    ]
}

fn show(
    rows: impl IntoIterator<Item = Vec<Cell>>,
    output: &OutputOptions,
) -> anyhow::Result<Outcome> {
    emit(COLUMNS, rows.into_iter().map(Ok), output)?;
    Ok(Outcome::Done)
}
