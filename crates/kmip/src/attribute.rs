//! Attributes of managed objects (KMIP 1.4, section 3; KMIP 2.1, section 4).
//!
//! In memory an attribute has its name and its value. On the wire of 1.x it is a structure of both;
//! from 2.0 it is an item whose tag is the name, or a Vendor Attribute.

use crate::enums::{CryptographicAlgorithm, NameType, ObjectType, State, UsageMask};
use crate::ttlv::{DecodeError, Fields, Item, Tag, Value};
use crate::version::ProtocolVersion;

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name in the standard, as in `Cryptographic Length`, or `x-...`/`y-...` for others.
    pub name: String,
    /// Which one of several of that name; `None` is the first. Only 1.x has it on the wire.
    pub index: Option<i32>,
    /// Its value.
    pub value: Value,
}

impl Attribute {
    /// The attribute of that name and value.
    pub fn new(name: impl Into<String>, value: Value) -> Self {
        Self {
            name: name.into(),
            index: None,
            value,
        }
    }

    /// An attribute that the standard names.
    fn standard(tag: Tag, value: Value) -> Self {
        Self::new(tag.name().unwrap_or_default(), value)
    }

    /// Name, an uninterpreted text (KMIP 1.4, section 3.2).
    pub fn object_name(name: impl Into<String>) -> Self {
        let kind = NameType::UninterpretedTextString.code();
        let fields = vec![
            Item::text(Tag::NAME_VALUE, name),
            Item::enumeration(Tag::NAME_TYPE, kind),
        ];
        Self::standard(Tag::NAME, Value::Structure(fields))
    }

    /// Object Type (section 3.3).
    #[must_use]
    pub fn object_type(kind: ObjectType) -> Self {
        Self::standard(Tag::OBJECT_TYPE, Value::Enumeration(kind.code()))
    }

    /// Cryptographic Algorithm (section 3.4).
    #[must_use]
    pub fn algorithm(algorithm: CryptographicAlgorithm) -> Self {
        Self::standard(
            Tag::CRYPTOGRAPHIC_ALGORITHM,
            Value::Enumeration(algorithm.code()),
        )
    }

    /// Cryptographic Length, in bits (section 3.5).
    #[must_use]
    pub fn length(bits: i32) -> Self {
        Self::standard(Tag::CRYPTOGRAPHIC_LENGTH, Value::Integer(bits))
    }

    /// Cryptographic Usage Mask (section 3.19).
    #[must_use]
    pub fn usage_mask(mask: UsageMask) -> Self {
        Self::standard(Tag::CRYPTOGRAPHIC_USAGE_MASK, Value::Integer(mask.bits()))
    }

    /// State (section 3.22).
    #[must_use]
    pub fn state(state: State) -> Self {
        Self::standard(Tag::STATE, Value::Enumeration(state.code()))
    }

    /// Unique Identifier (section 3.1).
    pub fn unique_identifier(id: impl Into<String>) -> Self {
        Self::standard(Tag::UNIQUE_IDENTIFIER, Value::TextString(id.into()))
    }

    /// Object Group (section 3.33).
    pub fn object_group(group: impl Into<String>) -> Self {
        Self::standard(Tag::OBJECT_GROUP, Value::TextString(group.into()))
    }

    /// A time among the standard's attributes, such as Activation Date (section 3.24).
    #[must_use]
    pub fn date(tag: Tag, seconds: i64) -> Self {
        Self::standard(tag, Value::DateTime(seconds))
    }

    /// The text of a Name.
    #[must_use]
    pub fn as_object_name(&self) -> Option<&str> {
        let items = self.value.as_structure()?;
        items
            .iter()
            .find(|item| item.tag == Tag::NAME_VALUE)?
            .value
            .as_text()
    }

    /// Whether it is the standard's attribute `tag`.
    #[must_use]
    pub fn is(&self, tag: Tag) -> bool {
        tag.name() == Some(self.name.as_str())
    }

    /// As it is written in `version`.
    #[must_use]
    pub fn to_item(&self, version: ProtocolVersion) -> Item {
        if version.has_tagged_attributes() {
            return match Tag::of_name(&self.name) {
                Some(tag) => Item::new(tag, self.value.clone()),
                None => self.to_vendor_attribute(),
            };
        }
        let mut fields = vec![Item::text(Tag::ATTRIBUTE_NAME, self.name.as_str())];
        fields.extend(
            self.index
                .map(|index| Item::integer(Tag::ATTRIBUTE_INDEX, index)),
        );
        fields.push(Item::new(Tag::ATTRIBUTE_VALUE, self.value.clone()));
        Item::structure(Tag::ATTRIBUTE, fields)
    }

