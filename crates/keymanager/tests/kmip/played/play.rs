//! Playing a conversation against the key manager.

use kmip::enums::{Operation, ResultStatus};
use kmip::operation::{GetAttributesRequest, RequestPayload};
use kmip::ttlv::{Item, Limits, Tag, Value, decode, encode};
use kmip::{Attribute, ProtocolVersion};

use super::script::{Exchange, Line};
use super::value::{Variables, fields, item, value};
use crate::fixture::Fixture;
use crate::session::Session;

pub(super) fn play(name: &str, script: &[Exchange], version: ProtocolVersion) {
    let fixture = Fixture::new();
    let mut client = fixture.session().at(version);
    let mut variables = Variables::new();
    for (number, exchange) in script.iter().enumerate() {
        let place = format!("{name} in {version}, request {}", number + 1);
        let response = respond(&mut client, exchange, &variables);
        let items = response.value.as_structure().unwrap();
        let items: Vec<&Item> = items
            .iter()
            .filter(|it| it.tag == Tag::BATCH_ITEM)
            .collect();
        assert_eq!(
            items.len(),
            exchange.expected.len(),
            "{place}: {response:?}"
        );
        for (item, (status, reason, lines)) in items.into_iter().zip(&exchange.expected) {
            let within = item.value.as_structure().unwrap();
            let code = |tag| {
                let found = within.iter().find(|it| it.tag == tag);
                found.and_then(|it| it.value.as_enumeration())
            };
            let message = within.iter().find(|it| it.tag == Tag::RESULT_MESSAGE);
            let told = format!("{place}: {message:?}");
            assert_eq!(code(Tag::RESULT_STATUS), Some(status.code()), "{told}");
            assert_eq!(
                code(Tag::RESULT_REASON),
                reason.map(|it| it.code()),
                "{told}"
            );
            let payload = within.iter().find(|it| it.tag == Tag::RESPONSE_PAYLOAD);
            let is_expected = *status != ResultStatus::OperationFailed;
            assert_eq!(payload.is_some(), is_expected, "{told}");
            if let Some(payload) = payload {
                compare(&place, payload, lines, &mut variables);
            }
        }
    }
}

fn respond(client: &mut Session, exchange: &Exchange, variables: &Variables) -> Item {
    let version = client.version;
    let mut header = vec![version.to_item()];
    header.extend(exchange.header.iter().flat_map(|line| {
        let fields = fields(line).into_iter();
        fields.map(|(tag, text)| item(tag, text, variables))
    }));
    let count = i32::try_from(exchange.items.len()).unwrap();
    header.push(Item::integer(Tag::BATCH_COUNT, count));
    let mut items = vec![Item::structure(Tag::REQUEST_HEADER, header)];
    for (number, (operation, lines)) in (1u8..).zip(&exchange.items) {
        let payload = payload(*operation, lines, version, variables);
        let mut fields = vec![Item::enumeration(Tag::OPERATION, operation.code())];
        if count > 1 {
            fields.push(Item::bytes(Tag::UNIQUE_BATCH_ITEM_ID, vec![number]));
        }
        fields.push(Item::structure(Tag::REQUEST_PAYLOAD, payload));
        items.push(Item::structure(Tag::BATCH_ITEM, fields));
    }
    let message = Item::structure(Tag::REQUEST_MESSAGE, items);
    client.write(&encode(&message)).unwrap();
    decode(&client.read().unwrap(), &Limits::default()).unwrap()
}

/// The fields of a request, with the attributes as the version writes them.
fn payload(
    operation: Operation,
    lines: &[Line],
    version: ProtocolVersion,
    variables: &Variables,
) -> Vec<Item> {
    let (mut before, mut after, mut attributes, mut names) = (vec![], vec![], vec![], vec![]);
    for line in lines {
        match line {
            Line::Field(tag, text) => {
                let item = item(tag, text, variables);
                let is_object = tag != "Object Type" && item.value.as_structure().is_some();
                if is_object { &mut after } else { &mut before }.push(item);
            }
            Line::Attribute(name, text) => attributes.push(attribute(name, text, variables)),
            Line::Name(name) => names.push(name.clone()),
            Line::Others => panic!("a request says what it is"),
        }
    }
    if operation == Operation::GetAttributes {
        let id = before.first().and_then(|id| id.value.as_text());
        let request = GetAttributesRequest::new(id.map(str::to_owned), names);
        return RequestPayload::from(request).to_fields(version);
    }
    let mut written: Vec<Item> = attributes.iter().map(|it| it.to_item(version)).collect();
    let changes = matches!(
        operation,
        Operation::AddAttribute | Operation::ModifyAttribute | Operation::SetAttribute
    );
    let wrapper = match (version.has_tagged_attributes(), operation) {
        (true, _) if changes => Some(Tag::NEW_ATTRIBUTE),
        (true, _) => Some(Tag::ATTRIBUTES),
        (false, Operation::Locate) => None,
        (false, _) if changes => None,
        (false, _) => Some(Tag::TEMPLATE_ATTRIBUTE),
    };
    let takes_them = matches!(
        operation,
        Operation::Create | Operation::Register | Operation::Locate | Operation::ReKey
    );
    if let Some(wrapper) = wrapper.filter(|_| takes_them || changes) {
        // Templates are named beside the attributes.
        let is_name = |item: &Item| item.tag == Tag::NAME;
        let mut within: Vec<Item> = after.iter().filter(|it| is_name(it)).cloned().collect();
        after.retain(|item| !is_name(item));
        within.append(&mut written);
        written = vec![Item::structure(wrapper, within)];
    }
    before.into_iter().chain(written).chain(after).collect()
}

