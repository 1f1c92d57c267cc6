//! What follows from the array key: HKDF-SHA256 (RFC 5869) and HMAC-SHA256 (RFC 2104), each use with
//! a label of its own.

use aws_lc_rs::{digest, hkdf, hmac};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::secret::{ArrayKey, secret};
use super::{Generation, Seal};

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
    UnlockSecret::new(expand(array, generation, &input, label))
}

/// The key under which the data encryption key is wrapped.
pub(crate) fn wrapping_key(
    array: Uuid,
    generation: Generation,
    key: &ArrayKey,
) -> Zeroizing<[u8; 32]> {
    expand(
        array,
        generation,
        key.expose(),
        b"wrap the data encryption key",
    )
}

/// The key of the device with that serial number and secret of its own.
pub(crate) fn ssd_key(unlock: &UnlockSecret, serial: &str, device_secret: &[u8; 32]) -> SsdKey {
    let key = hmac::Key::new(hmac::HMAC_SHA256, unlock.expose());
    let mut context = hmac::Context::with_key(&key);
    context.update(device_secret);
    context.update(serial.as_bytes());
    let mut bytes = Zeroizing::new([0; 32]);
    bytes.copy_from_slice(context.sign().as_ref());
    SsdKey::new(bytes)
}

/// By what a combined array key is known to be the right one. It is a hash of 256 random bits, so
/// nothing of them can be learned from it.
pub(crate) fn commitment(array: Uuid, generation: Generation, key: &ArrayKey) -> [u8; 32] {
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
