//! Every verb and every option of every verb must be typed in some transcript.

use std::collections::BTreeSet;

use clap::{Arg, Command};
use pure_tests::transcript::Item;

use crate::{commands, example};

/// The words of all command lines of the transcripts, a line each, also of pipelines and loops.
fn typed(command: &str) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for folder in ["purecert", "purekmip", "purearray", "puresim"] {
        for case in example::read_starting(folder, "").unwrap() {
            for item in case.items {
                let Item::Step(step) = item else { continue };
                let simple = step.command.split(['|', ';', '\n', '(', '`']);
                lines.extend(simple.filter_map(|line| words_of(line, command)));
            }
        }
    }
    lines
}

/// The words after `command` in a line; `None` when it is not called there.
fn words_of(line: &str, command: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let start = words.iter().position(|word| *word == command)?;
    let is_option = |word: &&str| word.starts_with('-') || word.starts_with('–');
    let mut kept: Vec<String> = Vec::new();
    for word in &words[start + 1..] {
        let word = if is_option(word) {
            let name = word.trim_start_matches(['-', '–']);
            format!("--{}", name.split('=').next().unwrap_or(name))
        } else {
            (*word).to_owned()
        };
        kept.push(word);
    }
    Some(kept)
}

/// Whether the option is one that every list has; these need to be typed once for each command.
fn is_of_output(option: &Arg) -> bool {
    option.get_help_heading() == Some("Output")
}

fn visit(
    command: &Command,
    path: &[&str],
    lines: &[Vec<String>],
    of_output: &mut BTreeSet<String>,
    missing: &mut Vec<String>,
    inherited: &[String],
) {
    let here: Vec<&Vec<String>> = lines
        .iter()
        .filter(|line| path.iter().zip(*line).filter(|(a, b)| a == b).count() == path.len())
        .collect();
    if here.is_empty() {
        missing.push(path.join(" "));
    }
    for option in command
        .get_arguments()
        .filter(|option| !option.is_hide_set())
    {
        let Some(long) = option
            .get_long()
            .filter(|long| !["help", "version"].contains(long))
        else {
            continue;
        };
        let word = format!("--{long}");
        // It needs to be typed once for all verbs that have it of the command above them.
        if inherited.contains(&word) {
            continue;
        }
        let is_typed = here.iter().any(|line| line.contains(&word));
        match (is_of_output(option), is_typed) {
            (true, true) => drop(of_output.remove(&word)),
            (false, false) => missing.push(format!("{} {word}", path.join(" "))),
            _ => {}
        }
    }
    let global = command
        .get_arguments()
        .filter(|option| option.is_global_set());
    let global: Vec<String> = global
        .filter_map(|option| Some(format!("--{}", option.get_long()?)))
        .collect();
    let is_ours = |verb: &&Command| !verb.is_hide_set() && verb.get_name() != "help";
    for verb in command.get_subcommands().filter(is_ours) {
        visit(
            verb,
            &[path, &[verb.get_name()]].concat(),
            lines,
            of_output,
            missing,
            &global,
        );
    }
}

#[test]
fn every_verb_and_option_is_in_a_transcript() {
    let mut missing = Vec::new();
    for mut command in commands() {
        // The options of a verb are built when they are needed.
        command.build();
        let lines = typed(command.get_name());
        let output = [
            "csv", "nvp", "json", "notitle", "raw", "page", "sort", "filter", "limit",
        ];
        let mut of_output = output.iter().map(|option| format!("--{option}")).collect();
        let mut lacking = Vec::new();
        visit(&command, &[], &lines, &mut of_output, &mut lacking, &[]);
        lacking.extend(of_output);
        let of_command = |it: &String| format!("{} {it}", command.get_name());
        missing.extend(lacking.iter().map(of_command));
    }
    assert!(
        missing.is_empty(),
        "no transcript has\n{}",
        missing.join("\n")
    );
}

/// The four commands with all their verbs.
fn visit_all(check: fn(&mut Command, &str)) {
    fn visit(command: &mut Command, path: &str, check: fn(&mut Command, &str)) {
        check(command, path);
        for verb in command.get_subcommands_mut() {
            let path = format!("{path} {}", verb.get_name());
            visit(verb, &path, check);
        }
    }
    for mut command in commands() {
        command.build();
        let name = command.get_name().to_owned();
        visit(&mut command, &name, check);
    }
}

#[test]
fn every_short_help_fits_a_screen() {
    visit_all(|command, path| {
        // The help of help has the verbs once more.
        if path.ends_with(" help") {
            return;
        }
        let help = command.clone().term_width(80).render_help().to_string();
        let lines = help.lines().count();
        assert!(lines <= 24, "{path}: {lines} lines\n{help}");
    });
}

#[test]
fn every_long_help_shows_every_option() {
    visit_all(|command, path| {
        let help = command.render_long_help().to_string();
        for option in command.get_opts().filter(|option| !option.is_hide_set()) {
            let shown = format!("{option}\n");
            assert!(help.contains(&shown), "{path}: no {option} in\n{help}");
        }
    });
}
