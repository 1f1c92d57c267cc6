//! Secrets of 32 bytes, each of its own type, overwritten when they are dropped.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{hkdf, rand};
use zeroize::Zeroizing;

/// Fills an array from the system's random numbers.
pub(crate) fn random<const N: usize>() -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0; N]);
    rand::fill(bytes.as_mut_slice()).expect("the system has random numbers");
    bytes
}

macro_rules! secret {
    ($(#[$doc:meta])* $visibility:vis $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        $visibility struct $name(zeroize::Zeroizing<[u8; 32]>);

        impl $name {
            /// The secret of those 32 bytes.
            $visibility fn new(bytes: zeroize::Zeroizing<[u8; 32]>) -> Self {
                Self(bytes)
            }

            pub(crate) fn expose(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(secret)"))
            }
        }
    };
}
pub(super) use secret;

secret! {
    /// The array key: random, made anew at every rotation, known to no single drive.
    pub(crate) ArrayKey
}

secret! {
    /// The data encryption key: one for the life of the array.
    pub Dek
}

impl Dek {
    /// Whether it is the same key; compared in constant time.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        verify_slices_are_equal(self.expose(), other.expose()).is_ok()
    }

    /// By what it is known, without anything of it being known: 64 hexadecimal digits.
    pub(crate) fn fingerprint(&self) -> String {
        hex::encode(*self.derive("fingerprint"))
    }

    /// The key for one purpose: HKDF-SHA256 (RFC 5869) of the DEK with `label`. 32 bytes.
    pub fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        crate::ground::fault::disclose("dek", self.expose());
        let mut key = Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"puresim data")
            .extract(self.expose())
            .expand(&[label.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(key.as_mut_slice()))
            .expect("32 bytes are a length that HKDF-SHA256 gives");
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Python's `hmac` gives. A change opens no volume of before.
    #[test]
    fn known_answer() {
        let dek = Dek::new(Zeroizing::new(std::array::from_fn(|at| {
            u8::try_from(at).unwrap()
        })));
        assert_eq!(
            hex::encode(*dek.derive("volume 1")),
            "07a15ad89e9959ce7495512dadb5bcd74c853b27525437bb9f2527e5a2477c1a"
        );
    }
}