fn attribute(name: &str, text: &str, variables: &Variables) -> Attribute {
    let tag = Tag::of_name(name).unwrap_or(Tag::ATTRIBUTE_VALUE);
    match value(tag, text, variables) {
        Value::TextString(text) if tag == Tag::NAME => Attribute::object_name(text),
        value => Attribute::new(name, value),
    }
}

/// Whether the payload is what the lines say.
fn compare(place: &str, payload: &Item, lines: &[Line], variables: &mut Variables) {
    let (mut items, mut attributes) = (Vec::new(), Vec::new());
    for item in payload.value.as_structure().unwrap() {
        match item.tag {
            Tag::ATTRIBUTE => attributes.push(Attribute::from_item(item.clone()).unwrap()),
            Tag::ATTRIBUTES => attributes.extend(
                item.value
                    .as_structure()
                    .unwrap()
                    .iter()
                    .map(|item| Attribute::from_item(item.clone()).unwrap()),
            ),
            _ => items.push(item.clone()),
        }
    }
    let mut others = false;
    let mut items = items.into_iter().peekable();
    for line in lines {
        match line {
            Line::Others => others = true,
            Line::Field(tag, text) => {
                let tag = Tag::of_name(tag).unwrap();
                // Others may be between those that are told.
                let fits = |item: &Item| {
                    let is_plain = !text.starts_with(['$', '{', '*']);
                    item.tag == tag && (!is_plain || item.value == value(tag, text, variables))
                };
                let mut item = items.next();
                while others && item.as_ref().is_some_and(|item| !fits(item)) {
                    item = items.next();
                }
                let item = item.unwrap_or_else(|| panic!("{place}: {tag} is missing"));
                assert_eq!(item.tag, tag, "{place}");
                check(&format!("{place}: {tag}"), &item, text, variables);
            }
            Line::Name(name) => {
                let found = attributes.iter().position(|it| it.name == *name);
                let found = found.unwrap_or_else(|| panic!("{place}: {name} is missing"));
                attributes.remove(found);
            }
            Line::Attribute(name, text) => {
                let known = text
                    .strip_prefix('$')
                    .is_none_or(|it| variables.contains_key(it));
                let found = attributes.iter().position(|it| {
                    it.name == *name
                        && (!known || it.value == attribute(name, text, variables).value)
                });
                let found = found.unwrap_or_else(|| {
                    panic!("{place}: {name} is not {text}: {attributes:?}");
                });
                let found = attributes.remove(found);
                if let (false, Some(variable)) = (known, text.strip_prefix('$')) {
                    variables.insert(variable.to_owned(), found.value);
                }
            }
        }
    }
    if !others {
        assert!(
            items.next().is_none(),
            "{place}: more than is expected: {payload:?}"
        );
        assert!(attributes.is_empty(), "{place}: {attributes:?}");
    }
}

/// Whether the item has that value; what is not known yet of it is learned.
fn check(place: &str, found: &Item, text: &str, variables: &mut Variables) {
    if text == "*" {
        return;
    }
    if let Some(variable) = text.strip_prefix('$') {
        let known = variables
            .entry(variable.to_owned())
            .or_insert_with(|| found.value.clone());
        assert_eq!(*known, found.value, "{place}: ${variable}");
        return;
    }
    if let Some(inner) = text.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        let within = found.value.as_structure();
        let within = within.unwrap_or_else(|| panic!("{place} is no structure"));
        let expected = fields(inner);
        assert_eq!(within.len(), expected.len(), "{place}: {within:?}");
        for (item, (tag, text)) in within.iter().zip(expected) {
            assert_eq!(Some(item.tag), Tag::of_name(tag), "{place}");
            check(&format!("{place}, {tag}"), item, text, variables);
        }
        return;
    }
    let expected = value(found.tag, text, variables);
    assert_eq!(found.value, expected, "{place}");
}
