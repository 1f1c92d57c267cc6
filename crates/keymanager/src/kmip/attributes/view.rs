//! The attributes of an object as a version of KMIP sees them.

use aws_lc_rs::digest;
use kmip::enums::{KeyFormatType, ObjectType};
use kmip::ttlv::{Fields, Item, Limits, Tag, Value, decode, encode};
use kmip::{Attribute, KeyBlock, ProtocolVersion};
use zeroize::Zeroizing;

use super::kind::{Kind, STANDARD, is_in, kind_of};
use crate::store::{KeyRow, MasterKey, StoreError, Tx};

const HASHING_ALGORITHM: Tag = Tag::new(0x42_0038);
const SHA_256: u32 = 0x06;
const CERTIFICATE_VALUE: Tag = Tag::new(0x42_001E);
const DIGEST_VALUE: Tag = Tag::new(0x42_0035);

/// How long a client may use what it knows of an object, in seconds (KMIP 1.4, section 3.20): then it
/// should ask again, since the object may have been revoked.
pub(crate) const LEASE_TIME: u32 = 3600;

/// Software (KMIP 2.1, section 12.1).
pub(crate) const PROTECTION_STORAGE: i32 = 0x01;

/// An object, and how it is looked at.
pub(crate) struct View<'a> {
    pub(crate) tx: Tx<'a>,
    pub(crate) master_key: &'a MasterKey,
    pub(crate) key: &'a KeyRow,
    pub(crate) now: i64,
    pub(crate) version: ProtocolVersion,
}

