//! The security objects: the list, and making new ones.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kmip::enums::State;
use pure_pages::{Actions, Cell, Field, Form, Page, Section, Table, Tone};
use zeroize::Zeroizing;

use super::place::{self, NEW_SECURITY_OBJECT, SECURITY_OBJECTS};
use super::refused::Refused;
use super::shown;
use super::visit::{Answer, Visit};
use crate::model::{Detail, KeyList, KeyOps, Kind, NewKey};

/// How many there are on a page.
const LINES: usize = 200;

/// Among how many is searched.
const SEARCHED: usize = 10_000;

/// The states, as they are shown.
const STATES: [&str; 6] = [
    "",
    "Pre-Active",
    "Active",
    "Deactivated",
    "Compromised",
    "Destroyed",
];

/// What a new key may be used for, as DSM names it.
const OPERATIONS: [&str; 9] = [
    "ENCRYPT",
    "DECRYPT",
    "WRAPKEY",
    "UNWRAPKEY",
    "DERIVEKEY",
    "MACGENERATE",
    "MACVERIFY",
    "APPMANAGEABLE",
    "EXPORT",
];

/// The state of a key, and what it means.
pub(super) fn state(state: State) -> Cell {
    let tone = match state {
        State::Active => Tone::Good,
        State::PreActive => Tone::Quiet,
        State::Deactivated => Tone::Warning,
        _ => Tone::Bad,
    };
    Cell::tone(tone, state)
}

/// Those keys.
pub(super) fn table(visit: &Visit<'_>, keys: &[Detail]) -> Table {
    let columns = [
        "Name",
        "UUID",
        "Group",
        "Type",
        "Size",
        "Created by",
        "Created",
        "State",
    ];
    let groups = visit.groups().unwrap_or_default();
    // Few make many keys.
    let mut makers: BTreeMap<String, String> = BTreeMap::new();
    keys.iter().fold(
        Table::new("Security Objects", columns).empty("There is no such security object."),
        |table, key| {
            let row = &key.row;
            let group = groups.iter().find(|group| group.id == row.group_id);
            let maker = makers.entry(row.creator.clone());
            let maker = maker.or_insert_with(|| visit.shown(&row.creator));
            let name = key.name.as_deref().unwrap_or("without a name");
            table.row([
                Cell::link(&place::security_object(&row.id), name),
                Cell::code(&row.id),
                Cell::text(group.map_or("", |group| group.name.as_str())),
                Cell::text(key.kind.as_str()),
                row.length.map(Cell::number).unwrap_or_default(),
                Cell::text(maker),
                Cell::text(shown::time(row.dates.initial)),
                state(key.state),
            ])
        },
    )
}

/// The keys that are searched.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let text = visit
        .input
        .typed("search")
        .unwrap_or_default()
        .to_lowercase();
    let wanted = visit.input.typed("state").unwrap_or_default();
    let is_searched = !text.is_empty() || !wanted.is_empty();
    let list = KeyList {
        by_name: true,
        limit: if is_searched { SEARCHED } else { LINES + 1 },
        offset: visit.input.get("skip").parse().unwrap_or_default(),
        destroyed: wanted == "Destroyed",
        ..KeyList::default()
    };
    let mut keys = visit.manager.keys_in(&visit.scope()?, &list)?;
    keys.retain(|key| {
        let name = key.name.as_deref().unwrap_or_default().to_lowercase();
        let holds = |field: &str| field.to_lowercase().contains(&text);
        let is_it = name.contains(&text)
            || key.row.id == text
            || holds(key.kind.as_str())
            || key
                .metadata
                .iter()
                .any(|(name, value)| holds(name) || holds(value));
        is_it && (wanted.is_empty() || key.state.to_string() == wanted)
    });
    let has_more = keys.len() > LINES;
    keys.truncate(LINES);
    let mut actions = Actions::new();
    if has_more && !is_searched {
        let skip = list.offset + LINES;
        actions = actions.link(
            &format!("{SECURITY_OBJECTS}?skip={skip}"),
            "More",
            "More security objects",
        );
    }
    let states = STATES.map(|state| (state, if state.is_empty() { "any" } else { state }));
    let search = Form::search(SECURITY_OBJECTS)
        .field(Field::text("search", "Search").value(visit.input.get("search")))
        .field(Field::choice("state", "State", states).value(wanted));
    let mut top = Actions::new().part(search);
    if visit.may_change() {
        top = top.link(NEW_SECURITY_OBJECT, "+", "Add a security object");
    }
    let section = Section::new("By name")
        .live()
        .actions(actions)
        .part(table(visit, &keys));
    Ok(visit.live("Security Objects").actions(top).part(section))
}

