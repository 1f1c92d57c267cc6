//! What is wrong with a certificate by itself.

use std::fmt;

use super::link::Link;
use super::words;

/// Why peers that judge as OpenSSL does refuse a certificate, whoever issued it and whatever it is for.
/// Shown as a part of a sentence, such as "it is signed with SHA-1, which is no longer safe".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// It is of X.509 version 1, which has no extensions. OpenSSL accepts it as a client's.
    Version1,
    /// An extension is critical and not known, by its identifier.
    CriticalExtension(String),
    /// An extension that decides cannot be read, or is there twice, by its identifier.
    UnreadableExtension(String),
    /// Its key spells out its curve (RFC 5480, section 2.1.1, forbids it).
    ExplicitCurve,
    /// Its RSA key has so many bits, fewer than 2048.
    SmallKey(usize),
    /// It is signed with that hash, such as "SHA-1".
    OldHash(&'static str),
    /// It ends before it begins.
    EndsFirst,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version1 => f.write_str("it is of X.509 version 1, which many refuse"),
            Self::CriticalExtension(id) => {
                write!(f, "its extension {id} is critical and not known")
            }
            Self::UnreadableExtension(id) => {
                write!(f, "its extension {id} cannot be read, or is there twice")
            }
            Self::ExplicitCurve => f.write_str(words::EXPLICIT_CURVE),
            Self::SmallKey(bits) => f.write_str(&words::too_small(*bits)),
            Self::OldHash(hash) => f.write_str(&words::signed_with(hash)),
            Self::EndsFirst => f.write_str("it ends before it begins, so it is never valid"),
        }
    }
}

/// The flaws of a certificate in DER; none when it is sound, or not an X.509 certificate.
#[must_use]
pub fn flaws(der: &[u8]) -> Vec<Flaw> {
    let Some(link) = Link::of(der) else {
        return Vec::new();
    };
    let key = link.certificate.public_key();
    let small = words::rsa_key(key)
        .map(|rsa| words::bits(rsa.modulus))
        .filter(|bits| *bits < words::MIN_RSA_BITS);
    // Nobody verifies the signature of a root.
    let hash =
        words::old_hash(&link.certificate.signature_algorithm).filter(|_| !link.is_self_signed());
    let validity = link.certificate.validity();
    let ends_first = validity.not_after.timestamp() < validity.not_before.timestamp();
    let all = [
        link.is_version_1().then_some(Flaw::Version1),
        link.unknown_critical_extension()
            .map(Flaw::CriticalExtension),
        link.unreadable_extension().map(Flaw::UnreadableExtension),
        words::has_explicit_curve(key).then_some(Flaw::ExplicitCurve),
        small.map(Flaw::SmallKey),
        hash.map(Flaw::OldHash),
        ends_first.then_some(Flaw::EndsFirst),
    ];
    all.into_iter().flatten().collect()
}
