//! What is wrong with a command line, in the style of every other error, and what was probably meant.
//!
//! The sentences of clap are kept where they say what there is to say. Its guesses are not: it takes
//! whatever is a little like what was typed, and offers `-- --option` where no name is meant.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

/// Options whose text is asked for, and which take no value.
const PROMPTED: [&str; 4] = [
    "ca-certificate",
    "certificate",
    "intermediate-certificate",
    "key",
];

/// How many letters a word may differ by from the one that was meant.
const NEAR: usize = 2;

/// The error as it is printed: `Error: Sentence. What was meant.`, and the usage.
pub(super) fn told(error: &Error, command: &Command, line: &[OsString]) -> String {
    let rendered = error.render().to_string();
    let mut paragraphs = rendered.trim_end().split("\n\n");
    let first = paragraphs.next().unwrap_or_default();
    let mut text = format!("Error: {}", sentence(first));
    let words: Vec<&str> = line.iter().skip(1).filter_map(|it| it.to_str()).collect();
    if let Some(meant) = meant(error, command, &words) {
        text.push(' ');
        text.push_str(&meant);
    }
    for paragraph in paragraphs.filter(|it| !it.trim_start().starts_with("tip: ")) {
        text.push_str("\n\n");
        text.push_str(paragraph);
    }
    text.push('\n');
    text
}

/// With a capital letter, and a full stop unless a list follows.
fn sentence(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text).trim_end();
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let mut sentence: String = first.into_iter().chain(letters).collect();
    if !sentence.contains('\n') && !sentence.ends_with(['.', '?', ':']) {
        sentence.push('.');
    }
    sentence
}

/// What was probably meant.
fn meant(error: &Error, command: &Command, words: &[&str]) -> Option<String> {
    let verb = verb(command, words);
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let wrong = context(ContextKind::InvalidSubcommand)?;
            let verbs: Vec<&str> = verb.get_subcommands().map(Command::get_name).collect();
            Some(near(wrong, verbs.iter().copied()).map_or_else(
                || format!("The verbs are {}.", verbs.join(", ")),
                did_you_mean,
            ))
        }
        ErrorKind::UnknownArgument => {
            unknown_argument(context(ContextKind::InvalidArg)?, verb, words)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let wrong = context(ContextKind::InvalidValue)?;
            prompted(wrong, verb, words)
        }
        _ => None,
    }
}

/// The command whose options are meant: that of the last verb among the words.
fn verb<'a>(command: &'a Command, words: &[&str]) -> &'a Command {
    let mut verb = command;
    for word in words {
        if let Some(next) = verb.find_subcommand(word) {
            verb = next;
        } else if !word.starts_with('-') {
            break;
        }
    }
    verb
}

fn unknown_argument(wrong: &str, verb: &Command, words: &[&str]) -> Option<String> {
    let options = || verb.get_arguments().filter_map(Arg::get_long);
    let Some(bare) = wrong.strip_prefix('-') else {
        // A word where an option was meant, or the rest of a value of several words.
        if options().any(|option| option == wrong) {
            return Some(did_you_mean(&format!("--{wrong}")));
        }
        return prompted(wrong, verb, words).or_else(|| split_value(wrong, verb, words));
    };
    let name = bare.trim_start_matches('-');
    let name = name.split_once('=').map_or(name, |(name, _)| name);
    let is_word = |arg: &Arg| {
        let values = arg.get_possible_values();
        arg.is_positional() && values.iter().any(|value| value.matches(name, true))
    };
    if verb.get_arguments().any(is_word) {
        return Some(format!("Write {name} without hyphens."));
    }
    // One hyphen before a word is read as an option of one letter.
    let single = words.iter().find(|word| {
        let typed = word.strip_prefix('-').unwrap_or_default();
        typed.len() > 1 && !typed.starts_with('-') && typed.starts_with(bare)
    });
    let typed = single.map_or(name, |word| word.trim_start_matches('-'));
    near(typed, options()).map(|option| did_you_mean(&format!("--{option}")))
}

