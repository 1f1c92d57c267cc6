//! The options that every list has.

use clap::Args;

/// What `--help` says of them, so that it fits a screen; the manual page explains each.
const IN_SHORT: &str = "\
Output: --csv, --nvp or --json; --notitle, --raw, --page, --sort COL[-],...,
        --filter CONDITION, --limit N. The manual page explains them.";

/// How a list is printed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Output", after_help = IN_SHORT)]
pub struct OutputOptions {
    /// Print comma-separated values
    #[arg(long, hide_short_help = true, hide_long_help = true, conflicts_with_all = ["nvp", "json"])]
    pub csv: bool,
    /// Print one name=value a line
    #[arg(
        long,
        hide_short_help = true,
        hide_long_help = true,
        conflicts_with = "json"
    )]
    pub nvp: bool,
    /// Print a JSON array of objects
    #[arg(long, hide_short_help = true, hide_long_help = true)]
    pub json: bool,
    /// Leave the titles out
    #[arg(long, hide_short_help = true, hide_long_help = true)]
    pub notitle: bool,
    /// Print times in milliseconds and sizes in bytes
    #[arg(long, hide_short_help = true, hide_long_help = true)]
    pub raw: bool,
    /// Show a screen at a time
    #[arg(long, hide_short_help = true, hide_long_help = true)]
    pub page: bool,
    /// Sort by columns; a '-' behind one sorts it downwards
    #[arg(
        long,
        hide_short_help = true,
        hide_long_help = true,
        value_name = "COL[-],...",
        value_delimiter = ','
    )]
    pub sort: Vec<String>,
    /// Print only what fits, as in "name='kmip*' or name=b"
    #[arg(
        long,
        hide_short_help = true,
        hide_long_help = true,
        value_name = "CONDITION"
    )]
    pub filter: Option<String>,
    /// Print at most N objects
    #[arg(long, hide_short_help = true, hide_long_help = true, value_name = "N")]
    pub limit: Option<usize>,
}
