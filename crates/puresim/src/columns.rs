//! What lists there are, and their columns, for the completion of columns.

use pure_console::Lists;

use crate::{
    array, card, clock, data, drill, drive, dsm, key, keymanager, log, power, scenario, serve,
    snapshot, status, up, user,
};

/// The lists of `puresim`, by the words that print them.
pub(crate) const LISTS: &Lists = &[
    ("up", up::COLUMNS),
    ("scenario list", scenario::COLUMNS),
    ("array create", array::COLUMNS),
    ("array list", array::COLUMNS),
    ("array use", array::COLUMNS),
    ("array show", array::COLUMNS),
    ("array import", array::COLUMNS),
    ("card", card::COLUMNS),
    ("clock", clock::COLUMNS),
    ("data", data::COLUMNS),
    ("drill", drill::COLUMNS),
    ("drive", drive::COLUMNS),
    ("dsm status", dsm::COLUMNS),
    ("dsm account", keymanager::ACCOUNT_COLUMNS),
    ("dsm group", keymanager::GROUP_COLUMNS),
    ("dsm app", keymanager::APP_COLUMNS),
    ("dsm key", keymanager::KEY_COLUMNS),
    ("key rotate", key::COLUMNS),
    ("keymanager status", keymanager::STATUS_COLUMNS),
    ("keymanager account", keymanager::ACCOUNT_COLUMNS),
    ("keymanager group", keymanager::GROUP_COLUMNS),
    ("keymanager app", keymanager::APP_COLUMNS),
    ("keymanager key", keymanager::KEY_COLUMNS),
    ("keymanager user", keymanager::USER_COLUMNS),
    ("keymanager fault", keymanager::FAULT_COLUMNS),
    ("keymanager log", keymanager::LOG_COLUMNS),
    ("power status", power::COLUMNS),
    ("serve", serve::COLUMNS),
    ("serve start", serve::COLUMNS),
    ("serve status", serve::STATUS_COLUMNS),
    ("snapshot", snapshot::COLUMNS),
    ("status", status::COLUMNS),
    ("log", log::COLUMNS),
    ("user create", user::COLUMNS),
    ("user list", user::COLUMNS),
    ("user token create", user::TOKEN_COLUMNS),
    ("user key add", user::KEY_COLUMNS),
    ("user key list", user::KEY_COLUMNS),
    ("user client create", user::CLIENT_COLUMNS),
    ("user client list", user::CLIENT_COLUMNS),
];

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::*;
    use crate::cli::Cli;

    /// The words of the commands that have `--columns`.
    fn lists(command: &Command, words: &str) -> Vec<String> {
        let own = command
            .get_arguments()
            .any(|argument| argument.get_id() == "columns");
        let mut found = Vec::from_iter(own.then(|| words.trim_start().to_owned()));
        for verb in command.get_subcommands() {
            found.extend(lists(verb, &format!("{words} {}", verb.get_name())));
        }
        found
    }

    #[test]
    fn the_columns_of_every_list_are_known() {
        let mut command = Cli::command();
        command.build();
        let lists = lists(&command, "");
        assert!(lists.len() > 40, "{lists:?}");
        let is_known = |words: &String| {
            let words: Vec<&str> = words.split(' ').collect();
            let fits = |list: &str| list.split(' ').all(|word| words.contains(&word));
            LISTS.iter().any(|(list, _)| fits(list))
        };
        let unknown: Vec<String> = lists.into_iter().filter(|it| !is_known(it)).collect();
        assert_eq!(unknown, [""; 0]);
    }
}
