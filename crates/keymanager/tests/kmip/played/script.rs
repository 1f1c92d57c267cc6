//! Reading a conversation.

use kmip::ProtocolVersion;
use kmip::enums::{Operation, ResultReason, ResultStatus};

/// One request, and what it is to be answered with.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    pub(super) header: Vec<String>,
    pub(super) items: Vec<(Operation, Vec<Line>)>,
    pub(super) expected: Vec<(ResultStatus, Option<ResultReason>, Vec<Line>)>,
}

/// A line of a payload.
#[derive(Debug)]
pub(super) enum Line {
    /// A field: its tag and its value.
    Field(String, String),
    /// An attribute: its name and its value.
    Attribute(String, String),
    /// An attribute with any value, or one that is asked for.
    Name(String),
    /// There may be others.
    Others,
}

/// The conversation in that version, if it is one of its versions.
pub(super) fn read(name: &str, text: &str, version: ProtocolVersion) -> Option<Vec<Exchange>> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut header = Vec::new();
    let mut is_played = false;
    for line in text.lines() {
        let line = match line.strip_prefix('[') {
            Some(conditional) => {
                let (versions, line) = conditional.split_once(']').unwrap();
                if !is_in(versions, version) {
                    continue;
                }
                line.trim()
            }
            None => line.trim(),
        };
        let begins = |mark| line.strip_prefix(mark).map(str::trim);
        if line.is_empty() || line.starts_with('#') {
        } else if let Some(versions) = begins("versions ") {
            is_played = is_in(versions, version);
        } else if let Some(field) = begins("!") {
            header.push(field.to_owned());
        } else if let Some(operation) = begins(">") {
            let last = exchanges.last();
            if last.is_none_or(|exchange| !exchange.expected.is_empty()) {
                exchanges.push(Exchange::default());
            }
            let exchange = exchanges.last_mut().unwrap();
            exchange.header.append(&mut header);
            let operation = of_name(Operation::KNOWN, operation).unwrap_or_else(|| {
                panic!("{name}: there is no operation {operation}");
            });
            exchange.items.push((operation, Vec::new()));
        } else if let Some(outcome) = begins("<") {
            let (status, reason) = outcome.split_once(": ").unwrap_or((outcome, ""));
            let status = of_name(ResultStatus::KNOWN, status);
            let reason = of_name(ResultReason::KNOWN, reason);
            let status = status.unwrap_or_else(|| panic!("{name}: no status: {outcome}"));
            let exchange = exchanges.last_mut().unwrap();
            exchange.expected.push((status, reason, Vec::new()));
        } else {
            let exchange = exchanges.last_mut().unwrap();
            let lines = match exchange.expected.last_mut() {
                Some((_, _, lines)) => lines,
                None => &mut exchange.items.last_mut().unwrap().1,
            };
            lines.push(payload_line(name, line));
        }
    }
    is_played.then_some(exchanges)
}

fn payload_line(name: &str, line: &str) -> Line {
    let parts = |text: &str| {
        let (tag, value) = text
            .split_once(": ")
            .unwrap_or_else(|| panic!("{name}: no value: {line}"));
        (tag.to_owned(), value.trim().to_owned())
    };
    if line == "..." {
        Line::Others
    } else if let Some(wanted) = line.strip_prefix("? ").or_else(|| line.strip_prefix("* ")) {
        Line::Name(wanted.to_owned())
    } else if let Some(attribute) = line.strip_prefix("+ ") {
        let (name, value) = parts(attribute);
        Line::Attribute(name, value)
    } else {
        let (tag, value) = parts(line);
        Line::Field(tag, value)
    }
}

/// Whether the version is one of `1.x`, `2.1`, `1.3 - 2.0`.
fn is_in(versions: &str, version: ProtocolVersion) -> bool {
    let parse = |text: &str, last: i32| {
        let (major, minor) = text.trim().split_once('.').unwrap();
        let minor = minor.parse().unwrap_or(last);
        ProtocolVersion::new(major.parse().unwrap(), minor)
    };
    let (first, last) = versions.split_once('-').unwrap_or((versions, versions));
    (parse(first, 0)..=parse(last, 9)).contains(&version)
}

/// The one of that name.
pub(super) fn of_name<T: Copy + std::fmt::Display>(known: &[T], name: &str) -> Option<T> {
    known.iter().copied().find(|it| it.to_string() == name)
}
