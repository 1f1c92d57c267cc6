//! What would help an operator, as a value: which command that is, is for the edge to say.

use serde::{Deserialize, Serialize};

use super::name::ObjectName;

/// What would help. The edge says each in a sentence of its own, right after the one that says what is
/// wrong: "it" is what that sentence speaks of.
///
/// The reason why an array is locked is kept in its database, and with it what would help: a variant
/// that was released keeps its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Name a folder of one's own as the home.
    NameHome,

    /// Create the array of that name.
    CreateArray(ObjectName),
    /// Choose another array as the current one.
    ChooseArray,
    /// Rename the array that has the name first.
    RenameArray,
    /// Delete the array of that name first.
    DeleteArray(ObjectName),
    /// Export an array.
    ExportArray,
    /// Import the export under another name.
    NameImport,
    /// Import a copy, with an identity and a key of its own.
    ImportCopy,
    /// List the snapshots, to see which there are.
    ListSnapshots,
    /// Delete the snapshot of that name.
    DeleteSnapshot(ObjectName),
    /// Restore the snapshot of that name again, to finish it.
    RestoreSnapshot(ObjectName),

    /// Switch the array on.
    SwitchOn,
    /// Fix what was said before, and switch the array on.
    FixAndSwitchOn,
    /// Move the clock by less, or set it back.
    ShorterSpan,

    /// List the drives, to see which bays there are.
    ListDrives,
    /// Insert the drive.
    InsertDrive,
    /// Replace the drive.
    ReplaceDrive,
    /// Name the file of the drive.
    NameDriveFile,
    /// Change the data encryption key.
    ChangeDataEncryptionKey,

    /// Insert the card.
    InsertCard,
    /// Insert a card, or name a KMIP server for the key.
    InsertCardOrNameKmipServer,
    /// Remove the card from the port first.
    RemoveCard,
    /// Restore the card's file; or, while the array runs, replace the security token by another card.
    RestoreOrReplaceCard,
    /// Name another file for the card.
    NameCardFile,

    /// Enable the security token.
    EnableToken,
    /// Replace the security token's key, or disable the token first.
    ReplaceOrDisableToken,
    /// Disable the security token first.
    DisableToken,
    /// Keep the old key, for the exports that need it.
    KeepKey,
    /// Try again while the key manager responds, or give the keys up.
    GiveUpKeys,

    /// Give the private key.
    GiveKey,
    /// Give the passphrase of the private key.
    GivePassphrase,
    /// Replace the imported certificate by another one, or by a self-signed one.
    ReplaceImported,
    /// Import the certificate again.
    ImportCertificate,
    /// Import the certificate and its private key again.
    ImportCertificateAndKey,
    /// Renew the array's certificate, and register it on the key manager.
    RenewCertificate,
    /// Make a new certificate in place of the revoked one, and register it with the key manager's app.
    ReplaceCertificate,

    /// Have the KMIP servers use another certificate first.
    ChangeKmipServerCertificate,
    /// Choose the certificate for the KMIP server that was meant.
    ChooseCertificate,
    /// Give at least one URI.
    GiveUri,
    /// Start the key manager, or correct the URI.
    StartKeyManager,
    /// Correct the port of the URI: that of the key manager's KMIP service is usually 5696.
    CorrectPort,
    /// Correct the URI, or the name in DNS.
    CorrectHost,
    /// Say what to change of the KMIP server.
    GiveKmipServerChange,
    /// Change the KMIP server although its test failed.
    ForceChange,

    /// Give the PEM of the key manager's CA, or none, to trust the CAs of the system.
    GiveOrOmitCa,
    /// Configure a new CA certificate in place of the one that ends.
    ConfigureNewCa,
    /// Configure the key manager's self-signed certificate, if it is the right one.
    ConfigureSelfSigned,
    /// Have the key manager send its intermediates, or configure the CA that ends its chain.
    SendIntermediatesOrConfigureCa,
    /// Configure the CA that ends the chain.
    ConfigureEndOfChain,
    /// Configure the root too.
    ConfigureRoot,
    /// Renew the CA certificate, and configure it.
    RenewCa,
}
