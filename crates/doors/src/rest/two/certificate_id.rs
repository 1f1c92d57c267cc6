//! The identifiers of certificates: UUIDs of version 8 (RFC 9562), from which the certificate is found without a
//! search.
//!
//! 48 bits are the certificate's number, under a mask of its array. The others are a hash of the number, of the name
//! and of the array: a certificate of another name, or of another array, has another identifier even when it has
//! the number.

use aws_lc_rs::digest::{SHA256, digest};
use pure_core::certificate::{Certificate, CertificateId};
use uuid::{Builder, Uuid};

/// How many bytes the number takes.
const NUMBER: usize = 6;

/// The identifier of that certificate of that array.
pub(super) fn of(array: &str, certificate: &Certificate) -> Uuid {
    let number = certificate.id.number().to_be_bytes();
    let name = certificate.name.as_str().to_lowercase();
    let text = format!(
        "certificate {} {name} of array {array}",
        certificate.id.number()
    );
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest(&SHA256, text.as_bytes()).as_ref()[..16]);
    let masked = number[2..].iter().zip(mask(array));
    for (byte, (number, mask)) in bytes.iter_mut().zip(masked) {
        *byte = number ^ mask;
    }
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// Which certificate of that array it is, if it is there and `of` says the same.
pub(super) fn certificate(array: &str, id: Uuid) -> CertificateId {
    let mut number = [0; 8];
    let masked = id.as_bytes().iter().zip(mask(array));
    for (number, (byte, mask)) in number[2..].iter_mut().zip(masked) {
        *number = byte ^ mask;
    }
    CertificateId::new(i64::from_be_bytes(number))
}

fn mask(array: &str) -> [u8; NUMBER] {
    let hash = digest(&SHA256, format!("certificates of array {array}").as_bytes());
    let mut mask = [0; NUMBER];
    mask.copy_from_slice(&hash.as_ref()[..NUMBER]);
    mask
}
