//! Create (KMIP 1.4, section 4.1).

use kmip::Failure;
use kmip::enums::{CryptographicAlgorithm, ObjectType};
use kmip::operation::{CreateRequest, CreateResponse};
use zeroize::Zeroizing;

use super::context::Context;
use super::refusal::{internal, invalid_field};
use super::template::Template;
use crate::model::{KeyRow, random};

impl Context<'_> {
    pub(super) fn create(&mut self, request: CreateRequest) -> Result<CreateResponse, Failure> {
        if request.object_type != ObjectType::SymmetricKey {
            let message = format!("{} cannot be created.", request.object_type);
            return Err(invalid_field(message));
        }
        let template = Template::naming(self, &request.templates, request.attributes)?;
        let missing = |what| invalid_field(format!("{what} is missing."));
        let algorithm = template
            .algorithm
            .ok_or_else(|| missing("Cryptographic Algorithm"))?;
        let bits = template
            .length
            .ok_or_else(|| missing("Cryptographic Length"))?;
        if template.usage_mask.is_none() {
            return Err(missing("Cryptographic Usage Mask"));
        }
        let id = random::uuid(self.tx).map_err(internal)?;
        let material = self.generate(algorithm, bits)?;
        let key = KeyRow {
            material: Some(self.seal(&id, &material)?),
            ..template.new_object(self, id.clone())
        };
        template.add(self, key)?;
        Ok(CreateResponse::new(ObjectType::SymmetricKey, id))
    }

    /// New material of that many bits.
    pub(super) fn generate(
        &self,
        algorithm: CryptographicAlgorithm,
        bits: i32,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let bytes = usize::try_from(bits / 8).ok();
        match bytes.filter(|_| is_made_here(algorithm, bits)) {
            Some(bytes) => random::bytes(self.tx, bytes).map_err(internal),
            None => {
                let message = format!("Keys of {algorithm} with {bits} bits are not supported.");
                Err(invalid_field(message))
            }
        }
    }

    pub(super) fn seal(&self, id: &str, material: &[u8]) -> Result<Vec<u8>, Failure> {
        let master_key = self.manager.master_key();
        master_key.seal(id, material).map_err(internal)
    }
}

/// Whether keys of that algorithm are any bits, and have that length.
fn is_made_here(algorithm: CryptographicAlgorithm, bits: i32) -> bool {
    match algorithm {
        CryptographicAlgorithm::Aes => matches!(bits, 128 | 192 | 256),
        CryptographicAlgorithm::Chacha20 => bits == 256,
        CryptographicAlgorithm::HmacSha1
        | CryptographicAlgorithm::HmacSha224
        | CryptographicAlgorithm::HmacSha256
        | CryptographicAlgorithm::HmacSha384
        | CryptographicAlgorithm::HmacSha512 => (80..=4096).contains(&bits) && bits % 8 == 0,
        _ => false,
    }
}
