//! A text in PEM that lies in a file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use zeroize::Zeroizing;

use super::host_file::require_own;
use super::reflow::reflow_pem;

/// The longest file that is read, in bytes.
const MAX_LENGTH: u64 = 1 << 20;

/// The PEM text in a file, for scripts that would have to redirect standard input otherwise.
///
/// # Errors
/// When it cannot be read, is not the caller's to read, is longer than 1 MiB, or is not UTF-8.
pub fn pem_file(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    require_own(path)?;
    let shown = path.display();
    let cannot = || format!("Cannot read the file {shown}");
    let file = File::open(path).with_context(cannot)?;
    let mut bytes = Zeroizing::new(Vec::new());
    let read = file.take(MAX_LENGTH + 1).read_to_end(&mut bytes);
    if read.with_context(cannot)? as u64 > MAX_LENGTH {
        bail!("The file {shown} is longer than 1 MiB: name one with PEM blocks only");
    }
    let Ok(text) = std::str::from_utf8(&bytes) else {
        bail!(
            "The file {shown} is not UTF-8. Give PEM, not DER: 'openssl x509 -inform DER -in FILE' \
             converts a certificate"
        );
    };
    Ok(Zeroizing::new(reflow_pem(text)))
}
