//! What shells are offered: the columns of lists, and no option twice.

use std::ffi::{OsStr, OsString};

use clap::{Arg, ArgAction, Command};
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCompleter;

use crate::list::column::Column;

/// The lists of a command: the words that make it print one, and its columns.
pub type Lists = [(&'static str, &'static [Column])];

/// The options whose values are columns.
const OF_COLUMNS: [&str; 2] = ["columns", "sort"];

/// The command as it is offered behind those words of a line, of which the last is being typed.
pub(super) fn offered(mut command: Command, lists: &Lists, words: &[OsString]) -> Command {
    // What is put off until a verb is used is needed now.
    command.build();
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let typed = words.split_last().map_or(&[][..], |(_, typed)| typed);
    let columns = columns(lists, typed).unwrap_or_default();
    adapted(command, columns, typed)
}

/// The columns of the list that those words ask for: of several that fit, the one that is said in the most
/// words.
fn columns(lists: &Lists, words: &[&str]) -> Option<&'static [Column]> {
    let asked = |list: &str| list.split(' ').all(|word| words.contains(&word));
    let asked = lists.iter().filter(|(list, _)| asked(list));
    let most = asked.max_by_key(|(list, _)| list.split(' ').count());
    most.map(|(_, columns)| *columns)
}

/// The command and its verbs: with completion of `columns`, without the options that were `typed`.
fn adapted(command: Command, columns: &'static [Column], typed: &[&str]) -> Command {
    let is_typed = |arg: &Arg| {
        let long = arg.get_long().map(|long| format!("--{long}"));
        let again = matches!(arg.get_action(), ArgAction::Append);
        !again && long.is_some_and(|long| typed.contains(&long.as_str()))
    };
    let command = command.mut_args(|arg| {
        let arg = if OF_COLUMNS.contains(&arg.get_id().as_str()) {
            arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
                keys(columns, typed)
            }))
        } else {
            arg
        };
        let hidden = arg.is_hide_set() || is_typed(&arg);
        arg.hide(hidden)
    });
    command.mut_subcommands(|verb| adapted(verb, columns, typed))
}

/// The names of the columns that begin as `typed`.
fn keys(columns: &[Column], typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_ascii_lowercase();
    let keys = columns.iter().map(Column::key);
    keys.filter(|key| key.starts_with(&typed))
        .map(CompletionCandidate::new)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: &[Column] = &[Column::new("Name")];
    const MANY: &[Column] = &[Column::new("Name"), Column::time("Valid To")];
    const LISTS: &Lists = &[("list", FEW), ("list --detail", MANY), ("array list", MANY)];

    #[test]
    fn the_list_that_is_asked_for_is_meant() {
        assert_eq!(columns(LISTS, &["x", "list", "--columns"]), Some(FEW));
        assert_eq!(columns(LISTS, &["x", "list", "a", "--detail"]), Some(MANY));
        assert_eq!(columns(LISTS, &["x", "array", "list"]), Some(MANY));
        assert_eq!(columns(LISTS, &["x", "create"]), None);
    }

    #[test]
    fn columns_are_offered_by_their_names() {
        let offered = keys(MANY, OsStr::new("VAL"));
        assert_eq!(offered, [CompletionCandidate::new("valid_to")]);
    }

    #[test]
    fn an_option_that_was_typed_is_not_offered_again() {
        let command = Command::new("x").subcommand(
            Command::new("list")
                .arg(Arg::new("csv").long("csv").action(ArgAction::SetTrue))
                .arg(Arg::new("app").long("app").action(ArgAction::Append)),
        );
        let words = ["x", "list", "--csv", "--app", "a", "--"].map(OsString::from);
        let offered = offered(command, LISTS, &words);
        let verb = offered.find_subcommand("list").unwrap();
        let hidden = |id: &str| {
            verb.get_arguments()
                .any(|arg| arg.get_id() == id && arg.is_hide_set())
        };
        assert!(hidden("csv"));
        assert!(!hidden("app"));
    }
}
