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
