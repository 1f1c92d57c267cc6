//! Looking for many secrets at once in a lot of bytes.

use std::collections::HashMap;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

/// So many bytes of a secret in a row, as they are or as text, count as a find.
const WINDOW: usize = 16;
/// What is all zeros is passed over in blocks of this length, which file systems have too.
const BLOCK: usize = 4096;
/// Every first three bytes of a window have a bit, which spares most of the look-ups.
const BEGINNINGS: usize = 1 << 24;

/// A place where a part of a secret lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Find {
    /// What the secret is.
    pub(crate) name: String,
    /// How it is written there.
    pub(crate) form: &'static str,
    /// Where, in bytes.
    pub(crate) offset: usize,
}

/// The secrets that are looked for.
pub(crate) struct Search {
    windows: HashMap<[u8; WINDOW], (usize, &'static str)>,
    beginnings: Vec<u64>,
    names: Vec<String>,
}

impl Search {
    /// For no secret yet.
    pub(crate) fn new() -> Self {
        Self {
            windows: HashMap::new(),
            beginnings: vec![0; BEGINNINGS / 64],
            names: Vec::new(),
        }
    }

    /// Looks for any 16 bytes in a row of `secret` too, and of its hexadecimal digits and base64.
    ///
    /// # Panics
    /// When it is too short to be told from other bytes.
    pub(crate) fn add(&mut self, name: &str, secret: &[u8]) {
        assert!(secret.len() >= WINDOW, "{name} has {} bytes", secret.len());
        self.names.push(name.to_owned());
        self.add_form("bytes", secret);
        let digits: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        self.add_form("hexadecimal digits", digits.as_bytes());
        self.add_form("hexadecimal digits", digits.to_ascii_uppercase().as_bytes());
        // Four characters are three bytes: where a secret lies within other bytes, it begins at any
        // of the three.
        for skipped in 0..3 {
            for engine in [&BASE64_STANDARD_NO_PAD, &BASE64_URL_SAFE_NO_PAD] {
                let whole = &secret[skipped..];
                let text = engine.encode(&whole[..whole.len() / 3 * 3]);
                self.add_form("base64", text.as_bytes());
            }
        }
    }

    fn add_form(&mut self, form: &'static str, bytes: &[u8]) {
        let name = self.names.len() - 1;
        for window in bytes.array_windows::<WINDOW>() {
            self.windows.insert(*window, (name, form));
            let at = beginning(window);
            self.beginnings[at / 64] |= 1 << (at % 64);
        }
    }

    /// How many secrets are looked for.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The first find of each secret in each form.
    pub(crate) fn find(&self, bytes: &[u8]) -> Vec<Find> {
        let mut found: Vec<Find> = Vec::new();
        let mut at = 0;
        while at + WINDOW <= bytes.len() {
            // A window that begins in the last bytes of a block may reach beyond it.
            if at % BLOCK == 0 && is_zero(&bytes[at..bytes.len().min(at + BLOCK + WINDOW)]) {
                at += BLOCK;
                continue;
            }
            let window: &[u8; WINDOW] = bytes[at..at + WINDOW].try_into().expect("its length");
            let bit = beginning(window);
            if self.beginnings[bit / 64] >> (bit % 64) & 1 == 1
                && let Some(&(name, form)) = self.windows.get(window)
                && !found
                    .iter()
                    .any(|find| find.name == self.names[name] && find.form == form)
            {
                found.push(Find {
                    name: self.names[name].clone(),
                    form,
                    offset: at,
                });
            }
            at += 1;
        }
        found
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte == 0)
}

fn beginning(window: &[u8; WINDOW]) -> usize {
    usize::from(window[0]) | usize::from(window[1]) << 8 | usize::from(window[2]) << 16
}

/// What finds nothing has to be able to find.
#[test]
fn a_planted_part_of_a_secret_is_found_wherever_it_lies_and_however_it_is_written() {
    let secret: Vec<u8> = (0..64_u8).map(|at| at.wrapping_mul(37) ^ 90).collect();
    let mut search = Search::new();
    search.add("planted", &secret);
    let part = &secret[5..5 + 24];
    let digits: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
    let embedded = [b"a".as_slice(), part, b"z"].concat();
    let forms = [
        ("bytes", part[..WINDOW].to_vec()),
        ("hexadecimal digits", digits.clone().into_bytes()),
        ("hexadecimal digits", digits.to_uppercase().into_bytes()),
        ("base64", BASE64_STANDARD_NO_PAD.encode(part).into_bytes()),
        (
            "base64",
            BASE64_STANDARD_NO_PAD.encode(&part[1..]).into_bytes(),
        ),
        (
            "base64",
            BASE64_URL_SAFE_NO_PAD.encode(&embedded).into_bytes(),
        ),
    ];
    for (form, planted) in forms {
        for offset in [
            0,
            1,
            BLOCK - 7,
            BLOCK - 1,
            2 * BLOCK,
            4 * BLOCK - planted.len(),
        ] {
            let mut bytes = vec![0; 4 * BLOCK];
            assert_eq!(search.find(&bytes), []);
            bytes[offset..offset + planted.len()].copy_from_slice(&planted);
            let found = search.find(&bytes);
            assert!(
                matches!(&found[..], [find] if find.form == form && find.name == "planted"),
                "{form} at {offset}: {found:?}"
            );
        }
    }
}

#[test]
fn other_bytes_are_no_find() {
    let mut search = Search::new();
    search.add("secret", &[7; 32]);
    let mut bytes: Vec<u8> = (0..BLOCK).map(|at| (at % 251) as u8).collect();
    bytes[100..115].fill(7);
    assert_eq!((search.find(&bytes), search.len()), (Vec::new(), 1));
}
