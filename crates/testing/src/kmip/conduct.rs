//! What the stub key manager does with its keys, given its misbehaviours.

use kmip::enums::{CryptographicAlgorithm, KeyFormatType, ResultReason, SecretDataType, State};
use kmip::operation::{GetResponse, ResponsePayload};
use kmip::ttlv::{Item, Tag, Value};
use kmip::{Attribute, Failure, KeyBlock, ManagedObject, ProtocolVersion};
use zeroize::Zeroizing;

use super::key::Key;
use super::misbehaviour::Misbehaviour;

/// How a server behaves: right, but for these misbehaviours.
pub(super) struct Conduct<'a>(pub(super) &'a [Misbehaviour]);

impl Conduct<'_> {
    pub(super) fn has(&self, misbehaviour: Misbehaviour) -> bool {
        self.0.contains(&misbehaviour)
    }

    pub(super) fn located(
        &self,
        keys: &[Key],
        attributes: &[Attribute],
    ) -> Result<Vec<String>, Failure> {
        let wanted = attributes.iter().find_map(Attribute::as_object_name);
        let ids = |found: Vec<&Key>| found.iter().map(|key| key.id.clone()).collect::<Vec<_>>();
        let all: Vec<&Key> = keys.iter().collect();
        if self.has(Misbehaviour::LocateIgnoresName) {
            return Ok(ids(all));
        }
        if self.has(Misbehaviour::LocateFindsAnother) {
            return Ok(ids(all.into_iter().take(1).collect()));
        }
        if self.has(Misbehaviour::LocateFindsNothing) {
            return Ok(Vec::new());
        }
        let fits = |key: &&Key| wanted.is_none_or(|name| key.name == name);
        let mut found = ids(keys.iter().filter(fits).collect());
        if self.has(Misbehaviour::LocateRepeats) {
            found = found.iter().chain(&found).cloned().collect();
        }
        if self.has(Misbehaviour::LocateFindsMany) {
            found.extend((0..1000).map(|number| format!("lost-{number}")));
        }
        if found.is_empty() && self.has(Misbehaviour::LocateNotFound) {
            return Err(Failure::new(ResultReason::ItemNotFound, "nothing fits"));
        }
        Ok(found)
    }

    pub(super) fn create(
        &self,
        keys: &mut Vec<Key>,
        attributes: &[Attribute],
    ) -> Result<String, Failure> {
        if self.has(Misbehaviour::CreatesAnother) {
            return Ok(keys.first().expect("another product has a key").id.clone());
        }
        let is_own = |attribute: &&Attribute| attribute.name.starts_with("x-");
        if self.has(Misbehaviour::RefusesAttributes) && attributes.iter().any(|a| is_own(&a)) {
            return Err(Failure::new(
                ResultReason::InvalidField,
                "unknown attribute",
            ));
        }
        let mask = attributes
            .iter()
            .find(|attribute| attribute.is(Tag::CRYPTOGRAPHIC_USAGE_MASK));
        assert_eq!(
            mask.unwrap().value,
            Value::Integer(0x4C),
            "Encrypt, Decrypt, Export"
        );
        let name = attributes.iter().find_map(Attribute::as_object_name);
        let number = keys.len() + 1;
        let name = self.named(name.expect("the client names its key"));
        let mut id = format!("key-{number}");
        if self.has(Misbehaviour::LongIds) {
            id.push_str(&"-".repeat(1000));
        }
        if self.has(Misbehaviour::OddIds) {
            id.insert_str(0, "\u{1b}[2J\n");
        }
        let mut key = Key::new(&id, &name, State::PreActive, &[number as u8; 32]);
        if self.has(Misbehaviour::ActiveAtOnce) {
            key.state = State::Active;
        }
        attributes
            .iter()
            .filter(is_own)
            .for_each(|attribute| self.keep(&mut key, attribute));
        let id = key.id.clone();
        keys.push(key);
        Ok(id)
    }

    fn named(&self, name: &str) -> String {
        let mut name = name.to_owned();
        for misbehaviour in self.0 {
            match misbehaviour {
                Misbehaviour::LowersNames => name = name.to_lowercase(),
                Misbehaviour::CutsNames(length) => name.truncate(*length),
                Misbehaviour::PrefixesNames => name.insert_str(0, "kms/"),
                _ => {}
            }
        }
        name
    }

    pub(super) fn keep(&self, key: &mut Key, attribute: &Attribute) {
        if !self.has(Misbehaviour::DropsAttributes) {
            let text = attribute.value.as_text().expect("a text").to_owned();
            key.attributes.push((attribute.name.clone(), text));
        }
    }

    pub(super) fn described(&self, key: &Key, names: &[String]) -> Result<Vec<Attribute>, Failure> {
        let known = ["State", "Name", "Object Type"];
        if self.has(Misbehaviour::RefusesUnknownNames)
            && names.iter().any(|name| !known.contains(&name.as_str()))
        {
            return Err(Failure::new(
                ResultReason::InvalidField,
                "unknown attribute",
            ));
        }
        let state = match key.state {
            State::Active if self.has(Misbehaviour::OwnState) => State::from_code(0x8000_0001),
            State::Active if self.lags_activation(key) => State::PreActive,
            state => state,
        };
        let mut all = vec![Attribute::state(state)];
        if !self.has(Misbehaviour::TellsNoNames) {
            all.push(Attribute::object_name(key.name.as_str()));
        }
        let date = key.deactivates.map(Value::DateTime);
        all.extend(date.map(|date| Attribute::new("Deactivation Date", date)));
        let own = key.attributes.iter();
        all.extend(
            own.map(|(name, text)| Attribute::new(name.as_str(), Value::TextString(text.clone()))),
        );
        if self.has(Misbehaviour::TellsNoAttributes) {
            all.clear();
        }
        if !self.has(Misbehaviour::TellsAllAttributes) {
            all.retain(|attribute| names.is_empty() || names.contains(&attribute.name));
        }
        Ok(all)
    }

    fn lags_activation(&self, key: &Key) -> bool {
        self.0.iter().any(|misbehaviour| match misbehaviour {
            Misbehaviour::LagsActivation(time) => {
                key.activated.is_some_and(|begin| begin.elapsed() < *time)
            }
            _ => false,
        })
    }

    pub(super) fn gotten(&self, key: &Key) -> Result<ResponsePayload, Failure> {
        if self.has(Misbehaviour::GivesActiveOnly) && key.state != State::Active {
            return Err(Failure::new(ResultReason::PermissionDenied, "not Active"));
        }
        if key.state == State::Destroyed {
            return Err(Failure::new(ResultReason::ItemNotFound, "no such key"));
        }
        let id = if self.has(Misbehaviour::GetsAnother) {
            "another"
        } else {
            &key.id
        };
        let object = if self.has(Misbehaviour::Wraps) {
            wrapped()
        } else {
            let material = Zeroizing::new(key.material.clone());
            let mut block = KeyBlock::raw(CryptographicAlgorithm::Aes, material);
            for misbehaviour in self.0 {
                match misbehaviour {
                    Misbehaviour::Formats(format) => block.format = *format,
                    Misbehaviour::GivesLength(length) => {
                        let material = key.material[..*length].to_vec();
                        let material = Zeroizing::new(material);
                        block = KeyBlock::raw(CryptographicAlgorithm::Aes, material);
                    }
                    Misbehaviour::TellsAnotherAlgorithm => {
                        block.algorithm = Some(CryptographicAlgorithm::TripleDes);
                    }
                    Misbehaviour::GivesNoMaterial => block.material = None,
                    Misbehaviour::AddsAttributesToKeys => block.other.push(with_attributes(key)),
                    _ => {}
                }
            }
            match self.has(Misbehaviour::GivesSecretData) {
                true => ManagedObject::SecretData {
                    kind: SecretDataType::Password,
                    block,
                },
                false => ManagedObject::SymmetricKey(block),
            }
        };
        Ok(GetResponse::new(id, object).into())
    }
}

/// The Key Value of a key with an attribute in it.
fn with_attributes(key: &Key) -> Item {
    let attribute = Attribute::object_name(key.name.as_str());
    let items = vec![
        Item::bytes(Tag::KEY_MATERIAL, key.material.clone()),
        attribute.to_item(ProtocolVersion::V1_4),
    ];
    Item::structure(Tag::KEY_VALUE, items)
}

/// A key that is encrypted under another.
fn wrapped() -> ManagedObject {
    let fields = vec![
        Item::enumeration(Tag::KEY_FORMAT_TYPE, KeyFormatType::Raw.code()),
        Item::bytes(Tag::KEY_VALUE, [0x5A; 40]),
        Item::structure(Tag::KEY_WRAPPING_DATA, Vec::new()),
    ];
    let block = Item::structure(Tag::KEY_BLOCK, fields);
    ManagedObject::Other(Item::structure(Tag::SYMMETRIC_KEY, vec![block]))
}
