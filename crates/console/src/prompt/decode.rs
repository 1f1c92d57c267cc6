//! The text of a stream, however it is encoded.

use anyhow::{Context, anyhow};
use zeroize::Zeroizing;

/// The text of a part of a stream, which has to be UTF-8.
pub(super) fn as_text(bytes: &[u8]) -> anyhow::Result<&str> {
    // Where it breaks off helps nobody.
    std::str::from_utf8(bytes).map_err(|_| {
        anyhow!(
            "Standard input is not UTF-8. Paste PEM, not DER: 'openssl pkcs12 -in FILE' converts PKCS #12 \
             (.p12, .pfx), and 'openssl x509 -inform DER -in FILE' a certificate."
        )
    })
}

/// The text of a stream: UTF-8, or UTF-16 with its byte order mark, as PowerShell writes it.
pub(super) fn decode(bytes: &[u8]) -> anyhow::Result<Zeroizing<String>> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => of_units(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => of_units(rest, u16::from_be_bytes)?,
        [0xEF, 0xBB, 0xBF, rest @ ..] => Zeroizing::new(as_text(rest)?.to_owned()),
        bytes => Zeroizing::new(as_text(bytes)?.to_owned()),
    };
    Ok(with_line_breaks(text))
}

fn of_units(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> anyhow::Result<Zeroizing<String>> {
    let units: Zeroizing<Vec<u16>> = Zeroizing::new(
        bytes
            .chunks_exact(2)
            .map(|two| unit([two[0], two[1]]))
            .collect(),
    );
    let text = String::from_utf16(&units).context("Standard input is not UTF-16")?;
    Ok(Zeroizing::new(text))
}

/// With the line breaks that JSON and environment files write as `\n`: base64 has no backslash.
fn with_line_breaks(text: Zeroizing<String>) -> Zeroizing<String> {
    if text.contains("-----\\n") || text.contains("-----\\r\\n") {
        return Zeroizing::new(text.replace("\\r\\n", "\n").replace("\\n", "\n"));
    }
    text
}
