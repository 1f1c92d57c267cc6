//! `puresim array`: several arrays side by side.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use clap_complete::engine::ArgValueCompleter;
use pure_console::{
    Batch, Cell, Column, Outcome, OutputOptions, confirm, done, emit, prompt, working,
};
use pure_core::archive::{ImportOptions, Passphrase};
use pure_core::{ArrayEntry, Arrays, Error, Layout, ObjectName, PurityVersion, Ssds};

use crate::complete;

/// A verb of `puresim array`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an array
    ///
    /// Makes an array with its drives and its array key, and switches it on. puresim array use
    /// makes it the current one.
    Create(Create),
    /// List the arrays
    ///
    /// Lists all arrays of the home, and which one is current; how many of their SSDs are present, and how
    /// many are fitted, including those that were pulled or have failed.
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Make an array the current one
    ///
    /// The commands act on the current array, unless the environment variable PURE_ARRAY names
    /// another one.
    #[command(mut_args = OutputOptions::of_one_row)]
    Use {
        /// Array
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::arrays))]
        name: ObjectName,
        /// How it is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show an array
    ///
    /// Shows the array in the columns of the list.
    #[command(mut_args = OutputOptions::of_one_row)]
    Show {
        /// Array to show [default: the current one]
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::arrays))]
        name: Option<ObjectName>,
        /// How it is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Delete arrays with all their data
    ///
    /// Deletes the certificates, the keys, the drives and the volumes of each array, and destroys its
    /// keys on key managers; a warning names each key that could not be destroyed, and each drive that
    /// stays on the shelf. Asks for confirmation first, unless --yes is given.
    Delete {
        /// Arrays to delete
        #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::arrays))]
        names: Vec<ObjectName>,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
    /// Export an array to one file, encrypted under a passphrase
    ///
    /// Prompts for the passphrase. The file holds the array with its drives and its keys, so that
    /// puresim array import makes the same array of it on any machine. The array stays as it is.
    Export {
        /// Array
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::arrays))]
        name: ObjectName,
        /// File to create; it must not exist
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Import an exported array
    ///
    /// Prompts for the passphrase that the array was exported under. The imported array is off: its
    /// memory is not part of the file. It is the same array, moved: the one that was exported must
    /// not be used any more. With --copy it is another array with the same contents: it gets a UUID,
    /// drives and keys of its own, and where the array that was exported has a security token on a
    /// key manager, a key there that was made for it; that key manager has to give the old one for
    /// it.
    #[command(mut_args = OutputOptions::of_one_row)]
    Import {
        /// File to import
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Make another array of it, with an identity and keys of its own
        #[arg(long)]
        copy: bool,
        /// Name of the imported array [default: as it was]
        #[arg(long, value_name = "NAME")]
        name: Option<ObjectName>,
        /// How the array is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
}

/// `puresim array create`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Create {
    /// Name of the new array
    #[arg(value_name = "NAME")]
    pub name: ObjectName,
    /// Number of SSDs, 3 to 250 [default: 10]
    #[arg(long, value_name = "N")]
    pub drives: Option<Ssds>,
    /// Version of Purity that it shows, 6.3 or 6.5 [default: 6.5]
    #[arg(long, value_name = "VERSION")]
    pub purity: Option<PurityVersion>,
    /// Leave an array of that name as it is when it is like that
    #[arg(long)]
    pub if_missing: bool,
    /// How the array is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("ID"),
    Column::new("Version"),
    Column::new("State"),
    Column::number("SSDs"),
    Column::number("Fitted"),
    Column::new("Current"),
];

fn row(array: &ArrayEntry) -> Vec<Cell> {
    vec![
        array.name.as_str().into(),
        array.id.to_string().into(),
        array.version.as_str().into(),
        array.power.state.as_str().into(),
        array.ssds_present.into(),
        array.ssds_fitted.into(),
        array.is_current.into(),
    ]
}

/// Does it.
///
/// # Errors
/// When there is no such array, or there is one already.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let context = pure_console::context()?;
    let arrays = Arrays::of(&context);
    match verb {
        Verb::Create(Create {
            name,
            drives,
            purity,
            if_missing,
            output,
        }) => {
            output.check(COLUMNS)?;
            let layout = Layout {
                version: purity.unwrap_or_default(),
                ssds: drives.unwrap_or_default(),
            };
            let create = || {
                if *if_missing {
                    arrays.create_unless_there(name, &layout)
                } else {
                    arrays.create(name, &layout)
                }
            };
            let array = working(&format!("Making {name}"), create)?;
            done(show(&array, output))?;
        }
        Verb::List { output } => {
            let mut batch = Batch::new();
            let listed = arrays.list()?.into_iter();
            let rows = listed.filter_map(|(name, array)| {
                let array = batch.run(&name, || array)?;
                Some(Ok(row(&array)))
            });
            emit(COLUMNS, rows, output)?;
            return Ok(batch.outcome());
        }
        Verb::Use { name, output } => {
            output.check(COLUMNS)?;
            done(show(&arrays.choose(name)?, output))?;
        }
        Verb::Show { name, output } => {
            let array = match name {
                Some(name) => arrays.get(name)?,
                None => arrays.current()?,
            };
            show(&array, output)?;
        }
        Verb::Delete { names, yes } => {
            for name in names {
                arrays.require(name)?;
            }
            let listed: Vec<&str> = names.iter().map(ObjectName::as_str).collect();
            let question = format!("Delete {} with all its data?", listed.join(", "));
            confirm(&question, *yes)?;
            let mut batch = Batch::new();
            for name in names {
                let label = format!("Deleting {name}");
                batch.run(name, || working(&label, || arrays.delete(name)));
            }
            return Ok(batch.outcome());
        }
        Verb::Export { name, file } => {
            arrays.get(name)?;
            let passphrase = Passphrase::new(prompt::new_passphrase()?).map_err(Error::from)?;
            let export = || arrays.export(name, file, &passphrase);
            working(&format!("Exporting {name}"), export)?;
        }
        Verb::Import {
            file,
            copy,
            name,
            output,
        } => {
            output.check(COLUMNS)?;
            let passphrase = Passphrase::new(prompt::passphrase()?).map_err(Error::from)?;
            let options = ImportOptions {
                name: name.clone(),
                copy: *copy,
            };
            let import = || arrays.import(file, &passphrase, &options);
            let array = working("Importing the array", import)?;
            done(show(&array, output))?;
        }
    }
    Ok(Outcome::Done)
}

fn show(array: &ArrayEntry, output: &OutputOptions) -> anyhow::Result<()> {
    emit(COLUMNS, [Ok(row(array))], output)
}
