//! RSA-PSS with a salt of any length (RFC 8017, section 8.1.2). The `openssl` command makes it as long as
//! fits, and crypto providers verify only salts as long as the digest.

use sha2::digest::Digest;
use sha2::{Sha256, Sha384, Sha512};
use x509_parser::num_bigint::BigUint;
use x509_parser::public_key::RSAPublicKey;
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::AlgorithmIdentifier;

use super::words::bits;

/// What a signature was made with.
pub(super) struct Parameters {
    hash: Hash,
    /// The hash of the mask.
    mask: Hash,
    salt: usize,
}

#[derive(Clone, Copy)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Parameters {
    /// `None` when it is not RSA-PSS, or with another hash than those.
    pub(super) fn of(algorithm: &AlgorithmIdentifier<'_>) -> Option<Self> {
        if algorithm.algorithm.to_id_string() != "1.2.840.113549.1.1.10" {
            return None;
        }
        let parameters = RsaSsaPssParams::try_from(algorithm.parameters.as_ref()?).ok()?;
        let mask = parameters.mask_gen_algorithm().ok()?;
        let is_known = mask.mgf.to_id_string() == "1.2.840.113549.1.1.8";
        (is_known && parameters.trailer_field() == 1).then_some(())?;
        Some(Self {
            hash: Hash::of(&parameters.hash_algorithm()?.algorithm.to_id_string())?,
            mask: Hash::of(&mask.hash.to_id_string())?,
            salt: usize::try_from(parameters.salt_length()).ok()?,
        })
    }

    /// Whether the owner of that key has signed that.
    pub(super) fn verify(&self, key: &RSAPublicKey<'_>, message: &[u8], signature: &[u8]) -> bool {
        let modulus_bits = bits(key.modulus);
        // Longer exponents are of no use but to keep a verifier busy.
        if signature.len() != modulus_bits.div_ceil(8) || bits(key.exponent) > 64 {
            return false;
        }
        let modulus = BigUint::from_bytes_be(key.modulus);
        let number = BigUint::from_bytes_be(signature);
        if number >= modulus {
            return false;
        }
        let exponent = BigUint::from_bytes_be(key.exponent);
        let encoded = number.modpow(&exponent, &modulus).to_bytes_be();
        let length = (modulus_bits - 1).div_ceil(8);
        let Some(missing) = length.checked_sub(encoded.len()) else {
            return false;
        };
        let padded = [vec![0; missing], encoded].concat();
        self.fits(message, &padded, 8 * length + 1 - modulus_bits)
    }

    /// The check of an encoded message, of which the first `unused` bits are zero (RFC 8017, section
    /// 9.1.2).
    fn fits(&self, message: &[u8], encoded: &[u8], unused: usize) -> bool {
        let digest = self.hash.digest(&[message]);
        let Some(masked) = encoded.len().checked_sub(digest.len() + 1) else {
            return false;
        };
        // A byte that separates, and the salt.
        let Some(padding) = masked.checked_sub(self.salt + 1) else {
            return false;
        };
        let (block, rest) = encoded.split_at(masked);
        let (hash, trailer) = rest.split_at(digest.len());
        let first = 0xFF >> unused;
        if trailer != [0xBC] || block[0] & !first != 0 {
            return false;
        }
        let mask = self.mask.mask(hash, masked);
        let mut block: Vec<u8> = block.iter().zip(mask).map(|(a, b)| a ^ b).collect();
        block[0] &= first;
        let (zeros, salted) = block.split_at(padding);
        let (separator, salt) = salted.split_at(1);
        zeros.iter().all(|byte| *byte == 0)
            && separator == [1]
            && self.hash.digest(&[&[0; 8], &digest, salt]) == hash
    }
}

impl Hash {
    fn of(identifier: &str) -> Option<Self> {
        match identifier {
            "2.16.840.1.101.3.4.2.1" => Some(Self::Sha256),
            "2.16.840.1.101.3.4.2.2" => Some(Self::Sha384),
            "2.16.840.1.101.3.4.2.3" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let digest = parts
                .iter()
                .fold(D::new(), |digest, part| digest.chain_update(part));
            digest.finalize().to_vec()
        }
        match self {
            Self::Sha256 => of::<Sha256>(parts),
            Self::Sha384 => of::<Sha384>(parts),
            Self::Sha512 => of::<Sha512>(parts),
        }
    }

    /// The mask generation function MGF1 (RFC 8017, appendix B.2.1).
    fn mask(self, seed: &[u8], length: usize) -> Vec<u8> {
        let blocks = (0u32..).map(|counter| self.digest(&[seed, &counter.to_be_bytes()]));
        let mut mask = Vec::with_capacity(length + 64);
        for block in blocks {
            if mask.len() >= length {
                break;
            }
            mask.extend(block);
        }
        mask.truncate(length);
        mask
    }
}

#[cfg(test)]
mod tests {
    use x509_parser::prelude::FromDer;

    use super::*;
    use crate::client::trust::der::{element, identifier, sequence};

    const PARAMETERS: Parameters = Parameters {
        hash: Hash::Sha256,
        mask: Hash::Sha384,
        salt: 5,
    };

    /// What is encoded of the message `b"signed"` for a modulus of 1,024 bits, and how.
    struct Encoding {
        /// Before the separator.
        zeros: u8,
        separator: u8,
        trailer: u8,
        /// Added to the first byte at the end.
        top: u8,
    }

    /// As it has to be.
    const RIGHT: Encoding = Encoding {
        zeros: 0,
        separator: 1,
        trailer: 0xBC,
        top: 0,
    };

