//! A man page: what the options tell, the sections of `pages/`, the examples of the tests.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use clap::{Arg, Command};
use clap_mangen::Man;
use pure_tests::transcript::Item;
use roff::{Inline, Roff, bold, italic, roman};

use crate::markup::Section;
use crate::{example, markup};

const COLUMNS: &str = "OUTPUT COLUMNS";

/// Writes the pages of `commands` and of all their verbs.
pub(crate) fn write_all(commands: Vec<Command>, folder: &Path) -> Result<()> {
    for mut command in commands {
        command = command.disable_help_subcommand(true);
        command.build();
        write_tree(&command, &[], folder)?;
    }
    Ok(())
}

/// Writes the page of `command` and those of the verbs below it. `parents` are the words before it.
fn write_tree(command: &Command, parents: &[&str], folder: &Path) -> Result<()> {
    let path: Vec<&str> = parents
        .iter()
        .copied()
        .chain([command.get_name()])
        .collect();
    let name = path.join("-");
    let page = page(command, &path).with_context(|| format!("the page {name}"))?;
    fs::write(folder.join(format!("{name}.1")), page).with_context(|| name)?;
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        write_tree(verb, &path, folder)?;
    }
    Ok(())
}

/// The page of `command`, which is reached by the words `path`.
fn page(command: &Command, path: &[&str]) -> Result<Vec<u8>> {
    let name = path.join("-");
    let own = markup::read(&name)?;
    let cases = example::read(path)?;
    check_columns(&own, path[0])?;
    ensure!(
        command.has_subcommands() || !cases.is_empty(),
        "it has no example under tests/cmd"
    );

    let version = command.get_version().unwrap_or(env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone())
        .title(name.to_uppercase())
        .source(format!("{} {version}", path[0]))
        .manual("Pure array simulation");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    synopsis(command, path).to_writer(&mut text)?;
    man.render_description_section(&mut text)?;
    if command
        .get_arguments()
        .any(|argument| !argument.is_hide_set())
    {
        man.render_options_section(&mut text)?;
    }

    let mut rest = Roff::new();
    verbs(command, &name, &mut rest);
    let common = markup::read("common")?;
    for section in own.iter().filter(|section| !is_in(section, &common)) {
        section.render(&mut rest);
    }
    example::render(&cases, &mut rest);
    for section in &common {
        own.iter()
            .find(|other| other.title == section.title)
            .unwrap_or(section)
            .render(&mut rest);
    }
    see_also(path, &mut rest);
    rest.to_writer(&mut text)?;
    Ok(text)
}

fn is_in(section: &Section, sections: &[Section]) -> bool {
    sections.iter().any(|other| other.title == section.title)
}

/// Every column that a page explains must be one that the command prints in some case of the tests.
fn check_columns(sections: &[Section], command: &str) -> Result<()> {
    let Some(section) = sections.iter().find(|section| section.title == COLUMNS) else {
        return Ok(());
    };
    let cases = example::read_starting(command, "")?;
    let steps = cases
        .iter()
        .flat_map(|case| &case.items)
        .filter_map(|item| match item {
            Item::Step(step) => Some(&step.output),
            Item::Remark(_) | Item::Setup(_) => None,
        });
    let cells: HashSet<&str> = steps.flatten().flat_map(|line| line.split("  ")).collect();
    let cells: HashSet<String> = cells.into_iter().map(in_any_form).collect();
    for term in section.terms() {
        let printed = cells.contains(&in_any_form(term));
        ensure!(
            printed,
            "no case prints the column {term:?} that {COLUMNS} explains"
        );
    }
    Ok(())
}

/// A title as `--nvp` writes it before the `=`.
fn in_any_form(cell: &str) -> String {
    let name = cell.split('=').next().unwrap_or_default();
    name.trim().to_lowercase().replace(' ', "_")
}

/// The command line with every option and the names of their values.
fn synopsis(command: &Command, path: &[&str]) -> Roff {
    let mut line = vec![bold(path.join(" "))];
    let shown = |argument: &&Arg| !argument.is_hide_set() && argument.get_id() != "help";
    let (names, mut options): (Vec<&Arg>, Vec<&Arg>) = command
        .get_arguments()
        .filter(shown)
        .partition(|argument| argument.is_positional());
    options.sort_by_key(|option| !option.is_required_set());
    for argument in options.into_iter().chain(names) {
        let (open, close) = if argument.is_required_set() {
            ("", "")
        } else {
            ("[", "]")
        };
        line.push(roman(format!(" {open}")));
        line.extend(usage(argument));
        line.push(roman(close));
    }
    if command.has_subcommands() {
        line.extend([roman(" "), italic("VERB"), roman(" ...")]);
    }
    let mut page = Roff::new();
    page.control("SH", ["SYNOPSIS"]).text(line);
    page
}

/// One option or name as it stands in the synopsis.
fn usage(argument: &Arg) -> Vec<Inline> {
    let mut words = Vec::new();
    if let Some(long) = argument.get_long() {
        words.push(bold(format!("--{long}")));
    } else if let Some(short) = argument.get_short() {
        words.push(bold(format!("-{short}")));
    }
    let values = argument.get_num_args().unwrap_or_default();
    if values.takes_values() {
        if !words.is_empty() {
            words.push(roman(" "));
        }
        let names = argument.get_value_names().unwrap_or_default();
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        words.push(italic(names.join(" ")));
        let repeated = matches!(argument.get_action(), clap::ArgAction::Append);
        if values.max_values() > 1 || (argument.is_positional() && repeated) {
            words.push(roman("..."));
        }
    }
    words
}

/// The verbs with what each does.
fn verbs(command: &Command, name: &str, page: &mut Roff) {
    if !command.has_subcommands() {
        return;
    }
    page.control("SH", ["VERBS"]);
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        page.control("TP", []);
        page.text([bold(format!("{name}-{}", verb.get_name())), roman("(1)")]);
        page.text([roman(
            verb.get_about()
                .map(ToString::to_string)
                .unwrap_or_default(),
        )]);
    }
}

/// The page above, or the other commands.
fn see_also(path: &[&str], page: &mut Roff) {
    let mut pages: Vec<String> = match path {
        [one] => crate::commands()
            .iter()
            .map(|other| other.get_name().to_owned())
            .filter(|other| other != one)
            .collect(),
        [above @ .., _] => vec![above.join("-")],
        [] => Vec::new(),
    };
    pages.sort();
    page.control("SH", ["SEE ALSO"]);
    let mut line = Vec::new();
    for (index, other) in pages.iter().enumerate() {
        line.push(roman(if index == 0 { "" } else { ", " }));
        line.extend([bold(other.as_str()), roman("(1)")]);
    }
    page.text(line);
}
