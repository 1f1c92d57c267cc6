//! What is said of certificates.

use kmip::client::flaws;

/// Any bytes have flaws that fit in one line each, or none.
pub fn certificate(bytes: &[u8]) {
    for flaw in flaws(bytes) {
        crate::line::check(&flaw);
    }
}
