//! Register (KMIP 1.4, section 4.3).

use pure_kmip::enums::{KeyFormatType, ResultReason, State};
use pure_kmip::operation::{RegisterRequest, RegisterResponse};
use pure_kmip::{Failure, KeyBlock, ManagedObject};
use zeroize::Zeroizing;

use super::template::Template;
use super::{Context, internal, invalid_field};
use crate::model::{Dates, KeyRow};
use crate::seed;

impl Context<'_> {
    pub(super) fn register(
        &mut self,
        request: RegisterRequest,
    ) -> Result<RegisterResponse, Failure> {
        if request.object.object_type() != request.object_type {
            return Err(invalid_field("Object Type is not the type of the object."));
        }
        let template = Template::of(request.attributes)?;
        let id = seed::uuid(self.db).map_err(internal)?;
        let object_type = request.object_type;
        let (block, subtype, material) = match request.object {
            ManagedObject::SymmetricKey(block) => {
                let material = material_of(&block)?;
                (Some(block), None, material)
            }
            ManagedObject::SecretData { kind, block } => {
                let material = material_of(&block)?;
                (Some(block), Some(kind.code()), material)
            }
            ManagedObject::Opaque { kind, data } => (None, Some(kind), data),
            ManagedObject::Other(_) => {
                return Err(invalid_field(format!("{object_type} is not kept here.")));
            }
        };
        let sealed = self
            .manager
            .master_key()
            .seal(&id, &material)
            .map_err(internal)?;
        let key = KeyRow {
            id: id.clone(),
            group_id: self.app.group_id.clone(),
            object_type,
            state: State::PreActive,
            enabled: true,
            algorithm: block
                .as_ref()
                .and_then(|b| b.algorithm)
                .or(template.algorithm),
            length: block.as_ref().and_then(|b| b.length).or(template.length),
            usage_mask: template.usage_mask.unwrap_or_default(),
            subtype,
            format: block.map(|block| block.format.code()),
            material: Some(sealed),
            dates: Dates::default(),
            reason: None,
            message: None,
        };
        self.add(key, template)?;
        Ok(RegisterResponse {
            unique_identifier: id,
        })
    }
}

/// The material of a key block, which has to be there as it is.
fn material_of(block: &KeyBlock) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if block.wrapped {
        let message = "Wrapped keys are not kept here.";
        return Err(Failure::new(ResultReason::FeatureNotSupported, message));
    }
    if !matches!(block.format, KeyFormatType::Raw | KeyFormatType::Opaque) {
        let message = format!("Keys of format {} are not kept here.", block.format);
        return Err(Failure::new(
            ResultReason::KeyFormatTypeNotSupported,
            message,
        ));
    }
    let material = block
        .material
        .clone()
        .filter(|material| !material.is_empty());
    let material = material.ok_or_else(|| invalid_field("The key has no material."))?;
    let bits = i32::try_from(material.len() * 8).unwrap_or(i32::MAX);
    if block.algorithm.is_some() && block.length.is_some_and(|length| length != bits) {
        return Err(invalid_field(
            "Cryptographic Length is not the length of the material.",
        ));
    }
    Ok(material)
}
