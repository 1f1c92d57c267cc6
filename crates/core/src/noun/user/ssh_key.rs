//! Public keys with which users come in by SSH (RFC 4253, section 6.6).

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::error::UserError;
use super::{User, UserName, table};
use crate::ground::Array;
use crate::noun::log::{self, Event};

/// The longest line that is taken, in bytes.
const MAX_LINE: usize = 4096;

/// The most keys that a user has.
const MAX_KEYS: i64 = 32;

/// The kinds that are taken, with the length of their keys after the kind, in bytes.
const KINDS: [(&str, usize); 4] = [
    // Length and key (RFC 8709).
    ("ssh-ed25519", 4 + 32),
    // Length and name of the curve, length and point (RFC 5656).
    ("ecdsa-sha2-nistp256", 4 + 8 + 4 + 65),
    ("ecdsa-sha2-nistp384", 4 + 8 + 4 + 97),
    ("ecdsa-sha2-nistp521", 4 + 8 + 4 + 133),
];

/// A public key that a user has for SSH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshKey {
    /// Whose it is.
    pub user: UserName,
    /// Its kind, as in `ssh-ed25519`.
    pub kind: String,
    /// `SHA256:` and the hash of the key in base 64, as `ssh-keygen -l` shows it.
    pub fingerprint: String,
    /// What the line with the key says after it.
    pub comment: String,
    /// When it was added.
    pub created: Timestamp,
}

/// A public key as OpenSSH writes it in a line: kind, key in base 64, comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshPublicKey {
    kind: &'static str,
    blob: Vec<u8>,
    comment: String,
}

/// A text is not a [`SshPublicKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSshKey {
    /// It is none at all.
    #[error(
        "That is not a public key of SSH. Give the line of the .pub file that ssh-keygen wrote."
    )]
    Format,
    /// It is a private key.
    #[error("That is a private key. Keep it, and give the line of the .pub file beside it.")]
    Private,
    /// It is of a kind that is not taken.
    #[error(
        "Keys of that kind are not taken, RSA keys neither. Make one with ssh-keygen -t ed25519."
    )]
    Kind,
}

impl SshPublicKey {
    /// Reads a line such as that of a file `id_ed25519.pub`.
    ///
    /// # Errors
    /// When it is none, or of a kind that is not taken.
    pub fn read(line: &str) -> Result<Self, InvalidSshKey> {
        let line = line.trim();
        if line.contains("PRIVATE KEY") {
            return Err(InvalidSshKey::Private);
        }
        if line.len() > MAX_LINE || line.chars().any(char::is_control) {
            return Err(InvalidSshKey::Format);
        }
        let mut words = line.splitn(3, ' ');
        let (kind, key) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        let blob = STANDARD.decode(key).map_err(|_| InvalidSshKey::Format)?;
        if !blob.starts_with(&with_length(kind)) {
            return Err(InvalidSshKey::Format);
        }
        let known = KINDS.into_iter().find(|(known, _)| *known == kind);
        let (kind, length) = known.ok_or(InvalidSshKey::Kind)?;
        if blob.len() != 4 + kind.len() + length {
            return Err(InvalidSshKey::Format);
        }
        let comment = words.next().unwrap_or_default().trim().to_owned();
        Ok(Self {
            kind,
            blob,
            comment,
        })
    }

    /// By what it is known: `SHA256:` and its hash in base 64.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.blob)
    }
}

/// A text after its length in four bytes (RFC 4251, section 5).
fn with_length(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.extend(text.as_bytes());
    bytes
}

fn fingerprint(blob: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, blob);
    format!("SHA256:{}", STANDARD_NO_PAD.encode(hash))
}

/// Gives the user `name` that key too.
///
/// # Errors
/// When there is no such user, the user has the key or too many, or the array's state cannot be written.
pub(crate) fn add_key(
    array: &Array,
    name: &UserName,
    key: &SshPublicKey,
) -> Result<SshKey, UserError> {
    let (now, fingerprint) = (array.now(), key.fingerprint());
    array.store().write(|tx| {
        let id = table::stored(tx, name)?.ok_or(UserError::Missing)?.id;
        let count =
            "SELECT count(*), coalesce(sum(fingerprint = ?2), 0) FROM ssh_key WHERE user = ?1";
        let (all, same): (i64, i64) = tx.query_row(count, params![id, fingerprint], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        if same > 0 {
            return Err(UserError::KeyExists);
        }
        if all >= MAX_KEYS {
            return Err(UserError::TooManyKeys);
        }
        insert(tx, id, key, now)?;
        let detail = format!("SSH key added, {fingerprint}");
        log::append(array, tx, Event::User, name.as_str(), &detail)?;
        Ok(SshKey {
            user: name.clone(),
            kind: key.kind.to_owned(),
            fingerprint: fingerprint.clone(),
            comment: key.comment.clone(),
            created: Timestamp::from_second(now.as_second()).unwrap_or(now),
        })
    })
}

/// Gives the user `name` that key in place of all that the user has; without one, none.
///
/// # Errors
/// When there is no such user, or the array's state cannot be written.
pub(crate) fn set_key(
    array: &Array,
    name: &UserName,
    key: Option<&SshPublicKey>,
) -> Result<(), UserError> {
    array.store().write(|tx| {
        let id = table::stored(tx, name)?.ok_or(UserError::Missing)?.id;
        tx.execute("DELETE FROM ssh_key WHERE user = ?1", [id])?;
        let detail = match key {
            Some(key) => {
                insert(tx, id, key, array.now())?;
                format!("SSH keys replaced by {}", key.fingerprint())
            }
            None => "SSH keys deleted".to_owned(),
        };
        log::append(array, tx, Event::User, name.as_str(), &detail)?;
        Ok(())
    })
}

fn insert(tx: &Connection, user: i64, key: &SshPublicKey, now: Timestamp) -> Result<(), UserError> {
    tx.execute(
        "INSERT INTO ssh_key (user, kind, key, fingerprint, comment, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            user,
            key.kind,
            key.blob,
            key.fingerprint(),
            key.comment,
            now.as_second()
        ],
    )?;
    Ok(())
}

