//! Handing out keys encrypted under another key (KMIP 1.4, sections 2.1.5 and 2.1.6).

use aws_lc_rs::key_wrap::{AES_128, AES_256, AesBlockCipher, AesKek, KeyWrap};
use kmip::enums::{CryptographicAlgorithm, ObjectType, State, UsageMask};
use kmip::ttlv::{DecodeError, Fields, Item, Limits, Tag, Value, decode, encode};
use kmip::{Failure, KeyBlock, ManagedObject};
use zeroize::Zeroizing;

use super::attribute_rules::malformed;
use super::context::Context;
use super::refusal::{Reasons, internal, invalid_field, unsupported};
use crate::model::{KeyRow, Permissions};

const WRAPPING_METHOD: Tag = Tag::new(0x42_009E);
const ENCRYPT: u32 = 1;
const ENCRYPTION_KEY_INFORMATION: Tag = Tag::new(0x42_0036);
const MAC_KEY_INFORMATION: Tag = Tag::new(0x42_004E);
const BLOCK_CIPHER_MODE: Tag = Tag::new(0x42_0011);
/// AES key wrap (RFC 3394, SP 800-38F), without padding.
const NIST_KEY_WRAP: u32 = 0x0D;
const ENCODING_OPTION: Tag = Tag::new(0x42_00A3);
const NO_ENCODING: u32 = 1;
const TTLV_ENCODING: u32 = 2;

/// Under what name it is noted how a key was wrapped when it was registered: no attribute has it.
pub(super) const AS_REGISTERED: &str = "Key Wrapping Data";

/// Where what is wrapped is written: vendors differ where it has no encoding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// It is the Key Value.
    Value,
    /// It is the Key Material within.
    Material,
}

/// By which key, and what of the other key.
pub(super) struct Wrapping {
    key: Zeroizing<Vec<u8>>,
    information: Item,
    encoding: Option<u32>,
}

/// What a client specifies.
struct Specification {
    method: u32,
    information: Item,
    key_id: Option<String>,
    mode: Option<u32>,
    encoding: Option<u32>,
    /// A MAC beside the encryption, or attributes within it.
    asks_for_more: bool,
}

impl Context<'_> {
    /// What a Key Wrapping Specification asks for: AES key wrap, by an Active AES key that the app may use
    /// and that is for wrapping.
    pub(super) fn wrapping(&self, specification: Item) -> Result<Wrapping, Failure> {
        let asked = Specification::decode(specification).map_err(|error| malformed(&error))?;
        if asked.method != ENCRYPT || asked.asks_for_more {
            return Err(unsupported(
                "Keys are wrapped by encryption only, without attributes.",
            ));
        }
        if asked.mode.is_some_and(|mode| mode != NIST_KEY_WRAP) {
            return Err(unsupported("Keys are wrapped by NIST key wrap only."));
        }
        if asked
            .encoding
            .is_some_and(|it| ![NO_ENCODING, TTLV_ENCODING].contains(&it))
        {
            return Err(invalid_field("Encoding Option is not known."));
        }
        let key_id = asked.key_id;
        let key_id = key_id.ok_or_else(|| invalid_field("The wrapping key is not named."))?;
        let wrapping_key = self.object_for(Some(key_id), Permissions::WRAP_KEY)?;
        let is_aes = wrapping_key.object_type == ObjectType::SymmetricKey
            && wrapping_key.algorithm == Some(CryptographicAlgorithm::Aes);
        if !is_aes {
            return Err(invalid_field("The wrapping key is not an AES key."));
        }
        let state = wrapping_key.state_at(self.now);
        if state != State::Active || !wrapping_key.enabled {
            let message = format!("The wrapping key is {state} or disabled.");
            return Err(self.reasons().wrong_state(message));
        }
        if !wrapping_key.usage_mask.contains(UsageMask::WRAP_KEY) {
            return Err(self.reasons().wrong_use());
        }
        Ok(Wrapping {
            key: self.unsealed(&wrapping_key, self.reasons())?,
            information: asked.information,
            encoding: asked.encoding,
        })
    }

    /// The material of a key that was registered wrapped by a key of this server, and what is to be noted
    /// so that it can be given as it came.
    pub(super) fn unwrapped(
        &self,
        block: &KeyBlock,
    ) -> Result<(Zeroizing<Vec<u8>>, Value), Failure> {
        let data = block.other.iter();
        let data = data.clone().find(|item| item.tag == Tag::KEY_WRAPPING_DATA);
        let data = data.ok_or_else(|| invalid_field("Key Wrapping Data is missing."))?;
        let wrapping = self.wrapping(data.clone())?;
        let whole = block.other.iter().find_map(|item| match &item.value {
            Value::ByteString(bytes) if item.tag == Tag::KEY_VALUE => Some(bytes),
            _ => None,
        });
        let wrapped = whole.or(block.material.as_ref());
        let wrapped = wrapped.ok_or_else(|| invalid_field("The key has no material."))?;
        let is_material = Item::boolean(Tag::KEY_MATERIAL, whole.is_none());
        let noted = Value::Structure(vec![data.clone(), is_material]);
        Ok((wrapping.open(wrapped)?, noted))
    }

    /// How a key was wrapped when it was registered, if it was.
    pub(super) fn as_registered(&self, id: &str) -> Result<Option<(Item, Form)>, Failure> {
        let noted = self.tx.attributes_named(id, AS_REGISTERED);
        let noted = noted.map_err(internal)?.pop();
        Ok(noted.and_then(|noted| match noted.value.as_structure()? {
            [data, is_material] => {
                let form = if is_material.value == Value::Boolean(true) {
                    Form::Material
                } else {
                    Form::Value
                };
                Some((data.clone(), form))
            }
            _ => None,
        }))
    }

    fn unsealed(&self, key: &KeyRow, reasons: Reasons) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let sealed = key.material.as_ref().ok_or_else(|| reasons.destroyed())?;
        let unsealed = self.manager.master_key().unseal(&key.id, sealed);
        unsealed.map_err(internal)
    }
}

