//! Get (KMIP 1.4, section 4.11).

use kmip::enums::{KeyFormatType, ObjectType, ResultReason, SecretDataType};
use kmip::operation::{GetRequest, GetResponse};
use kmip::ttlv::{Item, Limits, Tag, Value, decode};
use kmip::{Failure, KeyBlock, ManagedObject};
use zeroize::Zeroizing;

use super::attribute_rules::malformed;
use super::context::Context;
use super::refusal::internal;
use super::register::KEY;
use super::wrapping::Form;
use crate::model::key::is_usable;
use crate::model::{KeyOps, KeyRow};

const NOT_WRAPPED: u32 = 1;

impl Context<'_> {
    /// The object. Its state does not matter as long as it is not destroyed: whoever uses a key has to
    /// look at its state.
    pub(super) fn get(&mut self, request: GetRequest) -> Result<GetResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        let mut wrapping = request
            .key_wrapping_specification
            .map(|specification| (specification, Form::Value));
        if wrapping.is_none() && request.key_wrap_type != Some(NOT_WRAPPED) {
            wrapping = self.as_registered(&key.id)?;
        }
        let wrapping = wrapping.map(|(item, form)| Ok((self.wrapping(item)?, form)));
        let wrapping = wrapping.transpose()?;
        self.touch(&key);
        if request.key_compression_type.is_some() {
            return Err(Failure::new(
                ResultReason::KeyCompressionTypeNotSupported,
                "Key compression is not supported.",
            ));
        }
        let material = self.material(&key, wrapping.is_some())?;
        let mut object = object(&key, material, request.key_format_type)?;
        if let Some((wrapping, form)) = wrapping {
            wrapping.apply(&mut object, form)?;
        }
        if key.fresh {
            self.note_retrieval(&mut key)?;
        }
        Ok(GetResponse::new(key.id, object))
    }

    fn material(&self, key: &KeyRow, wrapped: bool) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let Some(sealed) = &key.material else {
            return Err(self.reasons().destroyed());
        };
        let refuse = |reason, message: &str| Err(Failure::new(reason, message));
        // The reasons for it came with the attributes, in 1.4.
        let precise = self.version.has(kmip::ttlv::Tag::SENSITIVE);
        let withheld = |reason| {
            if precise {
                reason
            } else {
                ResultReason::PermissionDenied
            }
        };
        if !is_usable(self.tx, key, self.now).map_err(internal)? {
            return refuse(ResultReason::PermissionDenied, "The key is disabled.");
        }
        if !key.protection.extractable {
            let reason = withheld(ResultReason::NotExtractable);
            return refuse(reason, "The key is not extractable.");
        }
        if key.protection.sensitive && !wrapped {
            let reason = withheld(ResultReason::Sensitive);
            return refuse(
                reason,
                "The key is sensitive: it may be retrieved wrapped only.",
            );
        }
        // DSM hands out only what was made for it.
        if self.manager.is_strict() && !key.ops().contains(KeyOps::EXPORT) {
            let message = "The key was made without the operation Export.";
            return refuse(ResultReason::PermissionDenied, message);
        }
        let master_key = self.manager.master_key();
        master_key.unseal(&key.id, sealed).map_err(internal)
    }

    /// Notes that the object is no longer fresh (section 3.34).
    fn note_retrieval(&mut self, key: &mut KeyRow) -> Result<(), Failure> {
        if !self.tx.is_writable() {
            self.needs_write = true;
            return Ok(());
        }
        key.fresh = false;
        self.tx.update_key(key, self.now).map_err(internal)
    }
}

/// The formats of symmetric keys that are made of each other.
const CONVERTED: [KeyFormatType; 2] = [KeyFormatType::Raw, KeyFormatType::TransparentSymmetricKey];

fn object(
    key: &KeyRow,
    material: Zeroizing<Vec<u8>>,
    wanted: Option<KeyFormatType>,
) -> Result<ManagedObject, Failure> {
    let subtype = key.subtype.unwrap_or_default();
    if key.object_type == ObjectType::OpaqueData {
        return Ok(ManagedObject::Opaque {
            kind: subtype,
            data: material,
        });
    }
    let stored = key
        .format
        .map_or(KeyFormatType::Raw, KeyFormatType::from_code);
    let format = wanted.unwrap_or(stored);
    let is_symmetric = key.object_type == ObjectType::SymmetricKey;
    let converts = is_symmetric
        && [stored, format]
            .iter()
            .all(|format| CONVERTED.contains(format));
    if format != stored && !converts {
        return Err(Failure::new(
            ResultReason::KeyFormatTypeNotSupported,
            format!("The key is stored as {stored}."),
        ));
    }
    if !matches!(
        key.object_type,
        ObjectType::SymmetricKey | ObjectType::SecretData
    ) {
        let item = decode(&material, &Limits::default()).map_err(|error| malformed(&error))?;
        return Ok(ManagedObject::Other(item));
    }
    let mut block = KeyBlock::new(format);
    match format {
        KeyFormatType::TransparentSymmetricKey => {
            let key = Item::new(KEY, Value::ByteString(material));
            let material = Item::structure(Tag::KEY_MATERIAL, vec![key]);
            block.other = vec![Item::structure(Tag::KEY_VALUE, vec![material])];
        }
        _ => block.material = Some(material),
    }
    block.algorithm = key.algorithm;
    block.length = key.length;
    // Of a secret both are told, or neither (section 2.1.3).
    if key.object_type == ObjectType::SecretData && key.algorithm.is_none() {
        block.length = None;
    }
    Ok(match key.object_type {
        ObjectType::SecretData => ManagedObject::SecretData {
            kind: SecretDataType::from_code(subtype),
            block,
        },
        _ => ManagedObject::SymmetricKey(block),
    })
}
