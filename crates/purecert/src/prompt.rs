//! Asking for what is imported.

use pure_console::UsageError;
use pure_console::prompt::{self, PemKind};
use pure_core::ObjectName;
use pure_core::certificate::Import;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::cli::ImportOptions;

/// What the operator pasted, in the order it was asked for.
pub(crate) struct Pasted {
    certificate: Zeroizing<String>,
    intermediates: Option<Zeroizing<String>>,
    key: Option<Zeroizing<String>>,
    passphrase: Option<SecretString>,
}

impl Pasted {
    /// Asks for the texts that the options name.
    pub(crate) fn ask(options: &ImportOptions) -> anyhow::Result<Self> {
        let kinds = [
            (true, PemKind::Certificate),
            (
                options.intermediate_certificate,
                PemKind::IntermediateCertificate,
            ),
            (options.key, PemKind::PrivateKey),
        ];
        let kinds: Vec<_> = kinds
            .into_iter()
            .filter(|(wanted, _)| *wanted)
            .map(|(_, kind)| kind)
            .collect();
        // Before anything is asked for.
        let filed = options.passphrase_file.as_deref();
        let filed = filed.map(prompt::passphrase_file).transpose()?;
        let mut texts = prompt::pems(&kinds)?.into_iter();
        let asked = options.passphrase.then(prompt::passphrase).transpose()?;
        Ok(Self {
            certificate: texts.next().unwrap_or_default(),
            intermediates: options
                .intermediate_certificate
                .then(|| texts.next())
                .flatten(),
            key: options.key.then(|| texts.next()).flatten(),
            passphrase: asked.or(filed),
        })
    }

    /// As an import.
    pub(crate) fn as_import(&self) -> Import<'_> {
        Import {
            certificate: &self.certificate,
            intermediates: self.intermediates.as_ref().map(|text| text.as_str()),
            key: self.key.as_ref().map(|text| text.as_str()),
            passphrase: self.passphrase.as_ref().map(|text| text.expose_secret()),
        }
    }
}

/// The one name that an imported certificate gets.
///
/// # Errors
/// When several are given.
pub(crate) fn only_name(names: &[ObjectName]) -> Result<&ObjectName, UsageError> {
    match names {
        [name] => Ok(name),
        _ => Err(UsageError(
            "Invalid combination of parameters specified. --certificate takes one name.".to_owned(),
        )),
    }
}
