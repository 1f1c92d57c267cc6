//! Asking for what is imported.

use std::path::PathBuf;

use pure_console::UsageError;
use pure_console::prompt::{self, PemKind};
use pure_core::ObjectName;
use pure_core::certificate::Import;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::cli::ImportOptions;

/// What the operator pasted, or named files of.
pub(crate) struct Pasted {
    certificate: Zeroizing<String>,
    intermediates: Option<Zeroizing<String>>,
    key: Option<Zeroizing<String>>,
    passphrase: Option<SecretString>,
}

impl Pasted {
    /// Reads the files that the options name, and asks for the texts.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(crate) fn ask(options: &ImportOptions) -> anyhow::Result<Self> {
        // Before anything is asked for.
        let filed = |file: &Option<PathBuf>| file.as_deref().map(prompt::pem_file).transpose();
        let certificate = filed(&options.certificate_file)?;
        let intermediates = filed(&options.intermediate_certificate_file)?;
        let key = filed(&options.key_file)?;
        let passphrase = options.passphrase_file.as_deref();
        let passphrase = passphrase.map(prompt::passphrase_file).transpose()?;

        let asked = [
            (options.certificate, PemKind::Certificate),
            (
                options.intermediate_certificate,
                PemKind::IntermediateCertificate,
            ),
            (options.key, PemKind::PrivateKey),
        ];
        let kinds: Vec<_> = asked
            .into_iter()
            .filter_map(|(is_asked, kind)| is_asked.then_some(kind))
            .collect();
        let mut texts = prompt::pems(&kinds)?.into_iter();
        let mut next = |is_asked: bool| is_asked.then(|| texts.next()).flatten();
        let certificate = next(options.certificate).or(certificate);
        Ok(Self {
            certificate: certificate.unwrap_or_default(),
            intermediates: next(options.intermediate_certificate).or(intermediates),
            key: next(options.key).or(key),
            passphrase: options
                .passphrase
                .then(prompt::passphrase)
                .transpose()?
                .or(passphrase),
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
            "Invalid combination of parameters specified. An import takes one name. The certificate and \
             the key are prompted for, or come from --certificate-file and --key-file."
                .to_owned(),
        )),
    }
}
