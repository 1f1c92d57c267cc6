//! What an operator should know although nothing failed.

use std::path::PathBuf;

use super::message::Message;
use super::name::ObjectName;
use super::remedy::Remedy;

/// What an operator should know although what was asked for is done, or is going on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// Another command is changing the array, and this one waits for it.
    Waiting,
    /// The array has lost power since the last command, and could not be unlocked.
    LostPower(Message),
    /// A private key was deleted, and others have kept it from being overwritten at once.
    DeletedKeyLeft,
    /// The array's memory is on a disk, in that folder.
    MemoryOnDisk(PathBuf),
    /// The array is off, and its memory could not be wiped.
    MemoryLeft(Message),
    /// The array key is due for rotation, which cannot be done now.
    RotationPostponed(Message),
    /// The new array key counts, and the old one is still on drives.
    OldKeyLeft(Message),
    /// Drives that are there are left out of an unlock: which ones, and why.
    DrivesLeftOut(String),
    /// The data encryption key is changed, and the array's memory could not be told.
    KeyNotInMemory(Message),
    /// A volume is being encrypted under a new data encryption key.
    EncryptingAnew {
        /// The volume.
        volume: ObjectName,
        /// Which one it is, from 1.
        position: usize,
        /// Of how many.
        total: usize,
    },
    /// The token is enabled on an array with data: what copies of before open, overwriting cannot reach.
    OldCopiesOpen,
    /// What a command that died has left beside the drives could not be finished or removed.
    LeftoversOfDrives(Message),
    /// A key that the array no longer uses is still on its key manager.
    KeyLeft {
        /// The name of the key.
        key: String,
        /// Why it could not be destroyed.
        reason: Message,
    },
    /// The token's key came back under another unique identifier.
    KeyMoved {
        /// The name of the key.
        key: String,
        /// Its unique identifier now.
        id: String,
    },
    /// A key that the array no longer uses stays on its key manager, and the array forgets it.
    KeyGivenUp {
        /// The name of the key.
        key: String,
        /// Where it was made.
        at: Option<String>,
        /// Why it was not destroyed; empty when nobody asked for that.
        reason: Message,
    },
    /// A key that the array no longer uses stays Active on its key manager, as asked.
    KeyKept {
        /// The name of the key.
        key: String,
        /// Where it was made.
        at: Option<String>,
    },
    /// Exports of the array are of no use once its token has another key, or none.
    ExportsUseless(Vec<String>),
    /// The array was imported as what it is: it is not to be used where it was exported any more.
    ArrayMoved,
    /// The array is deleted, and not all that there was of it could be removed.
    ArrayLeft(Message),
    /// Drives of an array that is deleted lie on the shelf.
    DrivesLeft(Vec<PathBuf>),
    /// Whether keys that the array no longer uses are still on their key managers is not known.
    KeysLeft(Message),
    /// A card was moved, and a copy of it is left where it was.
    CardCopyLeft {
        /// The copy.
        file: PathBuf,
        /// Why it could not be overwritten.
        reason: Message,
    },
    /// The token's key is another one, and the earlier one is still on its card.
    CardKeyLeft(Message),
    /// A card's file is damaged.
    CardDamaged {
        /// The card.
        name: ObjectName,
        /// Its file.
        file: PathBuf,
    },
    /// What was asked for is done, and the array's history does not tell of it.
    NotInHistory(Message),
    /// A certificate is not valid, or soon will not be.
    CertificateValidity {
        /// The certificate.
        name: ObjectName,
        /// What there is to know, without a full stop.
        warning: String,
    },
    /// Key managers may refuse a certificate that was imported, or an intermediate of it.
    CertificateFlaw {
        /// The certificate.
        name: ObjectName,
        /// Which of the two, and why, without a full stop.
        flaw: String,
    },
    /// Key managers know the certificate that was replaced.
    CertificateShown {
        /// The certificate.
        name: ObjectName,
        /// The KMIP servers that show it.
        kmip_servers: Vec<String>,
    },
    /// What a test found that does not keep the array from unlocking, or what its failures mean.
    Test(Message),
    /// A folder of an earlier release holds another copy of an array, and was left as it is.
    CopyLeft {
        /// The folder.
        folder: PathBuf,
    },
    /// The array in a folder of an earlier release cannot be taken in, and was left as it is.
    FolderLeft {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: Message,
    },
}

