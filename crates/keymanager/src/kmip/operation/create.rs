//! Create (KMIP 1.4, section 4.1).

use kmip::Failure;
use kmip::enums::{CryptographicAlgorithm, KeyFormatType, ObjectType, SecretDataType};
use kmip::operation::{CreateRequest, CreateResponse};
use kmip::ttlv::{Item, Tag, Value};
use zeroize::Zeroizing;

use super::context::Context;
use super::refusal::{internal, invalid_field};
use super::template::Template;
use crate::model::{KeyRow, random};

/// The attribute that says what random numbers a key is made of.
pub(super) const GENERATOR: &str = "Random Number Generator";

/// Bytes of a secret that is made here.
const MAX_SECRET: usize = 4096;

impl Context<'_> {
    pub(super) fn create(&mut self, request: CreateRequest) -> Result<CreateResponse, Failure> {
        if request.object_type == ObjectType::SecretData {
            return self.create_secret(request);
        }
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
        let id = random::uuid(self.tx).map_err(internal)?;
        let material = self.generate(algorithm, bits)?;
        let key = KeyRow {
            material: Some(self.seal(&id, &material)?),
            ..template.new_object(self, id.clone())
        };
        let is_noted = template.kept.iter().any(|kept| kept.name == GENERATOR);
        template.add(self, key)?;
        if !is_noted {
            self.note_generator(&id)?;
        }
        Ok(CreateResponse::new(ObjectType::SymmetricKey, id))
    }

    /// A password of that many bits, since no other type of it can be asked for.
    fn create_secret(&mut self, request: CreateRequest) -> Result<CreateResponse, Failure> {
        let template = Template::naming(self, &request.templates, request.attributes)?;
        let bits = template.length.filter(|bits| bits % 8 == 0);
        let bytes = bits.and_then(|bits| usize::try_from(bits / 8).ok());
        let bytes = bytes.filter(|bytes| (1..=MAX_SECRET).contains(bytes));
        let Some(bytes) = bytes else {
            let message = "Cryptographic Length is missing, or no length of a secret.";
            return Err(invalid_field(message));
        };
        let id = random::uuid(self.tx).map_err(internal)?;
        let material = random::bytes(self.tx, bytes).map_err(internal)?;
        let key = KeyRow {
            object_type: ObjectType::SecretData,
            subtype: Some(SecretDataType::Password.code()),
            format: Some(KeyFormatType::Opaque.code()),
            material: Some(self.seal(&id, &material)?),
            ..template.new_object(self, id.clone())
        };
        template.add(self, key)?;
        self.note_generator(&id)?;
        Ok(CreateResponse::new(ObjectType::SecretData, id))
    }

    /// New material of that many bits.
    pub(super) fn generate(
        &self,
        algorithm: CryptographicAlgorithm,
        bits: i32,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let whole = with_parity(Some(algorithm), bits).unwrap_or(bits);
        let bytes = usize::try_from(whole / 8).ok();
        match bytes.filter(|_| is_made_here(algorithm, bits)) {
            Some(bytes) => {
                let mut material = random::bytes(self.tx, bytes).map_err(internal)?;
                if algorithm == CryptographicAlgorithm::TripleDes {
                    material
                        .iter_mut()
                        .for_each(|byte| *byte = with_odd_parity(*byte));
                }
                Ok(material)
            }
            None => {
                let message = format!("Keys of {algorithm} with {bits} bits are not supported.");
                Err(invalid_field(message))
            }
        }
    }

    /// Notes what random numbers a new key is made of (section 3.44): AWS-LC's are those of CTR_DRBG with
    /// AES-256 (SP 800-90A, section 10.2.1).
    pub(super) fn note_generator(&self, id: &str) -> Result<(), Failure> {
        let value = Value::Structure(random_number_generator());
        let added = self.tx.add_attribute(id, GENERATOR, &value);
        added.map(drop).map_err(internal)
    }

    pub(super) fn seal(&self, id: &str, material: &[u8]) -> Result<Vec<u8>, Failure> {
        let master_key = self.manager.master_key();
        master_key.seal(id, material).map_err(internal)
    }
}

/// The fields of RNG Parameters (section 2.1.17).
pub(super) fn random_number_generator() -> Vec<Item> {
    const RNG_ALGORITHM: Tag = Tag::new(0x42_00DA);
    const DRBG_ALGORITHM: Tag = Tag::new(0x42_00DB);
    const DRBG: u32 = 3;
    const CTR: u32 = 5;
    vec![
        Item::enumeration(RNG_ALGORITHM, DRBG),
        Item::enumeration(
            Tag::CRYPTOGRAPHIC_ALGORITHM,
            CryptographicAlgorithm::Aes.code(),
        ),
        Item::integer(Tag::CRYPTOGRAPHIC_LENGTH, 256),
        Item::enumeration(DRBG_ALGORITHM, CTR),
    ]
}

/// The length with its parity bits of a key of triple DES, whose length some give without them (SP 800-67,
/// section 3.1): one bit of eight.
pub(super) fn with_parity(algorithm: Option<CryptographicAlgorithm>, bits: i32) -> Option<i32> {
    let is_effective = matches!(bits, 112 | 168);
    (algorithm == Some(CryptographicAlgorithm::TripleDes) && is_effective).then(|| bits / 7 * 8)
}

/// The byte with its last bit chosen so that the number of ones is odd.
fn with_odd_parity(byte: u8) -> u8 {
    let is_even = (byte >> 1).count_ones().is_multiple_of(2);
    byte & 0xFE | u8::from(is_even)
}

/// Whether keys of that algorithm are any bits, and have that length.
fn is_made_here(algorithm: CryptographicAlgorithm, bits: i32) -> bool {
    match algorithm {
        CryptographicAlgorithm::Aes => matches!(bits, 128 | 192 | 256),
        CryptographicAlgorithm::Chacha20 => bits == 256,
        CryptographicAlgorithm::TripleDes => matches!(bits, 112 | 128 | 168 | 192),
        CryptographicAlgorithm::Skipjack => bits == 80,
        CryptographicAlgorithm::HmacSha1
        | CryptographicAlgorithm::HmacSha224
        | CryptographicAlgorithm::HmacSha256
        | CryptographicAlgorithm::HmacSha384
        | CryptographicAlgorithm::HmacSha512 => (80..=4096).contains(&bits) && bits % 8 == 0,
        _ => false,
    }
}
