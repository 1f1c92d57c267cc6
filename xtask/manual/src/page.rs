//! A man page: what the options tell, the sections of `pages/`, the examples of the tests.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use clap::{Arg, Command};
use clap_mangen::Man;
use pure_tests::transcript::Item;
use roff::{Roff, bold, roman};

use crate::markup::Section;
use crate::{example, markup};

const COLUMNS: &str = "OUTPUT COLUMNS";

/// When the pages were last changed in more than a word: the same in every build.
const DATE: &str = "2026-11-26";

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
    let shown = command
        .clone()
        .override_usage(usage(command))
        .long_about(description(command)?)
        // clap_mangen leaves out the text of an option that `-h` does not show.
        .mut_args(|option| option.hide_short_help(false));
    let man = Man::new(shown)
        .title(name.to_uppercase())
        .source(format!("{} {version}", path[0]))
        .date(DATE)
        .manual("Pure array simulation");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
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

/// What `--help` says of the command below its first line, which is the NAME already.
fn description(command: &Command) -> Result<String> {
    let about = command
        .get_long_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let (_, description) = about
        .split_once("\n\n")
        .context("its doc comment has one paragraph")?;
    Ok(description.to_owned())
}

/// The usage line of clap, which shows what is required, with every other option by name.
fn usage(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let named: Vec<&str> = usage.split([' ', '<', '>', '|']).collect();
    let is_optional = |option: &&Arg| {
        let long = option.get_long().map(|long| format!("--{long}"));
        let is_named = long.is_some_and(|long| named.contains(&long.as_str()));
        !option.is_hide_set() && !option.is_positional() && !is_named && option.get_id() != "help"
    };
    let options: Vec<String> = command
        .get_arguments()
        .filter(is_optional)
        .map(|option| format!("[{option}]"))
        .collect();
    usage.replace("[OPTIONS]", &options.join(" "))
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
