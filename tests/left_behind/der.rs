//! What is secret in a private key in DER: its public parts, and what all keys of a kind begin with, lie
//! in certificates too.

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

/// The private numbers of a key in PKCS #8 (RFC 5958): of RSA all after the modulus and the exponent,
/// else the one secret.
pub(crate) fn private_parts(pkcs8: &[u8]) -> Vec<&[u8]> {
    let outer = fields(content(pkcs8, SEQUENCE));
    let key = content(outer[2], OCTET_STRING);
    let parts = match key[0] {
        // Ed25519 (RFC 8410)
        OCTET_STRING => vec![content(key, OCTET_STRING)],
        _ => {
            let inner = fields(content(key, SEQUENCE));
            if inner[1][0] == INTEGER {
                // RSA (RFC 8017, A.1.2): version, modulus, exponent, then what is private.
                inner[3..].iter().map(|&it| content(it, INTEGER)).collect()
            } else {
                // EC (RFC 5915): version, private key, and what is public.
                vec![content(inner[1], OCTET_STRING)]
            }
        }
    };
    assert!(parts.iter().all(|part| part.len() >= 32));
    parts
}

/// The value of the element that begins here.
fn content(element: &[u8], tag: u8) -> &[u8] {
    assert_eq!(element[0], tag);
    let (head, length) = measure(element);
    &element[head..head + length]
}

/// The elements of a value, each with its head.
fn fields(mut value: &[u8]) -> Vec<&[u8]> {
    let mut fields = Vec::new();
    while !value.is_empty() {
        let (head, length) = measure(value);
        fields.push(&value[..head + length]);
        value = &value[head + length..];
    }
    fields
}

/// How long head and value are.
fn measure(element: &[u8]) -> (usize, usize) {
    match element[1] {
        length @ 0..0x80 => (2, usize::from(length)),
        more => {
            let digits = &element[2..2 + usize::from(more & 0x7f)];
            let length = digits
                .iter()
                .fold(0, |sum, &digit| sum << 8 | usize::from(digit));
            (2 + digits.len(), length)
        }
    }
}
