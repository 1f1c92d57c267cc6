//! `--help`.

use clap::{Arg, ArgAction, Command};

/// Gives a command and its verbs one kind of help, which fits a screen. (By itself clap has a second,
/// long one, as soon as options are left to the manual page.)
#[must_use]
pub fn with_help(command: Command) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .help("Print help")
        .action(ArgAction::HelpShort)
        .global(true)
        .display_order(1000);
    command.disable_help_flag(true).arg(help)
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command};

    use super::with_help;
    use crate::OutputOptions;

    #[test]
    fn the_output_options_are_named_and_not_explained() {
        let verb = OutputOptions::augment_args(Command::new("list"));
        let command = || with_help(Command::new("test").subcommand(verb.clone()));
        let help = |option| {
            let line = ["test", "list", option];
            let shown = command().try_get_matches_from(line).unwrap_err();
            shown.to_string()
        };
        assert_eq!(help("-h"), help("--help"));
        assert_eq!(help("-h").matches("--csv").count(), 1);
        assert!(help("-h").contains("Print help"));
    }
}
