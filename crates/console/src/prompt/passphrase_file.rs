//! A passphrase that lies in a file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::host_file::require_own;

/// The longest file that is read, in bytes.
const MAX_LENGTH: usize = 1 << 16;

/// The first line of a file, as `openssl -passin file:FILE` takes it.
///
/// # Errors
/// When it cannot be read, is not the caller's to read, is longer than 64 KiB, or its first line is empty or not UTF-8.
pub fn passphrase_file(path: &Path) -> anyhow::Result<SecretString> {
    require_own(path)?;
    let shown = path.display();
    let cannot = || format!("Cannot read the passphrase file {shown}");
    let mut bytes = Zeroizing::new(vec![0; MAX_LENGTH + 1]);
    let mut file = File::open(path).with_context(cannot)?;
    let mut length = 0;
    while length < bytes.len() {
        match file.read(&mut bytes[length..]).with_context(cannot)? {
            0 => break,
            read => length += read,
        }
    }
    if length > MAX_LENGTH {
        bail!(
            "The passphrase file {shown} is longer than 64 KiB: its first line is the passphrase"
        );
    }
    let text = std::str::from_utf8(&bytes[..length])
        .map_err(|_| anyhow::anyhow!("The passphrase file {shown} is not UTF-8"))?;
    let line = text.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        bail!("The passphrase file {shown} has no passphrase in its first line");
    }
    Ok(SecretString::from(line))
}
