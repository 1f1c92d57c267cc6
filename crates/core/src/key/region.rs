//! The sealed region of a device: AES-256-GCM (NIST SP 800-38D) under its SSD key.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Generation;
use super::derive::SsdKey;

/// What a region belongs to: it opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner<'a> {
    pub(crate) array: Uuid,
    pub(crate) generation: Generation,
    pub(crate) serial: &'a str,
}

impl Owner<'_> {
    fn associated_data(&self) -> Aad<Vec<u8>> {
        let number = self.generation.number().to_be_bytes();
        Aad::from(
            [
                self.array.as_bytes(),
                number.as_slice(),
                self.serial.as_bytes(),
            ]
            .concat(),
        )
    }
}

/// Seals `content`: nonce, ciphertext, tag.
pub(crate) fn seal(key: &SsdKey, owner: Owner<'_>, content: &[u8]) -> Vec<u8> {
    let nonce = super::random::<NONCE_LEN>();
    let mut sealed = Vec::with_capacity(NONCE_LEN + content.len() + AES_256_GCM.tag_len());
    sealed.extend_from_slice(content);
    cipher(key)
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(*nonce),
            owner.associated_data(),
            &mut sealed,
        )
        .expect("a region is far shorter than what AES-GCM takes");
    [nonce.as_slice(), &sealed].concat()
}

/// Opens what [`seal`] made; `None` when the key is another one, or anything was altered.
pub(crate) fn open(key: &SsdKey, owner: Owner<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut body = Zeroizing::new(body.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length = cipher(key)
        .open_in_place(nonce, owner.associated_data(), &mut body)
        .ok()?
        .len();
    body.truncate(length);
    Some(body)
}

fn cipher(key: &SsdKey) -> LessSafeKey {
    let key = UnboundKey::new(&AES_256_GCM, key.expose()).expect("an SSD key has 32 bytes");
    LessSafeKey::new(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SsdKey {
        SsdKey::new(Zeroizing::new([byte; 32]))
    }

    #[test]
    fn a_region_opens_for_its_owner_only() {
        let owner = Owner {
            array: Uuid::from_u128(1),
            generation: Generation::new(2),
            serial: "PSSD1",
        };
        let sealed = seal(&key(1), owner, b"content");
        let opens = |key: &SsdKey, owner, sealed: &[u8]| open(key, owner, sealed).is_some();
        assert_eq!(
            open(&key(1), owner, &sealed).unwrap().as_slice(),
            b"content"
        );
        assert!(!opens(&key(2), owner, &sealed));
        let array = Uuid::from_u128(2);
        assert!(!opens(&key(1), Owner { array, ..owner }, &sealed));
        let generation = Generation::new(3);
        assert!(!opens(
            &key(1),
            Owner {
                generation,
                ..owner
            },
            &sealed
        ));
        let serial = "PSSD2";
        assert!(!opens(&key(1), Owner { serial, ..owner }, &sealed));
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(!opens(&key(1), owner, &altered), "bit {bit}");
        }
        assert!(!opens(&key(1), owner, &sealed[..NONCE_LEN - 1]));
        // The same content is never sealed to the same bytes.
        assert_ne!(seal(&key(1), owner, b"content"), sealed);
    }
}
