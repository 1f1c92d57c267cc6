//! DER for tests, element by element.

/// An element with that tag, which holds those one after the other.
pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let length = contents.len();
    let mut der = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => der.push(short),
        _ => der.extend([
            0x82,
            (length >> 8).try_into().unwrap(),
            (length & 0xFF).try_into().unwrap(),
        ]),
    }
    der.extend(contents);
    der
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, parts)
}

pub(super) fn identifier(contents: &[u8]) -> Vec<u8> {
    element(0x06, &[contents])
}
