//! Algorithms and keys in words.

use x509_parser::asn1_rs::{Oid, Tag};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::RSAPublicKey;
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

/// The fewest bits that an RSA key may have.
pub(super) const MIN_RSA_BITS: usize = 2048;
/// The most bits that an RSA key may have.
pub(super) const MAX_RSA_BITS: usize = 8192;

const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const SHA_1: &str = "1.3.14.3.2.26";
const EC_KEY: &str = "1.2.840.10045.2.1";
/// A key for any signature, and one for RSA-PSS alone.
const RSA_KEYS: [&str; 2] = ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"];

/// What is wrong with a key that [`has_explicit_curve`].
pub(super) const EXPLICIT_CURVE: &str =
    "its key spells out the parameters of its curve instead of naming it";

/// What is wrong with an RSA key of so many bits.
pub(super) fn too_small(bits: usize) -> String {
    format!("its RSA key has {bits} bits, and {MIN_RSA_BITS} are the least")
}

/// What is wrong with a signature over the digest of an [`old_hash`].
pub(super) fn signed_with(hash: &str) -> String {
    format!("it is signed with {hash}, which is no longer safe")
}

/// Whether it is an elliptic curve's key that spells out the curve.
pub(super) fn has_explicit_curve(key: &SubjectPublicKeyInfo<'_>) -> bool {
    let parameters = key.algorithm.parameters.as_ref();
    key.algorithm.algorithm.to_id_string() == EC_KEY
        && parameters.is_some_and(|parameters| parameters.tag() == Tag::Sequence)
}

/// Why signatures of that key cannot be verified; `None` when it is no fault of the key.
pub(super) fn unusable_key(key: &SubjectPublicKeyInfo<'_>) -> Option<String> {
    let identifier = key.algorithm.algorithm.to_id_string();
    if let Some(rsa) = rsa_key(key) {
        let bits = bits(rsa.modulus);
        return if bits < MIN_RSA_BITS {
            Some(too_small(bits))
        } else if bits > MAX_RSA_BITS {
            Some(format!(
                "its RSA key has {bits} bits, and {MAX_RSA_BITS} are the most"
            ))
        } else {
            None
        };
    }
    let name = match identifier.as_str() {
        EC_KEY => return unusable_curve(key),
        "1.3.101.112" => return None,
        rsa if RSA_KEYS.contains(&rsa) => "an RSA key that cannot be read".to_owned(),
        // ML-DSA.
        lattice if lattice.starts_with("2.16.840.1.101.3.4.3.") => return None,
        "1.3.101.113" => "an Ed448 key".to_owned(),
        "1.2.840.10040.4.1" => "a DSA key".to_owned(),
        other => format!("a key of the unknown algorithm {other}"),
    };
    Some(format!("it has {name}, which this client cannot use"))
}

/// Significant bits of an unsigned number.
pub(super) fn bits(number: &[u8]) -> usize {
    let leading = number.iter().take_while(|byte| **byte == 0).count();
    let rest = &number[leading..];
    rest.first()
        .map_or(0, |first| rest.len() * 8 - first.leading_zeros() as usize)
}

fn unusable_curve(key: &SubjectPublicKeyInfo<'_>) -> Option<String> {
    if has_explicit_curve(key) {
        return Some(EXPLICIT_CURVE.to_owned());
    }
    let parameters = key.algorithm.parameters.as_ref()?;
    let curve = Oid::try_from(parameters.clone()).ok()?.to_id_string();
    let name = match curve.as_str() {
        "1.2.840.10045.3.1.7" | "1.3.132.0.34" | "1.3.132.0.35" => return None,
        "1.3.132.0.10" => "secp256k1",
        "1.3.132.0.33" => "P-224",
        "1.2.840.10045.3.1.1" => "P-192",
        "1.3.36.3.3.2.8.1.1.7" => "brainpoolP256r1",
        "1.3.36.3.3.2.8.1.1.11" => "brainpoolP384r1",
        "1.3.36.3.3.2.8.1.1.13" => "brainpoolP512r1",
        other => other,
    };
    Some(format!(
        "its key is on the curve {name}; this client knows P-256, P-384 and P-521"
    ))
}

/// The hash of that signature, if nobody trusts it any more.
pub(super) fn old_hash(algorithm: &AlgorithmIdentifier<'_>) -> Option<&'static str> {
    match algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.2" => Some("MD2"),
        "1.2.840.113549.1.1.3" => Some("MD4"),
        "1.2.840.113549.1.1.4" => Some("MD5"),
        "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" | "1.2.840.10045.4.1" | "1.2.840.10040.4.3" => {
            Some("SHA-1")
        }
        // Without parameters, or with ones that say nothing of a hash, PSS means SHA-1.
        RSA_PSS if pss_hash(algorithm).is_none_or(|hash| hash == SHA_1) => Some("SHA-1"),
        _ => None,
    }
}

/// Why signatures of that algorithm are not accepted.
pub(super) fn unusable_signature(algorithm: &AlgorithmIdentifier<'_>) -> String {
    if let Some(hash) = old_hash(algorithm) {
        return signed_with(hash);
    }
    let identifier = algorithm.algorithm.to_id_string();
    match identifier.as_str() {
        RSA_PSS => {
            let hash = pss_hash(algorithm).unwrap_or_default();
            format!("it is signed with RSA-PSS of parameters that are not known ({hash})")
        }
        "1.2.840.113549.1.1.14" | "1.2.840.10045.4.3.1" => {
            "it is signed with SHA-224, which this client does not know".to_owned()
        }
        "1.3.101.113" => "it is signed with Ed448, which this client does not know".to_owned(),
        other => format!("it is signed with an algorithm that is not known, {other}"),
    }
}

