//! Pasting PEM texts, on a terminal or through a pipe.

use std::io::{self, IsTerminal};

use zeroize::Zeroizing;

use super::kind::PemKind;
use super::pipe::{self, Pipe};
use super::reflow::reflow_pem;
use crate::terminal::hidden::Hidden;

/// Asks for one PEM text. On a terminal Ctrl-D ends it, and the next prompt can follow; a private key is
/// not shown there. Through a pipe all PEM blocks are taken. The text has its line breaks again when it was pasted from a
/// document; what is not PEM at all comes as it is.
///
/// # Errors
/// When it cannot be read, is longer than 1 MiB, or is not UTF-8.
pub fn pem(kind: PemKind) -> anyhow::Result<Zeroizing<String>> {
    let _hidden = kind.is_secret().then(Hidden::begin);
    kind.ask();
    if io::stdin().is_terminal() {
        let text = pipe::read_all(pipe::stdin()?)?;
        return Ok(Zeroizing::new(reflow_pem(&text)));
    }
    let mut texts = Pipe::of_stdin().take_blocks(&[kind])?;
    Ok(texts.pop().unwrap_or_default())
}

/// Asks for several PEM texts, in the order given. Through a pipe they come in one text, and each
/// block goes to the prompt of its kind: the first certificate to `Certificate`, further ones to
/// `IntermediateCertificate`, a key to `PrivateKey`.
///
/// # Errors
/// As [`pem`].
pub fn pems(kinds: &[PemKind]) -> anyhow::Result<Vec<Zeroizing<String>>> {
    if kinds.is_empty() || io::stdin().is_terminal() {
        return kinds.iter().map(|&kind| pem(kind)).collect();
    }
    kinds.iter().for_each(|kind| kind.ask());
    Pipe::of_stdin().take_blocks(kinds)
}
