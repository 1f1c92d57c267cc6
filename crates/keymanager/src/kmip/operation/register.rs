//! Register (KMIP 1.4, section 4.3).

use kmip::enums::{KeyFormatType, ResultReason};
use kmip::operation::{RegisterRequest, RegisterResponse};
use kmip::{Failure, KeyBlock, ManagedObject};
use zeroize::Zeroizing;

use super::context::Context;
use super::refusal::{internal, invalid_field, unsupported};
use super::template::Template;
use crate::model::{KeyRow, random};

impl Context<'_> {
    pub(super) fn register(
        &mut self,
        request: RegisterRequest,
    ) -> Result<RegisterResponse, Failure> {
        if request.object.object_type() != request.object_type {
            return Err(invalid_field("Object Type is not the type of the object."));
        }
        let mut template = Template::naming(self, &request.templates, request.attributes)?;
        let (material, subtype, format) = match request.object {
            ManagedObject::SymmetricKey(block) => {
                let material = material_of(&block)?;
                check_key(&mut template, &block, &material)?;
                (material, None, Some(block.format))
            }
            ManagedObject::SecretData { kind, block } => {
                let material = material_of(&block)?;
                template.algorithm = template.algorithm.or(block.algorithm);
                template.length = template.length.or(block.length);
                (material, Some(kind.code()), Some(block.format))
            }
            ManagedObject::Opaque { kind, data } => (data, Some(kind), None),
            _ => {
                let message = format!("{} is not supported.", request.object_type);
                return Err(invalid_field(message));
            }
        };
        let id = random::uuid(self.tx).map_err(internal)?;
        let key = KeyRow {
            object_type: request.object_type,
            subtype,
            format: format.map(KeyFormatType::code),
            material: Some(self.seal(&id, &material)?),
            ..template.new_object(self, id.clone())
        };
        template.add(self, key)?;
        Ok(RegisterResponse::new(id))
    }
}

/// The material of a key block, which has to be there as it is.
fn material_of(block: &KeyBlock) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if block.wrapped {
        return Err(unsupported("Wrapped keys are not supported."));
    }
    if !matches!(block.format, KeyFormatType::Raw | KeyFormatType::Opaque) {
        let message = format!("Key format {} is not supported.", block.format);
        return Err(Failure::new(
            ResultReason::KeyFormatTypeNotSupported,
            message,
        ));
    }
    let material = block.material.as_ref().filter(|it| !it.is_empty());
    material
        .cloned()
        .ok_or_else(|| invalid_field("The key has no material."))
}

/// The algorithm and length of a key are in its block or in the template, and fit the material.
fn check_key(
    template: &mut Template,
    block: &KeyBlock,
    material: &Zeroizing<Vec<u8>>,
) -> Result<(), Failure> {
    let differs = |what| invalid_field(format!("{what} of the key and of the template differ."));
    let both = template.algorithm.zip(block.algorithm);
    if both.is_some_and(|(one, other)| one != other) {
        return Err(differs("Cryptographic Algorithm"));
    }
    if (template.length.zip(block.length)).is_some_and(|(one, other)| one != other) {
        return Err(differs("Cryptographic Length"));
    }
    template.algorithm = template.algorithm.or(block.algorithm);
    if template.algorithm.is_none() {
        return Err(invalid_field("Cryptographic Algorithm is missing."));
    }
    let bits = i32::try_from(material.len() * 8).unwrap_or(i32::MAX);
    let length = template.length.or(block.length).unwrap_or(bits);
    if length != bits && block.format == KeyFormatType::Raw {
        let message = "Cryptographic Length is not the length of the material.";
        return Err(invalid_field(message));
    }
    template.length = Some(length);
    Ok(())
}