/// A file behind an option whose text is asked for.
fn prompted(wrong: &str, verb: &Command, words: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| *word == wrong)?;
    let option = words.get(at.checked_sub(1)?)?.strip_prefix("--")?;
    let takes_none = |arg: &Arg| arg.get_long() == Some(option) && !arg.get_action().takes_values();
    let is_prompted = PROMPTED.contains(&option) && verb.get_arguments().any(takes_none);
    let is_file = Path::new(wrong).is_file() || wrong.contains(['.', '/']);
    (is_prompted && is_file)
        .then(|| format!("The text of --{option} is asked for: paste it, or type < {wrong}."))
}

/// The rest of a value of several words, which were not quoted.
fn split_value(wrong: &str, verb: &Command, words: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| *word == wrong)?;
    let option = words.get(at.checked_sub(2)?)?.strip_prefix("--")?;
    let value = words.get(at - 1)?;
    let takes_one = |arg: &Arg| arg.get_long() == Some(option) && arg.get_action().takes_values();
    verb.get_arguments()
        .any(takes_one)
        .then(|| format!("Quote a value of several words: --{option} '{value} {wrong}'."))
}

fn did_you_mean(word: &str) -> String {
    format!("Did you mean {word}?")
}

/// The nearest of the words there are, when it is near.
fn near<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let distance = |word: &str| strsim::osa_distance(&typed, word);
    let nearest = known.min_by_key(|word| distance(word))?;
    // Of a short word most letters have to be right.
    (distance(nearest) <= NEAR.min(typed.chars().count() / 2)).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use clap::{ArgAction, value_parser};

    use super::*;

    fn command() -> Command {
        let option = |name: &'static str| Arg::new(name).long(name);
        let flag = |name| option(name).action(ArgAction::SetTrue);
        Command::new("purex")
            .subcommand(
                Command::new("list")
                    .arg(option("sort"))
                    .arg(flag("certificate"))
                    .arg(flag("security-token")),
            )
            .subcommand(Command::new("test").arg(Arg::new("what").value_parser(["security-token"])))
            .subcommand(
                Command::new("create")
                    .arg(Arg::new("name").value_parser(value_parser!(u16)))
                    .arg(option("organization"))
                    .arg(flag("key")),
            )
    }

    fn first_line(line: &str) -> String {
        let line: Vec<OsString> = line.split(' ').map(Into::into).collect();
        let error = command().try_get_matches_from(&line).unwrap_err();
        let told = told(&error, &command(), &line);
        assert!(!told.contains("tip:"), "{told}");
        told.lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn what_was_meant_is_said() {
        for (line, meant) in [
            (
                "purex test --security-token",
                "Write security-token without hyphens.",
            ),
            (
                "purex list security-token",
                "Did you mean --security-token?",
            ),
            ("purex list -certificate", "Did you mean --certificate?"),
            ("purex list --certifcate", "Did you mean --certificate?"),
            ("purex LIST", "Did you mean list?"),
            ("purex lst", "Did you mean list?"),
            ("purex rename", "The verbs are list, test, create."),
            (
                "purex create 1 --key key.pem",
                "The text of --key is asked for: paste it, or type < key.pem.",
            ),
            (
                "purex create --key key.pem",
                "The text of --key is asked for: paste it, or type < key.pem.",
            ),
            (
                "purex create 1 --organization Pure Storage",
                "Quote a value of several words: --organization 'Pure Storage'.",
            ),
        ] {
            let told = first_line(line);
            assert!(told.starts_with("Error: "), "{line}: {told}");
            assert!(told.ends_with(meant), "{line}: {told}");
        }
    }

    #[test]
    fn nothing_is_guessed_from_what_is_not_near() {
        for line in [
            "purex list --format json",
            "purex list -x",
            "purex list --xy",
        ] {
            let told = first_line(line);
            assert!(told.ends_with("found."), "{told}");
        }
    }
}
