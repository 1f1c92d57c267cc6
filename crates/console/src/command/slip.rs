//! What is wrong with a command line, in the style of every other error, and what was probably meant.
//!
//! The sentences of clap are kept where they say what there is to say. Its guesses are not: it takes
//! whatever is a little like what was typed, and offers `-- --option` where no name is meant.

use std::ffi::OsString;
use std::path::Path;

use clap::builder::ValueRange;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

use crate::error::near::{near, question};

/// Options whose text is asked for, and which take no value.
const PROMPTED: [&str; 4] = [
    "ca-certificate",
    "certificate",
    "intermediate-certificate",
    "key",
];

/// How many words can be seen at a glance.
const FEW: usize = 4;

/// Options whose values are often several words.
const SPOKEN: [&str; 4] = ["organization", "organizational-unit", "state", "locality"];

/// The error as it is printed: `Error: Sentence. What was meant.`, and the usage.
pub(super) fn told(error: &Error, command: &Command, line: &[OsString]) -> String {
    let words = words(line);
    let mut text = format!("Error: {}", sentence(error));
    if let Some(meant) = meant(error, command, &words) {
        text.push(' ');
        text.push_str(&meant);
    }
    format!("{text}\n{}\n", usage(command, &words))
}

/// What is wrong with a line that clap accepts: a word after the value of an option that may be the rest of
/// that value, since the names came before.
pub(super) fn misread(command: &Command, line: &[OsString]) -> Option<String> {
    let words = words(line);
    let verb = verb(command, &words);
    let takes_names = |arg: &Arg| arg.is_positional() && arg.get_num_args().is_some_and(many);
    verb.get_arguments().find(|arg| takes_names(arg))?;
    let is_free = |word: &str| {
        word.strip_prefix("--")
            .is_some_and(|it| SPOKEN.contains(&it))
    };
    let at = words.windows(3).position(|three| {
        is_free(three[0]) && !three[1].starts_with('-') && !three[2].starts_with('-')
    })?;
    let is_named = names_before(verb, &words[..at]);
    let [option, value, rest] = words[at..at + 3] else {
        return None;
    };
    is_named.then(|| {
        format!(
            "Error: '{rest}' follows the value of {option}. Quote a value of several words: {option} \
             '{value} {rest}'. Names come before the options, or after --.\n{}\n",
            usage(command, &words)
        )
    })
}

fn many(range: ValueRange) -> bool {
    range.max_values() > 1
}

/// Whether there is a name among the words behind the verb.
fn names_before(verb: &Command, words: &[&str]) -> bool {
    let start = words.iter().position(|word| *word == verb.get_name());
    let mut behind = words[start.map_or(0, |at| at + 1)..].iter();
    while let Some(word) = behind.next() {
        let Some(option) = word.strip_prefix("--") else {
            return true;
        };
        let takes_value =
            |arg: &&Arg| arg.get_long() == Some(option) && arg.get_action().takes_values();
        if verb.get_arguments().any(|arg| takes_value(&arg)) {
            behind.next();
        }
    }
    false
}

fn words(line: &[OsString]) -> Vec<&str> {
    line.iter().skip(1).filter_map(|it| it.to_str()).collect()
}

/// How the verb is called.
fn usage(command: &Command, words: &[&str]) -> String {
    let mut command = command.clone();
    command.build();
    verb(&command, words).clone().render_usage().to_string()
}

/// What is wrong, on one line.
fn sentence(error: &Error) -> String {
    let texts = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    };
    let argument = || texts(ContextKind::InvalidArg).join(", ");
    match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            let missing = texts(ContextKind::InvalidArg);
            let mut groups: Vec<Vec<String>> = missing.iter().map(|it| alternatives(it)).collect();
            // What one of a few options gives, one of more gives too.
            let all = groups.clone();
            groups.retain(|group| {
                let narrower = |other: &Vec<String>| {
                    other.len() < group.len() && other.iter().all(|option| group.contains(option))
                };
                !all.iter().any(narrower)
            });
            let verb = if groups.len() == 1 { "is" } else { "are" };
            let groups: Vec<String> = groups.iter().map(|it| listed(it, "or")).collect();
            format!("{} {verb} missing.", listed(&groups, "and"))
        }
        ErrorKind::ArgumentConflict if !texts(ContextKind::PriorArg).is_empty() => format!(
            "The argument '{}' cannot be used with {}.",
            argument(),
            listed(&quoted(&texts(ContextKind::PriorArg)), "or")
        ),
        ErrorKind::InvalidValue => {
            let value = texts(ContextKind::InvalidValue).concat();
            let valid = texts(ContextKind::ValidValue);
            let wrong = if value.is_empty() {
                format!("A value is required for '{}'.", argument())
            } else {
                format!("Invalid value '{value}' for '{}'.", argument())
            };
            if valid.is_empty() {
                wrong
            } else {
                format!("{wrong} It is {}.", listed(&valid, "or"))
            }
        }
        _ => as_clap_says(error),
    }
}