/// The form for a new one.
pub(super) fn new_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let input = &visit.input;
    let groups = visit.groups()?;
    let groups = groups
        .iter()
        .map(|group| (group.id.as_str(), group.name.as_str()));
    let is_sent = !input.get("name").is_empty();
    let ops = OPERATIONS.map(|name| {
        let is_on = match is_sent {
            true => input.all("operation").any(|it| it == name),
            false => name != "EXPORT",
        };
        Field::check("operation", name).sends(name).on(is_on)
    });
    let form = visit
        .form(NEW_SECURITY_OBJECT)
        .field(
            Field::text("name", "Security object name")
                .value(input.get("name"))
                .required()
                .focus(),
        )
        .field(
            Field::text("description", "Description")
                .value(input.get("description"))
                .folded("ADD DESCRIPTION"),
        )
        .field(
            Field::choice("group", "Group", groups)
                .value(input.get("group"))
                .required(),
        )
        .field(
            Field::choice(
                "type",
                "Type",
                ["AES", "DES3", "HMAC", "SECRET", "OPAQUE"].map(|it| (it, it)),
            )
            .value(input.get("type"))
            .required(),
        )
        .field(
            Field::number("size", "Key size")
                .value(input.typed("size").unwrap_or("256"))
                .hint("In bits; of an import that of the value."),
        )
        .field(
            Field::area("value", "Value in base64")
                .hint("For an import. Without it the key is generated.")
                .code()
                .folded("IMPORT"),
        )
        .heading("Key operations permitted")
        .fields(ops)
        .submit("GENERATE")
        .cancel(SECURITY_OBJECTS);
    Ok(Page::new("Add new Security Object").part(Section::new("Security Object").part(form)))
}

/// Makes a key, or takes one in.
pub(super) fn add(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let input = &visit.input;
    let kind = Kind::named(input.get("type"))
        .ok_or_else(|| Refused::field("Type", "There is no such one."))?;
    let size = input.typed("size").map(str::parse::<i32>).transpose();
    let size = size.map_err(|_| Refused::field("Key size", "It must be a number of bits."))?;
    let value = input.typed("value").map(|text| {
        let plain: String = text.split_whitespace().collect();
        let bytes = STANDARD
            .decode(Zeroizing::new(plain).as_bytes())
            .map(Zeroizing::new);
        bytes.map_err(|_| Refused::field("Value in base64", "It is no base64."))
    });
    let value = value.transpose()?;
    let ops = input.all("operation").filter_map(KeyOps::named);
    let new = NewKey {
        name: input.get("name").trim().to_owned(),
        kind,
        size: if value.is_some() { None } else { size },
        group: Some(visit.group(input.get("group"))?.id),
        ops: Some(ops.fold(KeyOps::default(), |all, one| all | one)),
        value,
        description: input.typed("description").map(str::to_owned),
        metadata: BTreeMap::new(),
        is_pre_active: false,
        activation: None,
        deactivation: None,
        enabled: true,
    };
    let made = visit.manager.make_key(&visit.scope()?, new)?;
    let name = made.name.unwrap_or_default();
    Ok(Answer::done(
        place::security_object(&made.row.id),
        format!("Security object {name} is created."),
    ))
}
