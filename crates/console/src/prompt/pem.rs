//! Pasting PEM texts, on a terminal or through a pipe.

use std::io::{self, IsTerminal, Read};

use anyhow::{Context, bail};
use zeroize::Zeroizing;

use super::{PemKind, passphrase, unfold_pem};

/// The longest text that is read, in bytes.
const MAX_LENGTH: usize = 1 << 20;

/// Asks for one PEM text.
///
/// # Errors
/// When it cannot be read, is longer than 1 MiB, or is not UTF-8.
pub fn pem(kind: PemKind) -> anyhow::Result<Zeroizing<String>> {
    ask(kind);
    read()
}

/// Asks for several PEM texts, in the order given. Through a pipe they come in one text, and each
/// block goes to the prompt of its kind: the first certificate to `Certificate`, further ones to
/// `IntermediateCertificate`, a key to `PrivateKey`.
///
/// # Errors
/// As [`pem`].
pub fn pems(kinds: &[PemKind]) -> anyhow::Result<Vec<Zeroizing<String>>> {
    if io::stdin().is_terminal() || kinds.len() < 2 {
        return kinds.iter().map(|&kind| pem(kind)).collect();
    }
    kinds.iter().for_each(|&kind| ask(kind));
    Ok(share_out(kinds, &unfold_pem(&read_text()?)))
}

/// Asks for PEM texts and then for the passphrase of the key among them. Through a pipe the
/// passphrase is the line outside of the PEM blocks.
///
/// # Errors
/// As [`pem`].
pub fn pems_and_passphrase(
    kinds: &[PemKind],
) -> anyhow::Result<(Vec<Zeroizing<String>>, Zeroizing<String>)> {
    if io::stdin().is_terminal() {
        return Ok((pems(kinds)?, passphrase()?));
    }
    kinds.iter().for_each(|&kind| ask(kind));
    eprintln!("Enter passphrase:");
    let text = read_text()?;
    Ok((
        share_out(kinds, &unfold_pem(&text)),
        outside_of_blocks(&text),
    ))
}

fn ask(kind: PemKind) {
    eprintln!(
        "Please enter {} followed by Enter and then Ctrl-D:",
        kind.as_str()
    );
}

fn read() -> anyhow::Result<Zeroizing<String>> {
    read_text().map(|text| Zeroizing::new(unfold_pem(&text)))
}

fn read_text() -> anyhow::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_LENGTH + 1));
    let mut input = io::stdin().lock().take(MAX_LENGTH as u64 + 1);
    input
        .read_to_end(&mut bytes)
        .context("Cannot read standard input")?;
    if bytes.len() > MAX_LENGTH {
        bail!("The text is longer than 1 MiB. Paste PEM blocks only.");
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => bail!("The text is not UTF-8. Paste PEM, not DER."),
    }
}

/// Gives each block of `text` to the prompt of its kind, or to the first when none wants it.
fn share_out(kinds: &[PemKind], text: &str) -> Vec<Zeroizing<String>> {
    let mut shares: Vec<Zeroizing<String>> = kinds.iter().map(|_| Zeroizing::default()).collect();
    let place = |kind| kinds.iter().position(|&k| k == kind);
    let mut certificates = 0;
    for block in blocks(text) {
        let wanted = if block.contains("PRIVATE KEY-----") {
            place(PemKind::PrivateKey)
        } else {
            certificates += 1;
            let further = (certificates > 1).then(|| place(PemKind::IntermediateCertificate));
            further.flatten().or(place(PemKind::Certificate))
        };
        let share = &mut shares[wanted.unwrap_or(0)];
        share.push_str(block.trim());
        share.push('\n');
    }
    shares
}

/// The first line that is in no block.
fn outside_of_blocks(text: &str) -> Zeroizing<String> {
    let outside = blocks(text).map(|block| block.split("-----BEGIN").next().unwrap_or_default());
    let line = outside
        .flat_map(str::lines)
        .find(|line| !line.trim().is_empty());
    Zeroizing::new(line.unwrap_or_default().trim_end_matches('\r').to_owned())
}

/// The text cut behind every END line.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.trim().is_empty() {
            return None;
        }
        let end = rest
            .find("-----END")
            .and_then(|at| rest[at + 8..].find("-----").map(|more| at + 8 + more + 5))
            .unwrap_or(rest.len());
        let (block, after) = rest.split_at(end);
        rest = after;
        Some(block)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_goes_to_the_prompt_of_its_kind() {
        let block = |label: &str, body: &str| {
            format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
        };
        let text = [
            block("EC PRIVATE KEY", "k"),
            block("CERTIFICATE", "1"),
            block("CERTIFICATE", "2"),
            block("CERTIFICATE", "3"),
        ];
        let kinds = [
            PemKind::Certificate,
            PemKind::IntermediateCertificate,
            PemKind::PrivateKey,
        ];
        let shares = share_out(&kinds, &text.concat());
        assert_eq!(*shares[0], text[1]);
        assert_eq!(*shares[1], text[2].clone() + &text[3]);
        assert_eq!(*shares[2], text[0]);
    }

    #[test]
    fn the_line_outside_of_the_blocks_is_the_passphrase() {
        let key = "-----BEGIN PRIVATE KEY-----\nk\n-----END PRIVATE KEY-----\n";
        for text in [
            format!("{key}a b\r\n"),
            format!("a b\n{key}"),
            format!("{key}{key}\na b"),
        ] {
            assert_eq!(*outside_of_blocks(&text), "a b");
        }
        assert_eq!(*outside_of_blocks(key), "");
    }
}
