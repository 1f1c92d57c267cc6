//! The key by which clients know the array again: Ed25519, made when the array is first served over SSH.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use aws_lc_rs::rand;
use russh::keys::PrivateKey;
use russh::keys::ssh_key::LineEnding;
use russh::keys::ssh_key::private::{Ed25519Keypair, KeypairData};
use zeroize::Zeroizing;

use crate::error::ServeError;

/// The name of its file, in the array's folder.
const FILE: &str = "ssh_host_ed25519_key";

/// The key of the array in `folder`, which is made unless it is there: a file of mode 0600 as ssh-keygen
/// writes it.
///
/// # Errors
/// When it cannot be read or written, or is open to others.
pub(super) fn of(folder: &Path) -> Result<PrivateKey, ServeError> {
    let path = folder.join(FILE);
    let failed = |source: io::Error| ServeError::HostKey {
        path: path.clone(),
        source,
    };
    if !path.exists() {
        make(folder, &path).map_err(failed)?;
    }
    if fs::metadata(&path).map_err(failed)?.mode() & 0o077 != 0 {
        let open = "it is open to other users; close it with chmod 600";
        return Err(failed(io::Error::other(open)));
    }
    let text = Zeroizing::new(fs::read(&path).map_err(failed)?);
    PrivateKey::from_openssh(&*text).map_err(|_| failed(io::Error::other("it is no key")))
}

/// Makes it beside its place first: it is there as a whole or not at all, and the first one counts.
fn make(folder: &Path, path: &Path) -> io::Result<()> {
    let mut seed = Zeroizing::new([0; 32]);
    rand::fill(&mut *seed).map_err(|_| io::Error::other("there are no random numbers"))?;
    let pair = KeypairData::from(Ed25519Keypair::from_seed(&seed));
    let text = PrivateKey::new(pair, "array").and_then(|key| key.to_openssh(LineEnding::LF));
    let text = text.map_err(|_| io::Error::other("it cannot be made"))?;
    let new = folder.join(format!("{FILE}.{}", std::process::id()));
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)?;
    let linked = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&new, path));
    let removed = fs::remove_file(&new);
    match linked {
        // Another process was first.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => removed,
        linked => linked.and(removed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_private_and_not_used_when_others_can_read_it() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let first = of(folder.path()).unwrap();
        assert_eq!(of(folder.path()).unwrap().public_key(), first.public_key());
        let path = folder.path().join(FILE);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = of(folder.path()).unwrap_err().to_string();
        assert!(error.contains("chmod 600"), "{error}");
    }
}
