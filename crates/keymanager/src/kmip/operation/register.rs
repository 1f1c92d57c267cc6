//! Register (KMIP 1.4, section 4.3).

use kmip::enums::{KeyFormatType, ObjectType, ResultReason};
use kmip::operation::{RegisterRequest, RegisterResponse};
use kmip::ttlv::{Fields, Item, Tag, Value, encode};
use kmip::{Attribute, Failure, KeyBlock, ManagedObject};
use zeroize::Zeroizing;

use super::attribute_rules::malformed;
use super::certificate::describe;
use super::context::Context;
use super::create::with_parity;
use super::refusal::{internal, invalid_field, unsupported};
use super::template::{Template, template_attributes};
use super::wrapping::AS_REGISTERED;
use crate::model::{KeyRow, random};

const CERTIFICATE_TYPE: Tag = Tag::new(0x42_001D);
const CERTIFICATE_VALUE: Tag = Tag::new(0x42_001E);
/// The field of a Transparent Symmetric Key.
pub(super) const KEY: Tag = Tag::new(0x42_003F);

impl Context<'_> {
    pub(super) fn register(
        &mut self,
        request: RegisterRequest,
    ) -> Result<RegisterResponse, Failure> {
        if request.object.object_type() != request.object_type {
            return Err(invalid_field("Object Type is not the type of the object."));
        }
        let object_type = request.object_type;
        let mut attributes = request.attributes;
        let mut noted = Vec::new();
        if let ManagedObject::Other(item) = &request.object
            && object_type == ObjectType::Certificate
        {
            noted = certificate_attributes(item, &mut attributes)?;
        }
        let mut template = Template::naming(self, &request.templates, attributes)?;
        let (material, subtype, format) = match request.object {
            ManagedObject::SymmetricKey(block) => {
                let material = match transparent_material(&block) {
                    Some(material) => material,
                    None if block.wrapped => {
                        let (material, data) = self.unwrapped(&block)?;
                        noted.push(Attribute::new(AS_REGISTERED, data));
                        material
                    }
                    None => material_of(&block)?,
                };
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
            ManagedObject::Other(item) => {
                let format = self.check_other(object_type, &item, &mut template)?;
                (encode(&item), None, format)
            }
            _ => {
                let message = format!("{object_type} is not supported.");
                return Err(invalid_field(message));
            }
        };
        let id = random::uuid(self.tx).map_err(internal)?;
        let key = KeyRow {
            object_type,
            subtype,
            format: format.map(KeyFormatType::code),
            material: Some(self.seal(&id, &material)?),
            imported: true,
            ..template.new_object(self, id.clone())
        };
        template.add(self, key)?;
        for attribute in noted {
            let added = self
                .tx
                .add_attribute(&id, &attribute.name, &attribute.value);
            added.map_err(internal)?;
        }
        Ok(RegisterResponse::new(id))
    }

    /// An object that is kept as it came: a key of a pair, a certificate, a template. How its material is
    /// written, if it is a key.
    fn check_other(
        &self,
        object_type: ObjectType,
        object: &Item,
        template: &mut Template,
    ) -> Result<Option<KeyFormatType>, Failure> {
        let malformed = |error| malformed(&error);
        match object_type {
            ObjectType::PublicKey | ObjectType::PrivateKey | ObjectType::PgpKey => {
                let mut fields = Fields::of(object.clone()).map_err(malformed)?;
                let block = KeyBlock::take(&mut fields).map_err(malformed)?;
                if block.wrapped {
                    return Err(unsupported("Wrapped keys are not supported."));
                }
                check_block(template, &block)?;
                template.length = template.length.or(block.length);
                Ok(Some(block.format))
            }
            ObjectType::Certificate => {
                let mut fields = Fields::of(object.clone()).map_err(malformed)?;
                let kind = certificate_type(&mut fields)?;
                let value = fields.bytes(CERTIFICATE_VALUE).map_err(malformed)?;
                let value = value.filter(|value| !value.is_empty());
                let value = value.ok_or_else(|| invalid_field("The certificate has no value."))?;
                let described = describe(kind, &value);
                template.algorithm = template.algorithm.or(described.algorithm);
                template.length = template.length.or(described.length);
                Ok(None)
            }
            ObjectType::Template if !self.version.has_tagged_attributes() => {
                // What an object could not have is refused now, not when the template is used.
                let within = Template::of(self, template_attributes(object)?)?;
                // A name may be given beside the template or in it.
                template.names.extend(within.names);
                template.names.dedup();
                Ok(None)
            }
            _ => {
                let message = format!("{object_type} is not supported.");
                Err(invalid_field(message))
            }
        }
    }
}

