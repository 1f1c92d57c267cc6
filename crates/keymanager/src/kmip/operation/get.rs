//! Get (KMIP 1.4, section 4.11).

use kmip::enums::{KeyFormatType, ObjectType, ResultReason, SecretDataType};
use kmip::operation::{GetRequest, GetResponse};
use kmip::{Failure, KeyBlock, ManagedObject};
use zeroize::Zeroizing;

use super::context::Context;
use super::refusal::{internal, unsupported};
use crate::model::KeyRow;

impl Context<'_> {
    /// The object. Its state does not matter as long as it is not destroyed: whoever uses a key has to
    /// look at its state.
    pub(super) fn get(&mut self, request: GetRequest) -> Result<GetResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        if request.key_wrapping_specification.is_some() {
            return Err(unsupported("Key wrapping is not supported."));
        }
        if request.key_compression_type.is_some() {
            return Err(Failure::new(
                ResultReason::KeyCompressionTypeNotSupported,
                "Key compression is not supported.",
            ));
        }
        let material = self.material(&key)?;
        let object = object(&key, material, request.key_format_type)?;
        if key.fresh {
            self.note_retrieval(&mut key)?;
        }
        Ok(GetResponse::new(key.id, object))
    }

    fn material(&self, key: &KeyRow) -> Result<Zeroizing<Vec<u8>>, Failure> {
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
        if !key.enabled {
            return refuse(ResultReason::PermissionDenied, "The key is disabled.");
        }
        if !key.protection.extractable {
            let reason = withheld(ResultReason::NotExtractable);
            return refuse(reason, "The key is not extractable.");
        }
        if key.protection.sensitive {
            let reason = withheld(ResultReason::Sensitive);
            return refuse(
                reason,
                "The key is sensitive: it may be retrieved wrapped only.",
            );
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
    let format = key
        .format
        .map_or(KeyFormatType::Raw, KeyFormatType::from_code);
    if wanted.is_some_and(|wanted| wanted != format) {
        return Err(Failure::new(
            ResultReason::KeyFormatTypeNotSupported,
            format!("The key is stored as {format}."),
        ));
    }
    let mut block = KeyBlock::new(format).with_material(material);
    block.algorithm = key.algorithm;
    block.length = key.length;
    Ok(match key.object_type {
        ObjectType::SecretData => ManagedObject::SecretData {
            kind: SecretDataType::from_code(subtype),
            block,
        },
        _ => ManagedObject::SymmetricKey(block),
    })
}
