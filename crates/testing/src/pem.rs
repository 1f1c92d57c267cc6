//! Certificates and keys as text (RFC 7468).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A certificate in PEM.
#[must_use]
pub fn certificate_pem(der: &[u8]) -> String {
    pem("CERTIFICATE", der)
}

/// A private key (PKCS #8) in PEM.
pub(crate) fn key_pem(der: &[u8]) -> String {
    pem("PRIVATE KEY", der)
}

fn pem(label: &str, der: &[u8]) -> String {
    let mut pem = format!("-----BEGIN {label}-----\n");
    let text = STANDARD.encode(der);
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().map(|byte| char::from(*byte)));
        pem.push('\n');
    }
    pem + &format!("-----END {label}-----\n")
}