    impl Encoding {
        /// RFC 8017, section 9.1.1, step by step.
        fn encode(&self) -> Vec<u8> {
            let salt = [7; 5];
            let digest = PARAMETERS.hash.digest(&[b"signed"]);
            let hash = PARAMETERS.hash.digest(&[&[0; 8], &digest, &salt]);
            let mut block = vec![0; 128 - 1 - hash.len() - 1 - salt.len()];
            *block.last_mut().unwrap() = self.zeros;
            block.push(self.separator);
            block.extend(salt);
            let mask = PARAMETERS.mask.mask(&hash, block.len());
            let mut encoded: Vec<u8> = block.iter().zip(mask).map(|(a, b)| a ^ b).collect();
            encoded[0] = encoded[0] & 0x7F | self.top;
            encoded.extend(hash);
            encoded.push(self.trailer);
            encoded
        }
    }

    fn fits(encoding: &Encoding) -> bool {
        PARAMETERS.fits(b"signed", &encoding.encode(), 1)
    }

    #[test]
    fn each_part_of_an_encoding_counts() {
        assert!(fits(&RIGHT));
        assert!(!PARAMETERS.fits(b"another", &RIGHT.encode(), 1));
        for wrong in [
            Encoding { zeros: 1, ..RIGHT },
            Encoding {
                separator: 2,
                ..RIGHT
            },
            Encoding {
                separator: 0,
                ..RIGHT
            },
            Encoding {
                trailer: 0xBB,
                ..RIGHT
            },
            Encoding { top: 0x80, ..RIGHT },
        ] {
            assert!(!fits(&wrong), "{:?}", wrong.encode());
        }
    }

    #[test]
    fn what_is_too_short_for_its_hash_and_salt_does_not_fit() {
        let encoded = RIGHT.encode();
        for length in 0..encoded.len() {
            let tail = &encoded[encoded.len() - length..];
            assert!(!PARAMETERS.fits(b"signed", tail, 1), "{length}");
        }
    }

    /// With the exponent 1 a signature is what it signs.
    #[test]
    fn a_signature_is_as_long_as_the_modulus_and_below_it() {
        let verify = |modulus: &[u8], exponent: &[u8], signature: &[u8]| {
            let key = RSAPublicKey { modulus, exponent };
            PARAMETERS.verify(&key, b"signed", signature)
        };
        let (modulus, signature) = ([0xFF; 128], RIGHT.encode());
        assert!(verify(&modulus, &[1], &signature));
        assert!(!verify(&modulus, &[1], &[&[0], &signature[..]].concat()));
        assert!(!verify(&modulus, &[1], &signature[1..]));
        // The same number, and once more the modulus.
        let mut modulus = [0; 128];
        (modulus[0], modulus[127]) = (0x80, 1);
        assert!(verify(&modulus, &[1], &signature));
        let mut more = signature;
        more[0] += 0x80;
        more[127] += 1;
        assert!(!verify(&modulus, &[1], &more));
    }

    /// 129 bytes, of which the first counts for nothing: 1,025 bits begin a byte of their own.
    #[test]
    fn a_modulus_whose_length_begins_a_byte() {
        let mut modulus = [0xFF; 129];
        modulus[0] = 1;
        // The mask decides which top bit is right.
        let is_right = [0, 0x80].map(|top| {
            let encoded = Encoding { top, ..RIGHT }.encode();
            let key = RSAPublicKey {
                modulus: &modulus,
                exponent: &[1],
            };
            let is_verified = PARAMETERS.verify(&key, b"signed", &[&[0], &encoded[..]].concat());
            assert_eq!(is_verified, PARAMETERS.fits(b"signed", &encoded, 0));
            is_verified
        });
        assert_ne!(is_right[0], is_right[1]);
    }

    /// Of a modulus that is prime, so that the exponent that signs is easily found.
    #[test]
    fn exponents_have_64_bits_at_the_most() {
        let modulus = (BigUint::from(1_u8) << 1024_u32) - 105_u8;
        let verifies = |bits: u32| {
            let mut exponent = (BigUint::from(1_u8) << (bits - 1)) + 1_u8;
            let signing = loop {
                if let Some(signing) = exponent.modinv(&(&modulus - 1_u8)) {
                    break signing;
                }
                exponent += 2_u8;
            };
            let encoded = BigUint::from_bytes_be(&RIGHT.encode());
            let number = encoded.modpow(&signing, &modulus).to_bytes_be();
            let signature = [vec![0; 128 - number.len()], number].concat();
            let key = RSAPublicKey {
                modulus: &modulus.to_bytes_be(),
                exponent: &exponent.to_bytes_be(),
            };
            PARAMETERS.verify(&key, b"signed", &signature)
        };
        assert!(verifies(17));
        assert!(verifies(64));
        assert!(!verifies(65));
    }

    #[test]
    fn parameters_name_a_known_mask_and_trailer() {
        let sha_256 = sequence(&[&identifier(b"\x60\x86\x48\x01\x65\x03\x04\x02\x01")]);
        let is_read = |mask: u8, trailer: u8| {
            let mask = identifier(&[b"\x2a\x86\x48\x86\xf7\x0d\x01\x01", &[mask][..]].concat());
            let parameters = sequence(&[
                &element(0xA0, &[&sha_256]),
                &element(0xA1, &[&sequence(&[&mask, &sha_256])]),
                &element(0xA2, &[&[0x02, 1, 32]]),
                &element(0xA3, &[&[0x02, 1, trailer]]),
            ]);
            let pss = identifier(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a");
            let der = sequence(&[&pss, &parameters]);
            Parameters::of(&AlgorithmIdentifier::from_der(&der).unwrap().1).is_some()
        };
        assert!(is_read(8, 1));
        assert!(!is_read(8, 2));
        assert!(!is_read(9, 1));
    }
}
