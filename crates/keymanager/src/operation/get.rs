//! Get (KMIP 1.4, section 4.11).

use pure_kmip::enums::{KeyFormatType, ObjectType, ResultReason, SecretDataType, State};
use pure_kmip::operation::{GetRequest, GetResponse};
use pure_kmip::{Failure, KeyBlock, ManagedObject};

use super::{Context, internal};
use crate::model::KeyRow;

impl Context<'_> {
    /// The object. Its state does not matter as long as it is not destroyed: who uses a key has to
    /// look at its state.
    pub(super) fn get(&mut self, request: GetRequest) -> Result<GetResponse, Failure> {
        let key = self.object(request.unique_identifier)?;
        if request.key_wrapping_specification.is_some() {
            let message = "Keys are not wrapped here.";
            return Err(Failure::new(ResultReason::FeatureNotSupported, message));
        }
        if request.key_compression_type.is_some() {
            let message = "Keys are not compressed here.";
            return Err(Failure::new(
                ResultReason::KeyCompressionTypeNotSupported,
                message,
            ));
        }
        if !key.enabled {
            return Err(Failure::new(
                ResultReason::PermissionDenied,
                "The key is disabled.",
            ));
        }
        let object = self.read_object(&key, request.key_format_type)?;
        Ok(GetResponse {
            object_type: key.object_type,
            unique_identifier: key.id,
            object,
        })
    }

    fn read_object(
        &self,
        key: &KeyRow,
        wanted: Option<KeyFormatType>,
    ) -> Result<ManagedObject, Failure> {
        let format = key
            .format
            .map_or(KeyFormatType::Raw, KeyFormatType::from_code);
        if wanted.is_some_and(|wanted| wanted != format) {
            let message = format!("The key is kept as {format}.");
            return Err(Failure::new(
                ResultReason::KeyFormatTypeNotSupported,
                message,
            ));
        }
        let Some(sealed) = &key.material else {
            let reason = if self.version.has_tagged_attributes() {
                ResultReason::ObjectDestroyed
            } else {
                ResultReason::ItemNotFound
            };
            let state = if key.state == State::Destroyed {
                "destroyed"
            } else {
                "gone"
            };
            return Err(Failure::new(reason, format!("The material is {state}.")));
        };
        let material = self
            .manager
            .master_key()
            .unseal(&key.id, sealed)
            .map_err(internal)?;
        let subtype = key.subtype.unwrap_or_default();
        let block = || KeyBlock {
            format,
            material: Some(material.clone()),
            algorithm: key.algorithm,
            length: key.length,
            wrapped: false,
        };
        Ok(match key.object_type {
            ObjectType::SecretData => ManagedObject::SecretData {
                kind: SecretDataType::from_code(subtype),
                block: block(),
            },
            ObjectType::OpaqueData => ManagedObject::Opaque {
                kind: subtype,
                data: material,
            },
            _ => ManagedObject::SymmetricKey(block()),
        })
    }
}
