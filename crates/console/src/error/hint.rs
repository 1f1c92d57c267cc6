//! Which command helps: the one place that knows it.
//!
//! The array's errors and notices name the thing and the reason, and carry what would help as a value,
//! because most of their readers type no commands. Here is what those type who do.

use pure_core::{Message, Remedy};

/// What would help, as a sentence that names the command or the option.
pub fn hint(remedy: &Remedy) -> String {
    match remedy {
        Remedy::NameHome => "Set PURESIM_HOME to a folder of your own.",

        Remedy::CreateArray(name) => return format!("Create it with puresim array create {name}."),
        Remedy::ChooseArray => "Choose another with puresim array use.",
        Remedy::RenameArray => "Rename it with purearray rename first.",
        Remedy::DeleteArray(name) => {
            return format!("Delete it with puresim array delete {name} first.");
        }
        Remedy::ExportArray => "Make one with puresim array export.",
        Remedy::NameImport => "Give it another with --name.",
        Remedy::ImportCopy => {
            "For a second array, with a key of its own, use puresim array import --copy."
        }
        Remedy::ListSnapshots => "puresim snapshot list names them.",
        Remedy::DeleteSnapshot(name) => {
            return format!("Delete it with puresim snapshot delete {name} first.");
        }
        Remedy::RestoreSnapshot(name) => {
            return format!("Finish it with puresim snapshot restore {name}.");
        }

        Remedy::SwitchOn => "Switch it on with puresim power on.",
        Remedy::FixAndSwitchOn => "Fix that, then run puresim power on.",
        Remedy::ShorterSpan => "Give a shorter span, or run puresim clock reset.",

        Remedy::ListDrives => "puresim drive list shows the bays.",
        Remedy::InsertDrive => "Insert it with puresim drive insert.",
        Remedy::ReplaceDrive => "Replace it with puresim drive replace.",
        Remedy::ChangeDataEncryptionKey => {
            "Encrypt the data anew with puresim key rotate --data-encryption-key."
        }
        Remedy::NameDriveFile => "Name its file with --from.",

        Remedy::InsertCard => "Insert it with puresim card insert.",
        Remedy::InsertCardOrNameKmipServer => {
            "Insert one with puresim card insert, or name a KMIP server with --kmip."
        }
        Remedy::RemoveCard => "Remove it with puresim card remove first.",
        Remedy::RestoreOrReplaceCard => {
            "Remove it with puresim card remove and insert a good copy of it with puresim card \
             insert --from FILE; or, while the array is running, insert another card and run \
             purearray replace security-token."
        }
        Remedy::NameCardFile => "Name another file with --to.",

        Remedy::EnableToken => "Enable it with purearray enable security-token --kmip NAME.",
        Remedy::ReplaceOrDisableToken => {
            "Replace its key with purearray replace security-token, or disable it first."
        }
        Remedy::DisableToken => "Disable the token with purearray disable security-token first.",
        Remedy::KeepKey => "With --keep-key the old key stays.",
        Remedy::GiveUpKeys => {
            "Try again while the key manager responds, or give the key up with purekmip delete \
             --force."
        }

        Remedy::GiveKey => "Give the key with --key.",
        Remedy::GivePassphrase => "Give its passphrase with --passphrase.",
        Remedy::ReplaceImported => "Replace it with --certificate, or with --self-signed.",
        Remedy::ImportCertificate => "Import it again with purecert setattr.",
        Remedy::ImportCertificateAndKey => "Import both again with purecert setattr.",
        Remedy::RenewCertificate => {
            "Renew it with purecert setattr, and give the new one to the key manager."
        }
        Remedy::ReplaceCertificate => {
            "Make a new one with purecert setattr, and give it to the key manager's app."
        }

        Remedy::ChangeKmipServerCertificate => {
            "Give it another certificate with purekmip setattr first."
        }
        Remedy::ChooseCertificate => "Choose it with purekmip setattr --certificate.",
        Remedy::GiveUri => "Give it with --uri HOST:PORT.",
        Remedy::StartKeyManager => {
            "Start the key manager, or correct the URI with purekmip setattr."
        }
        Remedy::CorrectPort => {
            "Give the port of the key manager's KMIP service, usually 5696, with purekmip setattr."
        }
        Remedy::CorrectHost => "Correct the URI with purekmip setattr, or the name in DNS.",
        Remedy::GiveKmipServerChange => "Give --uri, --certificate or --ca-certificate.",
        Remedy::ForceChange => "Use --force to change it anyway.",

        Remedy::GiveOrOmitCa => {
            "Paste the PEM of the key manager's CA, or leave --ca-certificate out to trust the CAs \
             of this system."
        }
        Remedy::ConfigureNewCa => "Configure a new one with purekmip setattr --ca-certificate.",
        Remedy::ConfigureSelfSigned => {
            "Configure it with purekmip setattr --ca-certificate if it is the right one."
        }
        Remedy::SendIntermediatesOrConfigureCa => {
            "Let the key manager send its intermediates, or configure the CA that ends its chain \
             with purekmip setattr --ca-certificate."
        }
        Remedy::ConfigureEndOfChain => {
            "Configure the CA that ends it with purekmip setattr --ca-certificate."
        }
        Remedy::ConfigureRoot => "Add the root with purekmip setattr --ca-certificate.",
        Remedy::RenewCa => "Renew it, and configure it with purekmip setattr --ca-certificate.",
    }
    .to_owned()
}

/// The sentences of `message` on one line, with the commands that help.
pub fn render(message: &Message) -> String {
    message.render(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_a_sentence_of_its_own() {
        let message = Message::text("The array is locked:")
            .then(Message::text("The smart card a is missing.").with(Remedy::InsertCard))
            .with(Remedy::FixAndSwitchOn);
        assert_eq!(
            render(&message),
            "The array is locked: The smart card a is missing. Insert it with puresim card insert. \
             Fix that, then run puresim power on."
        );
        let name = "pure02".parse().unwrap();
        let missing = Message::text("Array does not exist.").with(Remedy::CreateArray(name));
        assert_eq!(
            render(&missing),
            "Array does not exist. Create it with puresim array create pure02."
        );
    }
}
