//! `puresim card`: smart cards, and the array's port for them.

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, on};
use pure_core::card::{self, SoftwareCard, TokenCard};
use pure_core::{Home, ObjectName};

use crate::{complete, current};

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
    match verb {
        Verb::Create { name, output } => {
            output.check(COLUMNS)?;
            let home = Home::from_environment()?;
            let made = on(name, card::create(&home, name))?;
            show([row(&made, None)], output)
        }
        Verb::Insert { name, output } => {
            output.check(COLUMNS)?;
            let array = current::array()?;
            let inserted = on(name, card::insert(&array, name))?;
            show([row(&inserted, Some(array.name().as_str()))], output)
        }
        Verb::List { output } => {
            let cards = card::list(&Home::from_environment()?)?;
            let rows = cards
                .iter()
                .map(|listed| row(&listed.card, listed.array.as_deref()));
            show(rows, output)
        }
        Verb::Remove { output } => {
            output.check(COLUMNS)?;
            let removed = card::remove(&current::array()?)?;
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