fn pss_hash(algorithm: &AlgorithmIdentifier<'_>) -> Option<String> {
    let parameters = algorithm.parameters.as_ref()?;
    let parameters = RsaSsaPssParams::try_from(parameters).ok()?;
    let hash = parameters.hash_algorithm()?;
    Some(hash.algorithm.to_id_string())
}

/// The RSA key, whatever its algorithm says it may sign with.
pub(super) fn rsa_key<'k>(key: &'k SubjectPublicKeyInfo<'_>) -> Option<RSAPublicKey<'k>> {
    let identifier = key.algorithm.algorithm.to_id_string();
    let is_rsa = RSA_KEYS.contains(&identifier.as_str());
    let read = is_rsa.then(|| RSAPublicKey::from_der(&key.subject_public_key.data));
    Some(read?.ok()?.1)
}

#[cfg(test)]
mod tests {
    use x509_parser::prelude::FromDer;

    use super::*;
    use crate::client::trust::der::{element, identifier, sequence};

    const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";

    /// Of a key of that algorithm, whose bits are no key.
    fn unusable(algorithm: &[u8]) -> Option<String> {
        let algorithm = sequence(&[&identifier(algorithm)]);
        let der = sequence(&[&algorithm, &[0x03, 2, 0, 0x55]]);
        unusable_key(&SubjectPublicKeyInfo::from_der(&der).unwrap().1)
    }

    #[test]
    fn bits_of_a_number() {
        for (number, expected) in [
            (&[][..], 0),
            (&[0, 0], 0),
            (&[1], 1),
            (&[0, 0x40, 0], 15),
            (&[0xFF], 8),
        ] {
            assert_eq!(bits(number), expected, "{number:?}");
        }
    }

    /// Of an RSA key whose modulus has so many bits.
    fn unusable_rsa(bits: usize) -> Option<String> {
        let mut modulus = vec![0; bits / 8 + 1];
        modulus[usize::from(bits.is_multiple_of(8))] = 1 << ((bits + 7) % 8);
        let modulus = element(0x02, &[&modulus]);
        let key = sequence(&[&modulus, &[0x02, 1, 3]]);
        let algorithm = sequence(&[&identifier(RSA), &[0x05, 0]]);
        let der = sequence(&[&algorithm, &element(0x03, &[&[0], &key])]);
        unusable_key(&SubjectPublicKeyInfo::from_der(&der).unwrap().1)
    }

    #[test]
    fn rsa_keys_have_no_fewer_and_no_more_bits() {
        let told = |bits, words: &str| Some(format!("its RSA key has {bits} bits, and {words}"));
        assert_eq!(unusable_rsa(2047), told(2047, "2048 are the least"));
        assert_eq!(unusable_rsa(2048), None);
        assert_eq!(unusable_rsa(8192), None);
        assert_eq!(unusable_rsa(8193), told(8193, "8192 are the most"));
    }

    fn old(algorithm: &[u8], parameters: &[u8]) -> Option<&'static str> {
        let der = sequence(&[&identifier(algorithm), parameters]);
        old_hash(&AlgorithmIdentifier::from_der(&der).unwrap().1)
    }

    #[test]
    fn hashes_that_nobody_trusts_any_more() {
        const PKCS_1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01";
        let of_pkcs_1 = |number: u8| old(&[PKCS_1, &[number]].concat(), &[0x05, 0]);
        for (number, hash) in [
            (2, Some("MD2")),
            (3, Some("MD4")),
            (4, Some("MD5")),
            (5, Some("SHA-1")),
            (11, None),
        ] {
            assert_eq!(of_pkcs_1(number), hash, "{number}");
        }
        // RSA-PSS: without parameters, with ones that name no hash, and with ones that do.
        let pss = [PKCS_1, &[10]].concat();
        let named = |hash: &[u8]| {
            let hash = sequence(&[&identifier(hash)]);
            sequence(&[&element(0xA0, &[&hash])])
        };
        assert_eq!(old(&pss, &[]), Some("SHA-1"));
        assert_eq!(old(&pss, &sequence(&[])), Some("SHA-1"));
        assert_eq!(old(&pss, &named(b"\x2b\x0e\x03\x02\x1a")), Some("SHA-1"));
        let sha_256 = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
        assert_eq!(old(&pss, &named(sha_256)), None);
    }

    #[test]
    fn keys_that_are_of_no_use_are_told_by_their_algorithm() {
        for (algorithm, word) in [
            (RSA, "an RSA key that cannot be read"),
            (
                b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a",
                "an RSA key that cannot be read",
            ),
            (b"\x2b\x65\x71", "an Ed448 key"),
            (b"\x2a\x86\x48\xce\x38\x04\x01", "a DSA key"),
            (
                b"\x2b\x65\x6e",
                "a key of the unknown algorithm 1.3.101.110",
            ),
        ] {
            let expected = format!("it has {word}, which this client cannot use");
            assert_eq!(unusable(algorithm), Some(expected));
        }
        // Ed25519, and ML-DSA-44.
        for algorithm in [
            &b"\x2b\x65\x70"[..],
            b"\x60\x86\x48\x01\x65\x03\x04\x03\x11",
        ] {
            assert_eq!(unusable(algorithm), None);
        }
    }
}
