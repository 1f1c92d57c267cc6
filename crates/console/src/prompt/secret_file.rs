//! A secret that lies in a file: a passphrase, a password, an API key.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
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
    let mut file = open(path, "passphrase")?;
    first_line(&mut file, path, "passphrase")
}

/// The first line of a file that others cannot read: `what` is in it.
///
/// # Errors
/// As [`passphrase_file`], and when it is a file that others can read or write.
pub fn secret_file(path: &Path, what: &str) -> anyhow::Result<SecretString> {
    let mut file = open(path, what)?;
    let about = file.metadata();
    let about = about.with_context(|| cannot_read(path, what))?;
    // Of a pipe the mode says nothing.
    if about.is_file() && about.permissions().mode() & 0o077 != 0 {
        bail!(
            "The {what} file {0} is open to others. Close it with chmod 600 {0}",
            path.display()
        );
    }
    first_line(&mut file, path, what)
}

fn cannot_read(path: &Path, what: &str) -> String {
    format!("Cannot read the {what} file {}", path.display())
}

fn open(path: &Path, what: &str) -> anyhow::Result<File> {
    require_own(path)?;
    File::open(path).with_context(|| cannot_read(path, what))
}

fn first_line(file: &mut File, path: &Path, what: &str) -> anyhow::Result<SecretString> {
    let shown = path.display();
    let mut bytes = Zeroizing::new(vec![0; MAX_LENGTH + 1]);
    let mut length = 0;
    while length < bytes.len() {
        let read = file.read(&mut bytes[length..]);
        match read.with_context(|| cannot_read(path, what))? {
            0 => break,
            read => length += read,
        }
    }
    if length > MAX_LENGTH {
        bail!("The {what} file {shown} is longer than 64 KiB: its first line is the {what}");
    }
    let text = std::str::from_utf8(&bytes[..length])
        .map_err(|_| anyhow::anyhow!("The {what} file {shown} is not UTF-8"))?;
    let line = text.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        bail!("The {what} file {shown} has no {what} in its first line");
    }
    Ok(SecretString::from(line))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_file_that_others_can_read_holds_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        fs::write(&path, "correct horse\r\nmore").unwrap();
        for (mode, fits) in [
            (0o600, true),
            (0o400, true),
            (0o640, false),
            (0o604, false),
            (0o620, false),
        ] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let read = secret_file(&path, "password");
            assert_eq!(read.is_ok(), fits, "{mode:o}");
            match read {
                Ok(secret) => assert_eq!(secret.expose_secret(), "correct horse"),
                Err(error) => assert!(error.to_string().contains("chmod 600"), "{error}"),
            }
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(passphrase_file(&path).is_ok(), "as OpenSSL does");
    }
}