    /// KMIP 2.1, section 4.60. `x-NAME` is NAME of the vendor `x`; a hyphen within a vendor is doubled.
    fn to_vendor_attribute(&self) -> Item {
        let (vendor, name) = vendor_and_name(&self.name);
        let fields = vec![
            Item::text(Tag::VENDOR_IDENTIFICATION, vendor),
            Item::text(Tag::ATTRIBUTE_NAME, name),
            Item::new(Tag::ATTRIBUTE_VALUE, self.value.clone()),
        ];
        Item::structure(Tag::ATTRIBUTE, fields)
    }

    /// From an item of 1.x or of 2.x.
    ///
    /// # Errors
    /// When a field of it is missing or of the wrong type.
    pub fn from_item(item: Item) -> Result<Self, DecodeError> {
        if item.tag != Tag::ATTRIBUTE {
            return Ok(Self::new(item.tag.to_string(), item.value));
        }
        let mut fields = Fields::of(item)?;
        let vendor = fields.text(Tag::VENDOR_IDENTIFICATION)?;
        let name = fields
            .text(Tag::ATTRIBUTE_NAME)?
            .ok_or_else(|| fields.missing(Tag::ATTRIBUTE_NAME))?;
        let index = fields.integer(Tag::ATTRIBUTE_INDEX)?;
        // Delete Attribute and Locate may name an attribute without its value.
        let value = fields
            .item(Tag::ATTRIBUTE_VALUE)
            .map_or_else(|| Value::Structure(Vec::new()), |item| item.value);
        let name = match vendor {
            Some(vendor) => format!("{}-{name}", vendor.replace('-', "--")),
            None => name,
        };
        Ok(Self { name, index, value })
    }
}

/// The vendor and the name of an attribute of its own: what is before and after the first single hyphen.
/// Two hyphens are one of the vendor's; where no hyphen is single, the first one parts the two.
fn vendor_and_name(name: &str) -> (String, &str) {
    let bytes = name.as_bytes();
    let mut place = 0;
    while place < bytes.len() {
        match (bytes[place], bytes.get(place + 1)) {
            (b'-', Some(b'-')) => place += 2,
            (b'-', _) => return (name[..place].replace("--", "-"), &name[place + 1..]),
            _ => place += 1,
        }
    }
    let (vendor, name) = name.split_once('-').unwrap_or(("x", name));
    (vendor.to_owned(), name)
}

/// The attributes of a new object or of a search, as `version` writes them: a Template-Attribute, or
/// an Attributes structure from 2.0.
#[must_use]
pub fn to_template(attributes: &[Attribute], version: ProtocolVersion) -> Item {
    let tag = if version.has_tagged_attributes() {
        Tag::ATTRIBUTES
    } else {
        Tag::TEMPLATE_ATTRIBUTE
    };
    Item::structure(tag, attributes.iter().map(|a| a.to_item(version)).collect())
}

/// As [`to_template`], with the names of templates before the attributes, which 2.0 no longer has.
pub(crate) fn to_template_naming(
    templates: &[String],
    attributes: &[Attribute],
    version: ProtocolVersion,
) -> Item {
    let mut item = to_template(attributes, version);
    if let Value::Structure(fields) = &mut item.value
        && !version.has_tagged_attributes()
    {
        let names = templates.iter().map(|name| {
            let text = Item::text(Tag::NAME_VALUE, name.as_str());
            let kind = Item::enumeration(Tag::NAME_TYPE, NameType::UninterpretedTextString.code());
            Item::structure(Tag::NAME, vec![text, kind])
        });
        fields.splice(0..0, names);
    }
    item
}

/// All attributes that `fields` carries, in whatever wrapping: alone, in a Template-Attribute (which
/// clients of 1.0 also send in Locate), or in an Attributes structure.
///
/// # Errors
/// When an attribute is malformed.
pub fn take_attributes(fields: &mut Fields) -> Result<Vec<Attribute>, DecodeError> {
    Ok(take_template(fields)?.1)
}

