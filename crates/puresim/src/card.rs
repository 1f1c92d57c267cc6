//! `puresim card`: smart cards, and the array's port for them.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Cell, Column, Outcome, OutputOptions, done, emit, remark};
use pure_core::card::{ListedCard, SoftwareCard};
use pure_core::{Bench, ObjectName};

use crate::complete;

/// A verb of `puresim card`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a smart card with a random passphrase
    ///
    /// A software card: it is a file. It is put onto the shelf of cards, a folder beside the home
    /// of the arrays, unless --to names another place. Its passphrase is never shown.
    Create(Create),
    /// Insert a smart card into the array's port
    ///
    /// The card's file moves into the home of the arrays, from the shelf of cards unless --from
    /// names another place, and is overwritten where it was. An array has one port, and a card can
    /// be in one port at a time.
    Insert(Insert),
    /// List the smart cards and the arrays they are in
    ///
    /// Lists the cards in the ports of arrays and those on the shelf of cards; not those that were
    /// carried elsewhere. A damaged card is named by a warning.
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Remove the smart card from the array's port
    ///
    /// The card's file leaves the home of the arrays, for the shelf of cards unless --to names
    /// another place, and is overwritten where it was: a copy of the home does not open what the
    /// card opens. An array whose security token is the card stays locked after a loss of power
    /// until it is inserted again. A damaged card can be removed too.
    Remove(Remove),
}

/// `puresim card create`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Create {
    /// Name of the new card
    #[arg(value_name = "NAME")]
    pub name: ObjectName,
    /// Make the card in this file or folder instead of on the shelf
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub to: Option<PathBuf>,
    /// Leave a card of that name as it is
    #[arg(long)]
    pub if_missing: bool,
    /// How the card is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `puresim card insert`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Insert {
    /// Card to insert
    #[arg(
        value_name = "NAME",
        required_unless_present = "from",
        add = ArgValueCompleter::new(complete::cards)
    )]
    pub name: Option<ObjectName>,
    /// File of the card [default: the one on the shelf]
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "name",
        value_hint = clap::ValueHint::FilePath
    )]
    pub from: Option<PathBuf>,
    /// How the card is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `puresim card remove`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Remove {
    /// Put the card into this file or folder instead of onto the shelf
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub to: Option<PathBuf>,
    /// How the card is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
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
        Verb::Create(create) => {
            let Create {
                name, to, output, ..
            } = create;
            output.check(COLUMNS)?;
            let made = if create.if_missing {
                let ListedCard {
                    file, card, array, ..
                } = Bench::create_card_unless_there(&context, name, to.as_deref())?;
                tell_where(&file);
                row(name, card.as_ref(), array.as_ref())
            } else {
                let (made, file) = Bench::create_card(&context, name, to.as_deref())?;
                tell_where(&file);
                row(made.name(), Some(&made), None)
            };
            done(show([made], output))
        }
        Verb::Insert(Insert { name, from, output }) => {
            output.check(COLUMNS)?;
            let bench = Bench::open(&context)?;
            // Read before anything is changed, so that it is no error of what is done.
            let array = bench.name()?.clone();
            let card = match (name, from) {
                (Some(name), _) => bench.insert_card(name)?,
                (None, from) => bench.insert_card_file(from.as_deref().unwrap_or(Path::new("")))?,
            };
            done(show([row(card.name(), Some(&card), Some(&array))], output))
        }
        Verb::List { output } => {
            let cards = Bench::cards(&context)?;
            let rows = cards
                .iter()
                .map(|card| row(&card.name, card.card.as_ref(), card.array.as_ref()));
            show(rows, output)
        }
        Verb::Remove(Remove { to, output }) => {
            output.check(COLUMNS)?;
            let removed = Bench::open(&context)?.remove_card(to.as_deref())?;
            tell_where(&removed.file);
            done(show(
                [row(&removed.name, removed.card.as_ref(), None)],
                output,
            ))
        }
    }
}

fn tell_where(file: &Path) {
    remark(format_args!("The card is in {}.", file.display()));
}

/// The row of a card; of a damaged one, its name.
fn row(name: &ObjectName, card: Option<&SoftwareCard>, array: Option<&ObjectName>) -> Vec<Cell> {
    vec![
        name.as_str().into(),
        "software".into(),
        card.map(|card| card.serial().to_string()).into(),
        array.map(ObjectName::as_str).into(),
    ]
}

fn show(
    rows: impl IntoIterator<Item = Vec<Cell>>,
    output: &OutputOptions,
) -> anyhow::Result<Outcome> {
    emit(COLUMNS, rows.into_iter().map(Ok), output)?;
    Ok(Outcome::Done)
}
