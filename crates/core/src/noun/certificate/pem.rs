//! PEM (RFC 7468), as operators paste it: with text around it, with carriage returns, and with the
//! line breaks that a guide turned into blanks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The label of a certificate.
pub const CERTIFICATE: &str = "CERTIFICATE";
/// The label of a signing request.
pub const CERTIFICATE_REQUEST: &str = "CERTIFICATE REQUEST";

/// The length of a line of base 64, in characters (RFC 7468, section 2).
const LINE: usize = 64;

/// One block of PEM. It may be a private key, so its bytes are wiped when it is dropped.
pub struct Block {
    /// What it is, such as `CERTIFICATE`.
    pub label: String,
    /// Header lines (RFC 1421), which OpenSSL writes into keys it encrypts in its old form.
    pub headers: String,
    /// The bytes it holds.
    pub der: Zeroizing<Vec<u8>>,
}

/// A text begins a block of PEM that is not well-formed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPem {
    /// The line that ends it is missing.
    #[error("The text begins a {0} in PEM and does not end it")]
    Unended(String),
    /// What is between is not base 64.
    #[error("The {0} in PEM is not valid base 64")]
    Base64(String),
}

/// All blocks of `text`, in order. Text outside of the blocks is ignored.
///
/// # Errors
/// When a block is cut short or is not base 64.
pub fn blocks(text: &str) -> Result<Vec<Block>, InvalidPem> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after
            .split_once("-----")
            .ok_or_else(|| InvalidPem::Unended(first_word(after)))?;
        let (body, after) = after
            .split_once(&format!("-----END {label}-----"))
            .ok_or_else(|| InvalidPem::Unended(label.to_owned()))?;
        // What was cut off does not end where the next one does.
        if body.contains("-----BEGIN ") {
            return Err(InvalidPem::Unended(label.to_owned()));
        }
        found.push(block(label, body)?);
        rest = after;
    }
    Ok(found)
}

fn block(label: &str, body: &str) -> Result<Block, InvalidPem> {
    // Headers end with an empty line; base 64 has no colon.
    let lines = body.replace("\r\n", "\n");
    let lines = Zeroizing::new(lines);
    let (headers, data) = match lines.split_once("\n\n") {
        Some((headers, data)) if headers.contains(':') => (headers.trim(), data),
        _ => after_cipher(&lines).unwrap_or(("", &lines)),
    };
    let mut letters = Zeroizing::new(String::with_capacity(data.len()));
    letters.extend(data.chars().filter(|c| !c.is_whitespace()));
    let der = STANDARD
        .decode(letters.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| InvalidPem::Base64(label.to_owned()))?;
    Ok(Block {
        label: label.to_owned(),
        headers: headers.to_owned(),
        der,
    })
}

/// Headers and data of an encrypted key whose line breaks became blanks: the cipher is the last header.
fn after_cipher(body: &str) -> Option<(&str, &str)> {
    let info = body.find("DEK-Info:")? + "DEK-Info:".len();
    let value = info + body[info..].find(|c: char| !c.is_whitespace())?;
    let end = value + body[value..].find(char::is_whitespace)?;
    Some((body[..end].trim(), &body[end..]))
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|c| !c.is_whitespace())
        .take(LINE)
        .collect()
}

/// A block of PEM with lines of 64 characters, ending with a line break.
pub fn encode(label: &str, der: &[u8]) -> String {
    let letters = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = letters.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(LINE.min(rest.len()));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(der in prop::collection::vec(any::<u8>(), 0..200)) {
            let text = encode(CERTIFICATE, &der);
            prop_assert!(text.lines().all(|line| line.len() <= LINE));
            for text in [text.clone(), text.replace('\n', " "), text.replace('\n', "\r\n")] {
                let read = blocks(&format!("subject=CN = x {text}")).unwrap();
                prop_assert_eq!(read.len(), 1);
                prop_assert_eq!(&read[0].label, CERTIFICATE);
                prop_assert_eq!(&*read[0].der, &der);
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "(-----(BEGIN|END) [A-Z ]{0,3}(-----)?|[A-Za-z=\n ]){0,9}") {
            let _ = blocks(&text);
        }
    }

    #[test]
    fn several_blocks_in_order() {
        let text = encode("A", b"1") + &encode("B", b"22") + "trailer";
        let labels: Vec<_> = blocks(&text)
            .unwrap()
            .into_iter()
            .map(|block| block.label)
            .collect();
        assert_eq!(labels, ["A", "B"]);
    }

    #[test]
    fn a_block_cut_short() {
        let text = encode("A", b"1");
        let cut = blocks(&text[..text.len() - 8]).err();
        assert_eq!(cut, Some(InvalidPem::Unended("A".to_owned())));
        let before_another = text[..text.len() - 8].to_owned() + &text;
        let cut = blocks(&before_another).err();
        assert_eq!(cut, Some(InvalidPem::Unended("A".to_owned())));
        let spoilt = blocks(&text.replace("MQ", "M!")).err();
        assert_eq!(spoilt, Some(InvalidPem::Base64("A".to_owned())));
    }
}