/// As [`take_attributes`], and the names of templates before them (KMIP 1.4, section 2.1.8).
///
/// # Errors
/// When an attribute or a name is malformed.
pub(crate) fn take_template(
    fields: &mut Fields,
) -> Result<(Vec<String>, Vec<Attribute>), DecodeError> {
    let mut items = Vec::new();
    let mut templates = Vec::new();
    for wrapping in [Tag::TEMPLATE_ATTRIBUTE, Tag::ATTRIBUTES] {
        for structure in fields.all(wrapping) {
            let mut inner = Fields::of(structure)?;
            if wrapping == Tag::TEMPLATE_ATTRIBUTE {
                for name in inner.all(Tag::NAME) {
                    let mut name = Fields::of(name)?;
                    let value = name.text(Tag::NAME_VALUE)?;
                    templates.push(value.ok_or_else(|| name.missing(Tag::NAME_VALUE))?);
                }
            }
            items.extend(inner.rest());
        }
    }
    items.extend(fields.all(Tag::ATTRIBUTE));
    let attributes = items.into_iter().map(Attribute::from_item);
    Ok((templates, attributes.collect::<Result<_, _>>()?))
}

/// The attribute within a New Attribute or Current Attribute structure of 2.x.
///
/// # Errors
/// When the structure is malformed.
pub(crate) fn take_wrapped(
    fields: &mut Fields,
    wrapping: Tag,
) -> Result<Option<Attribute>, DecodeError> {
    let Some(inner) = fields.structure(wrapping)? else {
        return Ok(None);
    };
    let item = inner.rest().into_iter().next();
    item.map(Attribute::from_item).transpose()
}

/// The names of attributes, as `version` writes them: Attribute Name, or Attribute Reference from 2.0.
#[must_use]
pub fn names_to_items(names: &[String], version: ProtocolVersion) -> Vec<Item> {
    let reference = |name: &String| {
        if !version.has_tagged_attributes() {
            return Item::text(Tag::ATTRIBUTE_NAME, name.as_str());
        }
        match Tag::of_name(name) {
            Some(tag) => Item::enumeration(Tag::ATTRIBUTE_REFERENCE, tag.code()),
            None => {
                let (vendor, name) = vendor_and_name(name);
                let fields = vec![
                    Item::text(Tag::VENDOR_IDENTIFICATION, vendor),
                    Item::text(Tag::ATTRIBUTE_NAME, name),
                ];
                Item::structure(Tag::ATTRIBUTE_REFERENCE, fields)
            }
        }
    };
    names.iter().map(reference).collect()
}

/// The names of attributes that `fields` carries, in either form.
///
/// # Errors
/// When one is malformed.
pub fn take_names(fields: &mut Fields) -> Result<Vec<String>, DecodeError> {
    let mut names = Vec::new();
    for item in fields.all(Tag::ATTRIBUTE_NAME) {
        match item.value {
            Value::TextString(name) => names.push(name),
            _ => return Err(DecodeError::WrongType(Tag::ATTRIBUTE_NAME)),
        }
    }
    for item in fields.all(Tag::ATTRIBUTE_REFERENCE) {
        match item.value {
            Value::Enumeration(code) => names.push(Tag::new(code).to_string()),
            Value::Structure(_) => names.push(
                Attribute::from_item(Item {
                    tag: Tag::ATTRIBUTE,
                    ..item
                })?
                .name,
            ),
            _ => return Err(DecodeError::WrongType(Tag::ATTRIBUTE_REFERENCE)),
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendors_attribute_keeps_its_vendor() {
        for (vendor, name) in [
            ("x", "PSecret"),
            ("acme-corp", "colour"),
            ("acme", "corp-colour"),
            ("a-b-c", "d-e"),
            ("x", "-colour"),
        ] {
            let item = Item::structure(
                Tag::ATTRIBUTE,
                vec![
                    Item::text(Tag::VENDOR_IDENTIFICATION, vendor),
                    Item::text(Tag::ATTRIBUTE_NAME, name),
                    Item::integer(Tag::ATTRIBUTE_VALUE, 1),
                ],
            );
            let attribute = Attribute::from_item(item.clone()).unwrap();
            assert_eq!(attribute.to_item(ProtocolVersion::V2_1), item);
            let names =
                names_to_items(std::slice::from_ref(&attribute.name), ProtocolVersion::V2_1);
            let mut fields = Fields::of(Item::structure(Tag::REQUEST_PAYLOAD, names)).unwrap();
            assert_eq!(take_names(&mut fields).unwrap(), [attribute.name]);
        }
    }
}
