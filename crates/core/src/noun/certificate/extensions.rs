//! The extensions of the certificates and requests made here (RFC 5280, section 4.2.1).

use std::net::IpAddr;

use aws_lc_rs::digest;
use rcgen::{CustomExtension, PublicKeyData};
use yasna::models::ObjectIdentifier;
use yasna::{DERWriter, Tag, construct_der};

use super::alternative_name::AlternativeName;
use super::key::PrivateKey;
use super::key_spec::KeyAlgorithm;

const SUBJECT_KEY_IDENTIFIER: u64 = 14;
const KEY_USAGE: u64 = 15;
const SUBJECT_ALTERNATIVE_NAME: u64 = 17;
const BASIC_CONSTRAINTS: u64 = 19;
const AUTHORITY_KEY_IDENTIFIER: u64 = 35;
const EXTENDED_KEY_USAGE: u64 = 37;

/// serverAuth
const SERVER: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 3, 1];
/// clientAuth
const CLIENT: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 3, 2];

/// The length of a key identifier, in bytes.
const KEY_IDENTIFIER_LEN: usize = 20;

/// The extensions of a self-signed certificate, in the order of the documented one: rcgen has an order of
/// its own. The names are critical when the certificate has no subject (section 4.2.1.6).
pub(super) fn of_certificate(
    names: &[AlternativeName],
    has_subject: bool,
    key: &PrivateKey,
) -> Vec<CustomExtension> {
    let mut extensions = Vec::with_capacity(6);
    if !names.is_empty() {
        extensions.push(alternative_names(names, !has_subject));
    }
    let spki = key.subject_public_key_info();
    let id = &digest::digest(&digest::SHA256, &spki).as_ref()[..KEY_IDENTIFIER_LEN].to_vec();
    extensions.extend([
        extension(AUTHORITY_KEY_IDENTIFIER, false, |writer| {
            writer.write_sequence(|writer| {
                let writer = writer.next();
                writer.write_tagged_implicit(Tag::context(0), |writer| writer.write_bytes(id));
            });
        }),
        extension(SUBJECT_KEY_IDENTIFIER, false, |writer| {
            writer.write_bytes(id)
        }),
        // CA:FALSE, which is the default.
        extension(BASIC_CONSTRAINTS, true, |writer| {
            writer.write_sequence(|_| ())
        }),
        key_usage(key.key_algorithm()),
        extended_key_usage(),
    ]);
    extensions
}

/// The extensions that a signing request asks for.
pub(super) fn of_request(
    names: &[AlternativeName],
    has_subject: bool,
    key: &PrivateKey,
) -> Vec<CustomExtension> {
    let mut extensions = Vec::with_capacity(3);
    if !names.is_empty() {
        extensions.push(alternative_names(names, !has_subject));
    }
    extensions.extend([key_usage(key.key_algorithm()), extended_key_usage()]);
    extensions
}

/// The extension of that number below id-ce (2.5.29).
fn extension(number: u64, critical: bool, content: impl FnOnce(DERWriter<'_>)) -> CustomExtension {
    let oid = [2, 5, 29, number];
    let mut extension = CustomExtension::from_oid_content(&oid, construct_der(content));
    extension.set_criticality(critical);
    extension
}

fn alternative_names(names: &[AlternativeName], critical: bool) -> CustomExtension {
    extension(SUBJECT_ALTERNATIVE_NAME, critical, |writer| {
        writer.write_sequence(|writer| {
            for name in names {
                let writer = writer.next();
                match name {
                    AlternativeName::Dns(name) => {
                        writer.write_tagged_implicit(Tag::context(2), |writer| {
                            writer.write_ia5_string(name);
                        })
                    }
                    AlternativeName::Ip(address) => {
                        writer.write_tagged_implicit(Tag::context(7), |writer| match address {
                            IpAddr::V4(address) => writer.write_bytes(&address.octets()),
                            IpAddr::V6(address) => writer.write_bytes(&address.octets()),
                        })
                    }
                }
            }
        });
    })
}

/// digitalSignature (bit 0), keyEncipherment (2), keyCertSign (5). keyCertSign is documented, and OpenSSL
/// wants it to take the certificate as self-signed. EC keys encipher nothing (RFC 8813, RFC 8410).
fn key_usage(algorithm: KeyAlgorithm) -> CustomExtension {
    const BITS: usize = 6;
    let usages = match algorithm {
        KeyAlgorithm::Rsa => 0b1010_0100,
        KeyAlgorithm::Ec | KeyAlgorithm::Ed25519 => 0b1000_0100,
    };
    extension(KEY_USAGE, true, |writer| {
        writer.write_bitvec_bytes(&[usages], BITS)
    })
}

fn extended_key_usage() -> CustomExtension {
    extension(EXTENDED_KEY_USAGE, true, |writer| {
        writer.write_sequence(|writer| {
            for usage in [SERVER, CLIENT] {
                writer
                    .next()
                    .write_oid(&ObjectIdentifier::from_slice(&usage));
            }
        });
    })
}
