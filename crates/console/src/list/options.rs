//! The options that every list has.

use clap::{Arg, Args};

/// The heading of the options in the help.
const HEADING: &str = "Output";

/// How a list is printed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = HEADING)]
pub struct OutputOptions {
    /// Print comma-separated values
    #[arg(long, conflicts_with_all = ["nvp", "json"])]
    pub csv: bool,
    /// Print one name=value per line
    #[arg(long, conflicts_with = "json")]
    pub nvp: bool,
    /// Print a JSON array of objects
    #[arg(long)]
    pub json: bool,
    /// Print only these columns, in this order
    #[arg(long, value_name = "COL,...", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Print only the names, one per line
    #[arg(id = "only_names", long = "names", hide_short_help = true)]
    #[arg(conflicts_with_all = ["csv", "nvp", "json", "columns"])]
    pub only_names: bool,
    /// Omit the titles
    #[arg(long)]
    pub notitle: bool,
    /// Print times in milliseconds and sizes in bytes
    #[arg(long)]
    pub raw: bool,
    /// Show one screen at a time
    #[arg(long)]
    pub page: bool,
    /// Sort by columns; append - for descending order
    #[arg(long, value_name = "COL[-],...", value_delimiter = ',')]
    pub sort: Vec<String>,
    /// Print only matching rows, as in "name='kmip*'"
    #[arg(long, value_name = "CONDITION")]
    pub filter: Option<String>,
    /// Print at most N rows
    #[arg(long, value_name = "N", value_parser = limit, allow_negative_numbers = true)]
    pub limit: Option<usize>,
}

impl OutputOptions {
    /// Leaves `argument` out of the help when it selects among rows: for a verb that prints the row of
    /// what it made or changed.
    pub fn of_one_row(argument: Arg) -> Arg {
        match argument.get_id().as_str() {
            "sort" | "filter" | "limit" | "page" => argument.hide(true),
            _ => argument,
        }
    }

    /// As [`of_one_row`](Self::of_one_row), and leaves the rest of these options to `--help`: for a verb
    /// with so many options of its own that `-h` would not fit a screen.
    pub fn in_long_help(argument: Arg) -> Arg {
        if argument.get_help_heading() == Some(HEADING) {
            Self::of_one_row(argument).hide_short_help(true)
        } else {
            argument
        }
    }
}

fn limit(text: &str) -> Result<usize, &'static str> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // More than can be counted are all.
        return Ok(text.parse().unwrap_or(usize::MAX));
    }
    Err("must be a number of rows")
}
