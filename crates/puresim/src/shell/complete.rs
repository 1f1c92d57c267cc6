//! What can come next on a line, as the commands themselves offer it to other shells.

use std::process::{Command, Stdio};

use rustyline::completion::{Completer, Pair};
use rustyline::{Context, Helper, Highlighter, Hinter, Validator};

use super::line::without_prompt;
use super::{commands, program};

/// Completes commands and what follows them.
#[derive(Debug, Helper, Highlighter, Hinter, Validator)]
pub(super) struct Completion;

impl Completer for Completion {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = &line[..position];
        let start = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let word = &typed[start..];
        let before = without_prompt(typed[..start].trim_start());
        let words: Vec<&str> = before.split_whitespace().collect();
        let commands = commands(pure_console::is_visitor());
        let offered = match words.split_first() {
            None => commands.iter().map(ToString::to_string).collect(),
            // Its files are the array's own.
            Some((_, [.., option])) if pure_console::is_visitor() && option.ends_with("-file") => {
                Vec::new()
            }
            Some((name, words)) if commands.contains(name) => offered(name, words, word),
            Some(_) => Vec::new(),
        };
        let fitting = offered.into_iter().filter(|offer| offer.starts_with(word));
        let pairs = fitting.map(|offer| Pair {
            display: offer.clone(),
            replacement: format!("{offer} "),
        });
        Ok((start, pairs.collect()))
    }
}

/// What the command offers after those words, in place of `word`; nothing when it cannot be asked.
fn offered(name: &str, words: &[&str], word: &str) -> Vec<String> {
    let mut command = Command::new(program(name));
    command.env(pure_console::COMPLETE_VARIABLE, "fish");
    command.args(["--", name]).args(words).arg(word);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().map(|output| output.stdout);
    let output = String::from_utf8(output.unwrap_or_default()).unwrap_or_default();
    let offers = output
        .lines()
        .map(|line| line.split('\t').next().unwrap_or(line));
    offers.map(str::to_owned).collect()
}
