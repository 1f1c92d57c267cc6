//! The look of `--help`.

/// The template of every command and verb, for `#[command(help_template = ...)]`: what it does, how
/// it is called, and its arguments, on one screen.
pub const HELP_TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{all-args}{after-help}";