/// Of a group, `<--a|--b <FILE>>`, its options: `--a` and `--b <FILE>`.
fn alternatives(argument: &str) -> Vec<String> {
    let group = argument
        .strip_prefix("<--")
        .and_then(|it| it.strip_suffix('>'));
    let Some(group) = group else {
        return vec![argument.to_owned()];
    };
    let options = group.split("|--").map(|option| format!("--{option}"));
    options.collect()
}

/// `a`, `a or b`, `a, b or c`
fn listed(words: &[String], last: &str) -> String {
    match words {
        [some @ .., end] if !some.is_empty() => format!("{} {last} {end}", some.join(", ")),
        _ => words.concat(),
    }
}

fn quoted(words: &[String]) -> Vec<String> {
    words.iter().map(|word| format!("'{word}'")).collect()
}

/// Its own words, with a capital letter and a full stop.
fn as_clap_says(error: &Error) -> String {
    let rendered = error.render().to_string();
    let first = rendered.split("\n\n").next().unwrap_or_default();
    let text = first.strip_prefix("error: ").unwrap_or(first).trim_end();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let text = lines.join(" ");
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let mut sentence: String = first.into_iter().chain(letters).collect();
    if !sentence.ends_with(['.', '?']) {
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
            let shown = verb.get_subcommands().filter(|verb| !verb.is_hide_set());
            let verbs: Vec<&str> = shown.map(Command::get_name).collect();
            Some(
                near(wrong, verbs.iter().copied())
                    .map_or_else(|| format!("The verbs are {}.", verbs.join(", ")), question),
            )
        }
        ErrorKind::UnknownArgument => {
            unknown_argument(context(ContextKind::InvalidArg)?, verb, words)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let wrong = context(ContextKind::InvalidValue)?;
            let valid = match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(valid)) => valid.as_slice(),
                _ => &[],
            };
            // A few are told in full, and speak for themselves.
            let many = valid.len() > FEW;
            let valid = valid.iter().filter(|_| many).map(String::as_str);
            let near = near(wrong, valid).map(question);
            near.or_else(|| prompted(wrong, verb, words))
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
            return Some(question(&format!("--{wrong}")));
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
    near(typed, options()).map(|option| question(&format!("--{option}")))
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
                    .arg(option("kind").value_parser(["rsa", "ec"]))
                    .arg(flag("key").conflicts_with_all(["organization", "kind"])),
            )
            .subcommand(
                Command::new("many")
                    .arg(Arg::new("name").num_args(1..).required(true))
                    .arg(option("organization"))
                    .arg(option("days")),
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
            ("purex rename", "The verbs are list, test, create, many."),
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
    fn a_sentence_is_one_line() {
        assert_eq!(
            alternatives("<--self-signed|--certificate|--certificate-file <FILE>>"),
            [
                "--self-signed",
                "--certificate",
                "--certificate-file <FILE>"
            ]
        );
        for (line, sentence) in [
            ("purex many", "<name>... is missing."),
            (
                "purex create --kind dsa",
                "Invalid value 'dsa' for '--kind <kind>'. It is rsa or ec.",
            ),
            (
                "purex create --kind",
                "A value is required for '--kind <kind>'. It is rsa or ec.",
            ),
            (
                "purex create --key --kind ec",
                "The argument '--key' cannot be used with '--kind <kind>'.",
            ),
        ] {
            assert_eq!(first_line(line), format!("Error: {sentence}"), "{line}");
        }
    }

    #[test]
    fn a_name_is_not_the_rest_of_a_value() {
        let misread = |line: &str| {
            let line: Vec<OsString> = line.split(' ').map(Into::into).collect();
            let mut command = command();
            command.build();
            misread(&command, &line)
        };
        let told = misread("purex many a --organization Pure Storage").unwrap();
        assert_eq!(
            told.lines().next().unwrap(),
            "Error: 'Storage' follows the value of --organization. Quote a value of several words: \
             --organization 'Pure Storage'. Names come before the options, or after --."
        );
        for line in [
            "purex many --organization Pure a",
            "purex many a --organization Pure --days 3",
            "purex many a --days 3 b",
            "purex many --days 3 --organization Pure a",
        ] {
            assert_eq!(misread(line), None, "{line}");
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
