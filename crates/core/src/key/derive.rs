//! What follows from the array key: HKDF-SHA256 (RFC 5869) and HMAC-SHA256 (RFC 2104), each use with
//! a label of its own.

use aws_lc_rs::{digest, hkdf, hmac};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::secret::{ArrayKey, secret};
use super::{Generation, Seal};
use crate::ground::fault::disclose;

secret! {
    /// What opens the devices: of the array key, and of the external secret when there is one.
    pub(crate) UnlockSecret
}

secret! {
    /// The key of one device.
    pub(crate) SsdKey
}

/// The unlock secret of a generation.
pub(crate) fn unlock_secret(
    array: Uuid,
    generation: Generation,
    key: &ArrayKey,
    seal: &Seal,
) -> UnlockSecret {
    let mut input = Zeroizing::new(Vec::with_capacity(64));
    input.extend_from_slice(key.expose());
    let label: &[u8] = match seal {
        Seal::None => b"unlock",
        Seal::External(secret) => {
            input.extend_from_slice(secret.expose());
            b"unlock with token"
        }
    };
    let secret = UnlockSecret::new(expand(array, generation, &input, label));
    disclose("unlock secret", secret.expose());
    secret
}

/// The key under which the data encryption key is wrapped.
pub(crate) fn wrapping_key(
    array: Uuid,
    generation: Generation,
    key: &ArrayKey,
) -> Zeroizing<[u8; 32]> {
    let label = b"wrap the data encryption key";
    let kek = expand(array, generation, key.expose(), label);
    disclose("wrapping key", kek.as_slice());
    kek
}

/// The key of the device with that serial number and secret of its own.
pub(crate) fn ssd_key(unlock: &UnlockSecret, serial: &str, device_secret: &[u8; 32]) -> SsdKey {
    let key = hmac::Key::new(hmac::HMAC_SHA256, unlock.expose());
    let mut context = hmac::Context::with_key(&key);
    context.update(device_secret);
    context.update(serial.as_bytes());
    let mut bytes = Zeroizing::new([0; 32]);
    bytes.copy_from_slice(context.sign().as_ref());
    disclose("ssd key", bytes.as_slice());
    SsdKey::new(bytes)
}

/// By what an array key is known: 32 bytes.
pub(crate) type Commitment = [u8; 32];

/// By what a combined array key is known to be the right one. It is a hash of 256 random bits, so
/// nothing of them can be learned from it.
pub(crate) fn commitment(array: Uuid, generation: Generation, key: &ArrayKey) -> Commitment {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"puresim array key commitment");
    context.update(array.as_bytes());
    context.update(&generation.number().to_be_bytes());
    context.update(key.expose());
    let mut commitment = [0; 32];
    commitment.copy_from_slice(context.finish().as_ref());
    commitment
}

fn expand(array: Uuid, generation: Generation, input: &[u8], label: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut salt = [0; 24];
    salt[..16].copy_from_slice(array.as_bytes());
    salt[16..].copy_from_slice(&generation.number().to_be_bytes());
    let mut output = Zeroizing::new([0; 32]);
    hkdf::Salt::new(hkdf::HKDF_SHA256, &salt)
        .extract(input)
        .expand(&[b"puresim ", label], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(output.as_mut_slice()))
        .expect("32 bytes are a length that HKDF-SHA256 gives");
    output
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::ExternalSecret;

    const ARRAY: Uuid = Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff);
    const GENERATION: Generation = Generation::new(3);

    /// 32 bytes that count up from `first`.
    fn bytes(first: u8) -> [u8; 32] {
        std::array::from_fn(|at| first + u8::try_from(at).unwrap())
    }

    fn array_key() -> ArrayKey {
        ArrayKey::new(Zeroizing::new(bytes(0)))
    }

    /// What Python's `hmac` and `hashlib` give. A change of any of these opens no array of before.
    #[test]
    fn known_answers() {
        let token = Seal::External(ExternalSecret::new(Zeroizing::new(bytes(32))));
        let unlock = |seal| unlock_secret(ARRAY, GENERATION, &array_key(), seal);
        let ssd_key = ssd_key(
            &UnlockSecret::new(Zeroizing::new(bytes(0))),
            "PSSD1",
            &bytes(32),
        );
        for (found, expected) in [
            (
                *unlock(&Seal::None).expose(),
                "397134f9c45b234b47259ba67d78b854728f04a6a72bd4323f3a79801603d920",
            ),
            (
                *unlock(&token).expose(),
                "9ebc1e331bdeb54414ee54e4324d5d77f0829e370ce2ecc110360ac34eeb1ff4",
            ),
            (
                *wrapping_key(ARRAY, GENERATION, &array_key()),
                "c2e2547830604b7945bd9910b0950b1fde1da2a25f5c148070ffe4ae60ba6bd9",
            ),
            (
                *ssd_key.expose(),
                "dd14e2eeadea5d84788efa916c7ae9ce66b9a5bcfa5655dc286af1f658c09b31",
            ),
            (
                commitment(ARRAY, GENERATION, &array_key()),
                "f5856b542bafd5d5eea406e628fb5f942ef4d05a94e345e1c38d87297ead4101",
            ),
        ] {
            assert_eq!(hex::encode(found), expected);
        }
    }
}
