//! `puresim key`: the array key.

use clap::Subcommand;
use pure_console::{Column, Outcome, OutputOptions, emit_done, working};
use pure_core::Bench;

/// A verb of `puresim key`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a new array key now
    ///
    /// A new array key is made automatically every 24 hours, and at every change of the drives. It
    /// is shared over the drives that are there; the old key opens nothing afterwards.
    #[command(mut_args = OutputOptions::of_one_row)]
    Rotate {
        /// Make a new data encryption key too, and encrypt all volumes anew
        ///
        /// Copies from before, such as an export or a backup, do not open what is written from then on.
        /// It needs free space for a second copy of the volumes.
        #[arg(long)]
        data_encryption_key: bool,
        /// How the key is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::number("Generation"),
    Column::number("SSDs"),
    Column::number("Threshold"),
    Column::time("Rotated"),
];

/// Does it.
///
/// # Errors
/// When the array is off or locked, or the security token does not give its secret.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let bench = Bench::open(&pure_console::context()?)?;
    // Read before anything is changed, so that it is no error of what is done.
    let name = bench.name()?;
    let Verb::Rotate {
        data_encryption_key,
        output,
    } = verb;
    output.check(COLUMNS)?;
    let now = if *data_encryption_key {
        let rotate = || bench.rotate_data_encryption_key();
        working("Encrypting the volumes anew", rotate)?
    } else {
        working("Sharing a new array key", || bench.rotate_key())?
    };
    let generation = now.generation.number().cast_signed();
    let row = vec![
        name.as_str().into(),
        generation.into(),
        now.threshold.shares().into(),
        now.threshold.needed().into(),
        now.rotated.into(),
    ];
    emit_done(COLUMNS, [Ok(row)], output)?;
    Ok(Outcome::Done)
}