/// The keys of the user `name`, or of all users.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn keys(db: &Connection, name: Option<&UserName>) -> Result<Vec<SshKey>, UserError> {
    let mut statement = db.prepare_cached(
        "SELECT user.name, kind, fingerprint, comment, ssh_key.created
         FROM ssh_key JOIN user ON user.id = ssh_key.user
         WHERE ?1 IS NULL OR user.name = ?1 ORDER BY user.name, ssh_key.id",
    )?;
    let keys = statement.query_and_then([name.map(UserName::as_str)], from_row)?;
    keys.collect()
}

fn from_row(row: &Row<'_>) -> Result<SshKey, UserError> {
    let name: String = row.get(0)?;
    let created = Timestamp::from_second(row.get(4)?);
    Ok(SshKey {
        user: name.parse().map_err(|_| UserError::Damaged)?,
        kind: row.get(1)?,
        fingerprint: row.get(2)?,
        comment: row.get(3)?,
        created: created.map_err(|_| UserError::Damaged)?,
    })
}

/// Takes the key of that fingerprint from the user `name`.
///
/// # Errors
/// When there is no such user or key, or the array's state cannot be written.
pub(crate) fn delete_key(
    array: &Array,
    name: &UserName,
    fingerprint: &str,
) -> Result<(), UserError> {
    array.store().write(|tx| {
        let id = table::stored(tx, name)?.ok_or(UserError::Missing)?.id;
        let delete = "DELETE FROM ssh_key WHERE user = ?1 AND fingerprint = ?2";
        if tx.execute(delete, params![id, fingerprint])? == 0 {
            return Err(UserError::NoKey);
        }
        let detail = format!("SSH key deleted, {fingerprint}");
        log::append(array, tx, Event::User, name.as_str(), &detail)?;
        Ok(())
    })
}

/// Whether the user `name` has that key, in the form of RFC 4253.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn has_key(db: &Connection, name: &str, blob: &[u8]) -> Result<bool, UserError> {
    let mut statement = db.prepare_cached(
        "SELECT 1 FROM ssh_key JOIN user ON user.id = ssh_key.user
         WHERE user.name = ?1 AND ssh_key.key = ?2",
    )?;
    Ok(statement.exists(params![name, blob])?)
}

/// The user `name`, who has proven to have the private key of that one. The history keeps that.
///
/// # Errors
/// When the user does not have it, which says nothing of whether there is such a user.
pub(crate) fn by_key(array: &Array, name: &str, blob: &[u8]) -> Result<User, UserError> {
    let Ok(name) = name.parse::<UserName>() else {
        return Err(UserError::WrongKey);
    };
    let found = array.store().read(|db| {
        if has_key(db, name.as_str(), blob)? {
            table::stored(db, &name)
        } else {
            Ok(None)
        }
    })?;
    let stored = found.ok_or(UserError::WrongKey)?;
    let detail = format!("logged in by SSH key, {}", fingerprint(blob));
    log::append_done(array, Event::User, name.as_str(), &detail);
    Ok(stored.user)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKokRWXmHprWxx+5R1SsEDDabqD1tH+IOj+hTeqDA6ZN anna@host";

    #[test]
    fn a_line_of_openssh_is_read() {
        let key = SshPublicKey::read(&format!(" {ED25519}\n")).unwrap();
        assert_eq!(
            (key.kind, key.comment.as_str()),
            ("ssh-ed25519", "anna@host")
        );
        assert_eq!(key.blob.len(), 51);
        // As ssh-keygen -l shows it.
        assert_eq!(
            key.fingerprint(),
            "SHA256:9M2gCnJLUDOag+4C/E8CiHRDyC1iZlXO2NAySoBL3Zo"
        );
    }

    #[test]
    fn what_is_no_public_key_is_told_apart() {
        let rsa = STANDARD.encode([with_length("ssh-rsa"), vec![0; 99]].concat());
        let other = ED25519.replace("ssh-ed25519", "ecdsa-sha2-nistp256");
        for (line, expected) in [
            (format!("ssh-rsa {rsa} anna"), InvalidSshKey::Kind),
            (other, InvalidSshKey::Format),
            (
                "-----BEGIN OPENSSH PRIVATE KEY-----".to_owned(),
                InvalidSshKey::Private,
            ),
            (String::new(), InvalidSshKey::Format),
            ("ssh-ed25519 AAAA".to_owned(), InvalidSshKey::Format),
            (ED25519.replace("anna", "an\u{1b}na"), InvalidSshKey::Format),
        ] {
            assert_eq!(SshPublicKey::read(&line), Err(expected), "{line}");
        }
    }
}