impl View<'_> {
    /// All attributes that the version knows.
    pub(crate) fn all(&self) -> Result<Vec<Attribute>, StoreError> {
        let mut attributes = Vec::new();
        for &(tag, name, kind) in STANDARD {
            if is_in(tag, self.version) && !matches!(kind, Kind::Kept { .. }) {
                attributes.extend(self.of_the_object(tag, name)?);
            }
        }
        for attribute in self.tx.attributes(&self.key.id)? {
            attributes.extend(self.shown(attribute));
        }
        Ok(attributes)
    }

    /// Those of one name; empty when the version does not know it.
    pub(crate) fn named(&self, name: &str) -> Result<Vec<Attribute>, StoreError> {
        match kind_of(name, self.version) {
            None => Ok(Vec::new()),
            Some(Kind::Kept { .. }) => {
                let kept = self.tx.attributes_named(&self.key.id, name)?;
                Ok(kept.into_iter().filter_map(|it| self.shown(it)).collect())
            }
            Some(_) => match STANDARD.iter().find(|(_, known, _)| *known == name) {
                Some(&(tag, name, _)) => {
                    let mut attributes = self.of_the_object(tag, name)?;
                    if attributes.is_empty() {
                        // What the server noted: of certificates, or of what is destroyed.
                        let noted = self.tx.attributes_named(&self.key.id, name)?;
                        attributes.extend(noted.into_iter().filter_map(|it| self.shown(it)));
                    }
                    Ok(attributes)
                }
                None => Ok(Vec::new()),
            },
        }
    }

    /// A kept attribute, when the version knows it. It has an index only where there may be several.
    fn shown(&self, attribute: Attribute) -> Option<Attribute> {
        match kind_of(&attribute.name, self.version)? {
            Kind::Kept { many: true, .. } => Some(attribute),
            _ => Some(Attribute {
                index: None,
                ..attribute
            }),
        }
    }

    fn of_the_object(&self, tag: Tag, name: &str) -> Result<Vec<Attribute>, StoreError> {
        if tag == Tag::NAME {
            let names = self.tx.key_names(&self.key.id)?;
            return Ok(names
                .into_iter()
                .map(|name| Attribute {
                    index: Some(name.index),
                    ..Attribute::object_name(name.name)
                })
                .collect());
        }
        let value = self.value(tag)?;
        Ok(value
            .map(|value| Attribute::new(name, value))
            .into_iter()
            .collect())
    }

    fn value(&self, tag: Tag) -> Result<Option<Value>, StoreError> {
        let key = self.key;
        let dates = &key.dates;
        let date = |date: Option<i64>| date.map(Value::DateTime);
        let is_cryptographic = key.is_cryptographic();
        Ok(match tag {
            Tag::UNIQUE_IDENTIFIER => Some(Value::TextString(key.id.clone())),
            Tag::OBJECT_TYPE => Some(Value::Enumeration(key.object_type.code())),
            Tag::CRYPTOGRAPHIC_ALGORITHM => key.algorithm.map(|a| Value::Enumeration(a.code())),
            Tag::CRYPTOGRAPHIC_LENGTH => key.length.map(Value::Integer),
            Tag::INITIAL_DATE => Some(Value::DateTime(dates.initial)),
            Tag::DESTROY_DATE => date(dates.destroyed),
            Tag::COMPROMISE_OCCURRENCE_DATE => date(dates.occurrence),
            Tag::COMPROMISE_DATE => date(dates.compromise),
            Tag::LAST_CHANGE_DATE => Some(Value::DateTime(dates.last_change)),
            Tag::REVOCATION_REASON => self.revocation_reason(),
            Tag::LEASE_TIME => Some(Value::Interval(LEASE_TIME)),
            // What follows is of cryptographic objects only (section 2.2).
            _ if !is_cryptographic => None,
            Tag::KEY_FORMAT_TYPE => self.key_format_type(),
            Tag::CRYPTOGRAPHIC_USAGE_MASK => Some(Value::Integer(key.usage_mask.bits())),
            Tag::STATE => Some(Value::Enumeration(key.state_at(self.now).code())),
            Tag::ACTIVATION_DATE => date(dates.activation),
            Tag::PROCESS_START_DATE => date(dates.process_start),
            Tag::PROTECT_STOP_DATE => date(dates.protect_stop),
            Tag::DEACTIVATION_DATE => date(dates.deactivation),
            _ => match tag.name() {
                Some("Fresh") => Some(Value::Boolean(key.fresh)),
                Some("Original Creation Date") => Some(Value::DateTime(dates.initial)),
                Some("Sensitive") => Some(Value::Boolean(key.protection.sensitive)),
                Some("Always Sensitive") => Some(Value::Boolean(key.protection.always_sensitive)),
                Some("Extractable") => Some(Value::Boolean(key.protection.extractable)),
                Some("Never Extractable") => Some(Value::Boolean(key.protection.never_extractable)),
                Some("Digest") => self.digest()?,
                Some("Short Unique Identifier") => self.short_identifier(),
                Some("Protection Storage Mask") => Some(Value::Integer(PROTECTION_STORAGE)),
                _ => None,
            },
        })
    }

    fn key_format_type(&self) -> Option<Value> {
        let is_key = self.key.object_type != ObjectType::Certificate;
        let format = self.key.format.unwrap_or(KeyFormatType::Raw.code());
        is_key.then_some(Value::Enumeration(format))
    }

    /// The bytes of its UUID.
    fn short_identifier(&self) -> Option<Value> {
        let id = uuid::Uuid::parse_str(&self.key.id).ok()?;
        let bytes = id.as_bytes().to_vec();
        Some(Value::ByteString(bytes.into()))
    }

    fn revocation_reason(&self) -> Option<Value> {
        let code = self.key.reason?.code();
        let mut fields = vec![Item::enumeration(Tag::REVOCATION_REASON_CODE, code)];
        let message = self.key.message.as_deref();
        fields.extend(message.map(|text| Item::text(Tag::REVOCATION_MESSAGE, text)));
        Some(Value::Structure(fields))
    }

    /// SHA-256 over the material (section 3.17). It is not stored, since the digest of a password reveals
    /// the password; so it disappears with the material, unless it is of a key that nobody can guess.
    fn digest(&self) -> Result<Option<Value>, StoreError> {
        let Some(sealed) = self.key.material.as_ref() else {
            return Ok(None);
        };
        let kept = self.master_key.unseal(&self.key.id, sealed)?;
        let material = match self.key.object_type {
            ObjectType::SymmetricKey | ObjectType::SecretData => Some(kept),
            // Other objects are kept with more than their material.
            _ => material_within(&kept),
        };
        let Some(material) = material else {
            return Ok(None);
        };
        let digest = digest::digest(&digest::SHA256, &material);
        let mut fields = vec![
            Item::enumeration(HASHING_ALGORITHM, SHA_256),
            Item::bytes(DIGEST_VALUE, digest.as_ref()),
        ];
        if self.version >= ProtocolVersion::V1_1 && self.key.object_type != ObjectType::Certificate
        {
            let format = self.key.format.unwrap_or(KeyFormatType::Raw.code());
            fields.push(Item::enumeration(Tag::KEY_FORMAT_TYPE, format));
        }
        Ok(Some(Value::Structure(fields)))
    }
}

/// The material of a key of a pair, or the value of a certificate, in an object as it came.
fn material_within(object: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut fields = Fields::of(decode(object, &Limits::default()).ok()?).ok()?;
    match fields.bytes(CERTIFICATE_VALUE).ok()? {
        Some(value) => Some(value),
        None => {
            let block = KeyBlock::take(&mut fields).ok()?;
            let structured = block.other.into_iter();
            let mut structured = structured.filter(|item| item.tag == Tag::KEY_VALUE);
            let whole = || structured.next().map(|value| encode(&value));
            block.material.or_else(whole)
        }
    }
}