fn certificate_type(fields: &mut Fields) -> Result<u32, Failure> {
    let kind = fields.enumeration(CERTIFICATE_TYPE, |code| code);
    let kind = kind.map_err(|error| malformed(&error))?;
    kind.ok_or_else(|| malformed(&fields.missing(CERTIFICATE_TYPE)))
}

/// What the server notes of a certificate. Its type may be among the attributes of the request too, which
/// is taken out.
fn certificate_attributes(
    object: &Item,
    given: &mut Vec<Attribute>,
) -> Result<Vec<Attribute>, Failure> {
    let mut fields = Fields::of(object.clone()).map_err(|error| malformed(&error))?;
    let kind = certificate_type(&mut fields)?;
    let is_type = |it: &Attribute| it.is(CERTIFICATE_TYPE);
    if given
        .iter()
        .any(|it| is_type(it) && it.value != Value::Enumeration(kind))
    {
        let message = "Certificate Type is not the type of the certificate.";
        return Err(invalid_field(message));
    }
    given.retain(|it| !is_type(it));
    let value = fields
        .bytes(CERTIFICATE_VALUE)
        .map_err(|error| malformed(&error))?;
    Ok(describe(kind, &value.unwrap_or_default()).attributes)
}

/// The material of a Transparent Symmetric Key (section 2.1.7.1).
fn transparent_material(block: &KeyBlock) -> Option<Zeroizing<Vec<u8>>> {
    let is_transparent = block.format == KeyFormatType::TransparentSymmetricKey && !block.wrapped;
    let value = block.other.iter().find(|item| item.tag == Tag::KEY_VALUE);
    let within = |item: &Item, tag| {
        let items = item.value.as_structure()?;
        items.iter().find(|item| item.tag == tag).cloned()
    };
    let material = within(value.filter(|_| is_transparent)?, Tag::KEY_MATERIAL)?;
    match within(&material, KEY)?.value {
        Value::ByteString(bytes) if !bytes.is_empty() => Some(bytes),
        _ => None,
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

/// The algorithm and length of a key are in its block or in the template, and are the same in both.
fn check_block(template: &mut Template, block: &KeyBlock) -> Result<(), Failure> {
    let differs = |what| invalid_field(format!("{what} of the key and of the template differ."));
    let both = template.algorithm.zip(block.algorithm);
    if both.is_some_and(|(one, other)| one != other) {
        return Err(differs("Cryptographic Algorithm"));
    }
    if (template.length.zip(block.length)).is_some_and(|(one, other)| one != other) {
        return Err(differs("Cryptographic Length"));
    }
    template.algorithm = template.algorithm.or(block.algorithm);
    match template.algorithm {
        Some(_) => Ok(()),
        None => Err(invalid_field("Cryptographic Algorithm is missing.")),
    }
}

/// The same, and the length is that of the material.
fn check_key(
    template: &mut Template,
    block: &KeyBlock,
    material: &Zeroizing<Vec<u8>>,
) -> Result<(), Failure> {
    check_block(template, block)?;
    let bits = i32::try_from(material.len() * 8).unwrap_or(i32::MAX);
    let length = template.length.or(block.length).unwrap_or(bits);
    let is_raw = block.format != KeyFormatType::Opaque;
    let fits = length == bits || Some(bits) == with_parity(template.algorithm, length);
    if !fits && is_raw {
        let message = "Cryptographic Length is not the length of the material.";
        return Err(invalid_field(message));
    }
    template.length = Some(length);
    Ok(())
}
