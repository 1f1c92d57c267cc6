//! The options that every list has.

use clap::Args;

/// How a list is printed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Output")]
pub struct OutputOptions {
    /// Print comma-separated values
    #[arg(long, conflicts_with_all = ["nvp", "json"])]
    pub csv: bool,
    /// Print one name=value a line
    #[arg(long, conflicts_with = "json")]
    pub nvp: bool,
    /// Print a JSON array of objects
    #[arg(long)]
    pub json: bool,
    /// Leave the titles out
    #[arg(long)]
    pub notitle: bool,
    /// Print times as milliseconds since 1970 and sizes in bytes
    #[arg(long)]
    pub raw: bool,
    /// Show a screen at a time
    #[arg(long)]
    pub page: bool,
    /// Sort by columns; a '-' behind one sorts it downwards
    #[arg(long, value_name = "COLUMN[-],...", value_delimiter = ',')]
    pub sort: Vec<String>,
    /// Print only the objects of which this is true, as in "name='a*' and key_size>2048"
    #[arg(long, value_name = "CONDITION")]
    pub filter: Option<String>,
    /// Print at most N objects
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}