impl Wrapping {
    fn cipher(&self) -> Result<&'static AesBlockCipher, Failure> {
        match self.key.len() {
            16 => Ok(&AES_128),
            32 => Ok(&AES_256),
            _ => Err(unsupported(
                "The wrapping key has to be of 128 or 256 bits.",
            )),
        }
    }

    /// What was encrypted: the material, or the whole Key Value with it.
    fn open(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let cannot = || invalid_field("The key cannot be unwrapped by its wrapping key.");
        let kek = AesKek::new(self.cipher()?, &self.key).map_err(|_| cannot())?;
        let mut clear = Zeroizing::new(vec![0; wrapped.len()]);
        let length = kek.unwrap(wrapped, &mut clear).map_err(|_| cannot())?.len();
        clear.truncate(length);
        if self.encoding == Some(NO_ENCODING) {
            return Ok(clear);
        }
        let value = decode(&clear, &Limits::default()).map_err(|_| cannot())?;
        let mut fields = Fields::expect(Tag::KEY_VALUE, value).map_err(|_| cannot())?;
        let material = fields.bytes(Tag::KEY_MATERIAL).map_err(|_| cannot())?;
        material.ok_or_else(cannot)
    }

    /// Encrypts the material of a key in its place.
    pub(super) fn apply(&self, object: &mut ManagedObject, form: Form) -> Result<(), Failure> {
        let block = match object {
            ManagedObject::SymmetricKey(block) | ManagedObject::SecretData { block, .. } => block,
            _ => return Err(unsupported("Objects of this type are not wrapped.")),
        };
        let clear = self.clear(block)?;
        let cannot =
            |_| invalid_field("The key cannot be wrapped: its length is not a multiple of 8.");
        let mut wrapped = vec![0; clear.len() + 8];
        let kek = AesKek::new(self.cipher()?, &self.key).map_err(cannot)?;
        let length = kek.wrap(&clear, &mut wrapped).map_err(cannot)?.len();
        wrapped.truncate(length);

        let mut data = vec![
            Item::enumeration(WRAPPING_METHOD, ENCRYPT),
            self.information.clone(),
        ];
        let encoding = self.encoding;
        data.extend(encoding.map(|option| Item::enumeration(ENCODING_OPTION, option)));
        block.material = None;
        block.wrapped = true;
        let value = match form {
            Form::Value => Item::bytes(Tag::KEY_VALUE, wrapped),
            Form::Material => {
                let material = Item::bytes(Tag::KEY_MATERIAL, wrapped);
                Item::structure(Tag::KEY_VALUE, vec![material])
            }
        };
        block.other = vec![value, Item::structure(Tag::KEY_WRAPPING_DATA, data)];
        Ok(())
    }

    /// What is encrypted: the material, or the whole Key Value, which is the default.
    fn clear(&self, block: &KeyBlock) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let material = block.material.as_ref();
        let material =
            material.ok_or_else(|| unsupported("Keys of a structured format are not wrapped."))?;
        if self.encoding == Some(NO_ENCODING) {
            return Ok(material.clone());
        }
        let material = Item::new(Tag::KEY_MATERIAL, Value::ByteString(material.clone()));
        Ok(encode(&Item::structure(Tag::KEY_VALUE, vec![material])))
    }
}

impl Specification {
    fn decode(item: Item) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(item)?;
        let method = fields.enumeration(WRAPPING_METHOD, |code| code)?;
        let method = method.ok_or_else(|| fields.missing(WRAPPING_METHOD))?;
        let information = fields.required(ENCRYPTION_KEY_INFORMATION)?;
        let mut of_key = Fields::of(information.clone())?;
        let parameters = of_key.structure(Tag::CRYPTOGRAPHIC_PARAMETERS)?;
        let mode = parameters.map(|mut fields| fields.enumeration(BLOCK_CIPHER_MODE, |code| code));
        Ok(Self {
            method,
            key_id: of_key.text(Tag::UNIQUE_IDENTIFIER)?,
            information,
            mode: mode.transpose()?.flatten(),
            encoding: fields.enumeration(ENCODING_OPTION, |code| code)?,
            asks_for_more: fields.has(MAC_KEY_INFORMATION) || fields.has(Tag::ATTRIBUTE_NAME),
        })
    }
}