impl Notice {
    /// Its sentences.
    pub fn message(&self) -> Message {
        match self {
            Self::Waiting => "Waiting for another command that changes the array.".into(),
            Self::LostPower(reason) => {
                Message::text("The array has lost power and is locked.").then(reason.clone())
            }
            Self::DeletedKeyLeft => {
                "The private key is deleted, and is overwritten once other commands have stopped \
                 reading the array's state."
                    .into()
            }
            Self::MemoryOnDisk(folder) => format!(
                "No memory file system can be used: the keys of the array are on a disk, in {}, for as \
                 long as it is on.",
                folder.display()
            )
            .into(),
            Self::MemoryLeft(reason) => Message::text(
                "The array is off, and keys that it had in memory could not be wiped.",
            )
            .then(reason.clone()),
            Self::RotationPostponed(reason) => {
                Message::text("The rotation of the array key is postponed.").then(reason.clone())
            }
            Self::OldKeyLeft(reason) => Message::text(
                "The new array key is in effect, and the old one is still on some drives. It is \
                 removed the next time the array is switched on.",
            )
            .then(reason.clone()),
            Self::DrivesLeftOut(drives) => {
                Message::text(format!("{drives}. The array opens without."))
                    .with(Remedy::ReplaceDrive)
            }
            Self::EncryptingAnew {
                volume,
                position,
                total,
            } => format!("Encrypting volume {volume} anew, {position} of {total}.").into(),
            Self::KeyNotInMemory(reason) => Message::text(
                "The new data encryption key is in effect, and the array's memory could not be told. \
                 The next command unlocks the array again.",
            )
            .then(reason.clone()),
            Self::OldCopiesOpen => Message::text(
                "What was copied before the security token was enabled opens without it, and the data \
                 with it: exports, backups and snapshots, and what copy-on-write and wear levelling \
                 keep.",
            )
            .with(Remedy::ChangeDataEncryptionKey),
            Self::LeftoversOfDrives(reason) => Message::text(
                "What an interrupted command has left beside the drives is still there.",
            )
            .then(reason.clone()),
            Self::KeyLeft { key, reason } => Message::text(format!(
                "The key {key} is no longer used, and has not been destroyed yet."
            ))
            .then(reason.clone())
            .then("The next token command tries again."),
            Self::KeyMoved { key, id } => format!(
                "The key {key} gives its signature under another unique identifier, {id}, by which \
                 the array knows it from now on."
            )
            .into(),
            Self::KeyGivenUp { key, at, reason } => Message::text(format!(
                "The key {key} may still be Active {}, and the array forgets it: destroy it there.",
                place(at.as_deref())
            ))
            .then(reason.clone()),
            Self::KeyKept { key, at } => format!(
                "The key {key} stays Active {}. Destroy it there when no export needs it any more.",
                place(at.as_deref())
            )
            .into(),
            Self::ExportsUseless(exports) => Message::text(format!(
                "What was exported with the old key does not open any more without it: {}.",
                exports.join(", ")
            ))
            .with(Remedy::KeepKey),
            Self::ArrayMoved => Message::text(
                "This is the array itself, moved: do not use it any more where it was exported. Two \
                 of it that are both used lock each other out, and lose data.",
            )
            .with(Remedy::ImportCopy),
            Self::ArrayLeft(reason) => Message::text(
                "The array is deleted, and not all that there was of it could be removed.",
            )
            .then(reason.clone()),
            Self::DrivesLeft(files) => {
                let files: Vec<_> = files
                    .iter()
                    .map(|file| file.display().to_string())
                    .collect();
                format!(
                    "Drives of the deleted array are left on the shelf, of no use any more: {}.",
                    files.join(", ")
                )
                .into()
            }
            Self::KeysLeft(reason) => Message::text(
                "What was asked for is done; keys that the array no longer uses may still be on \
                 their key managers.",
            )
            .then(reason.clone())
            .then("The next token command tries again."),
            Self::CardCopyLeft { file, reason } => Message::text(format!(
                "The card was moved, and a copy of it may be left in {}: destroy it.",
                file.display()
            ))
            .then(reason.clone()),
            Self::CardKeyLeft(reason) => Message::text(
                "What was asked for is done, and a key that the array no longer uses is still on \
                 the smart card.",
            )
            .then(reason.clone()),
            Self::CardDamaged { name, file } => {
                format!("The file {} of card {name} is damaged.", file.display()).into()
            }
            Self::NotInHistory(reason) => Message::text(
                "What was asked for is done, but could not be written into the array's history.",
            )
            .then(reason.clone()),
            Self::CertificateValidity { name, warning } => {
                format!("Certificate {name} {warning}.").into()
            }
            Self::CertificateFlaw { name, flaw } => {
                format!("Certificate {name}: key managers may refuse {flaw}.").into()
            }
            Self::CertificateShown { name, kmip_servers } => format!(
                "KMIP server {} shows certificate {name} to its key manager: register the new one \
                 there.",
                kmip_servers.join(", ")
            )
            .into(),
            Self::Test(message) => message.clone(),
            Self::CopyLeft { folder } => format!(
                "The folder {} holds a copy of an array that exists already, and is left as it is.",
                folder.display()
            )
            .into(),
            Self::FolderLeft { folder, reason } => Message::text(format!(
                "The array in the folder {} of an earlier release is left as it is.",
                folder.display()
            ))
            .then(reason.clone()),
        }
    }
}

/// Where a key was made, in a sentence.
fn place(at: Option<&str>) -> String {
    match at {
        Some(uri) => format!("on the key manager at {uri}"),
        None => "on its key manager".to_owned(),
    }
}
