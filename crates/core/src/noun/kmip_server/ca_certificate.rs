//! What a key manager's certificate must chain to.

use std::fmt;
use std::str::FromStr;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{PemObject, SectionKind};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use crate::ground::{ErrorKind, Explain, Remedy};

/// One or more certificates in PEM (RFC 7468): the text as entered, without the blanks around it.
#[derive(Clone, PartialEq, Eq)]
pub struct CaCertificate {
    text: String,
    certificates: Vec<CertificateDer<'static>>,
}

/// Why a text is not a [`CaCertificate`]. Never quotes the text: it might be a private key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCaCertificate {
    /// Nothing was entered.
    #[error("The CA certificate is empty.")]
    Empty,
    /// The documented limit.
    #[error(
        "The CA certificate is {0} characters long, and the limit is {max}. Leave out what is not \
         the key manager's root or intermediate.",
        max = CaCertificate::MAX_LEN
    )]
    TooLong(usize),
    /// A secret was pasted.
    #[error(
        "The text holds a private key, and none of it was kept. Paste the certificate of the key \
         manager's CA; a private key stays where it was made."
    )]
    PrivateKey,
    /// No block of PEM is in it, or a broken one.
    #[error(
        "The CA certificate is not PEM. Paste it from -----BEGIN CERTIFICATE----- to \
         -----END CERTIFICATE-----."
    )]
    NotPem,
    /// A block of PEM is something else.
    #[error("The text holds PEM that is not a certificate. Paste the certificate of the CA alone.")]
    NotCertificate,
    /// A block says that it is a certificate, and is none.
    #[error("Certificate {0} of the CA certificate is damaged. Copy it again, whole.")]
    Damaged(usize),
}

impl Explain for InvalidCaCertificate {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }

    fn remedy(&self) -> Option<Remedy> {
        matches!(self, Self::Empty).then_some(Remedy::GiveOrOmitCa)
    }
}

impl CaCertificate {
    /// The most characters that the array keeps.
    pub const MAX_LEN: usize = 3000;

    /// The PEM as entered, without the blanks around it.
    pub fn as_pem(&self) -> &str {
        &self.text
    }

    /// Its certificates in DER, in the order entered; at least one.
    pub fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.certificates
    }
}

impl FromStr for CaCertificate {
    type Err = InvalidCaCertificate;

    fn from_str(text: &str) -> Result<Self, InvalidCaCertificate> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidCaCertificate::Empty);
        }
        if text.contains("PRIVATE KEY-----") {
            return Err(InvalidCaCertificate::PrivateKey);
        }
        let length = text.chars().count();
        if length > Self::MAX_LEN {
            return Err(InvalidCaCertificate::TooLong(length));
        }
        let text = text.replace("\r\n", "\n");
        // It is shown on terminals again.
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
        {
            return Err(InvalidCaCertificate::NotPem);
        }
        let certificates = certificates_of(&text)?;
        Ok(Self { text, certificates })
    }
}

fn certificates_of(text: &str) -> Result<Vec<CertificateDer<'static>>, InvalidCaCertificate> {
    let blocks = text.matches("-----BEGIN ").count();
    if blocks == 0 {
        return Err(InvalidCaCertificate::NotPem);
    }
    let mut found = Vec::new();
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(text.as_bytes()) {
        let damaged = InvalidCaCertificate::Damaged(found.len() + 1);
        match section {
            Ok((SectionKind::Certificate, der)) => match X509Certificate::from_der(&der) {
                Ok(([], _)) => found.push(CertificateDer::from(der)),
                _ => return Err(damaged),
            },
            Ok(_) => return Err(InvalidCaCertificate::NotCertificate),
            Err(_) => return Err(damaged),
        }
    }
    // The reader passes over blocks with labels that it does not know.
    if found.len() < blocks {
        return Err(InvalidCaCertificate::NotCertificate);
    }
    Ok(found)
}

impl fmt::Debug for CaCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaCertificate({} certificates)", self.certificates.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["ca.example".to_owned()]).unwrap();
        parameters.self_signed(&key).unwrap().pem()
    }

    fn refused(text: &str) -> InvalidCaCertificate {
        text.parse::<CaCertificate>().unwrap_err()
    }

    #[test]
    fn a_bundle_is_kept_as_it_was_entered() {
        let bundle = format!("# root\n{}# intermediate\n{}", certificate(), certificate());
        let parsed: CaCertificate = format!("\n {bundle}\n\n").parse().unwrap();
        assert_eq!(parsed.as_pem(), bundle.trim());
        assert_eq!(parsed.certificates().len(), 2);
        let windows: CaCertificate = bundle.replace('\n', "\r\n").parse().unwrap();
        assert_eq!(windows, parsed);
    }

    #[test]
    fn three_thousand_characters_are_the_most() {
        let pem = certificate();
        let padded =
            |length: usize| format!("{}\n{pem}", "#".repeat(length - 1 - pem.trim().len()));
        assert!(padded(3000).parse::<CaCertificate>().is_ok());
        assert_eq!(refused(&padded(3001)), InvalidCaCertificate::TooLong(3001));
    }

    #[test]
    fn what_is_no_ca_certificate() {
        let pem = certificate();
        let key = rcgen::KeyPair::generate().unwrap();
        let request = rcgen::CertificateParams::default()
            .serialize_request(&key)
            .unwrap();
        let request = request.pem().unwrap();
        let broken = pem.replacen("MII", "MI!", 1).replacen("MIIB", "MJIB", 1);
        let odd = pem.replace(" CERTIFICATE-", " ATTRIBUTE CERTIFICATE-");
        assert_eq!(refused(" \n"), InvalidCaCertificate::Empty);
        assert_eq!(refused("hello"), InvalidCaCertificate::NotPem);
        assert_eq!(
            refused(&format!("\u{1b}[2J{pem}")),
            InvalidCaCertificate::NotPem
        );
        assert_eq!(
            refused(&key.serialize_pem()),
            InvalidCaCertificate::PrivateKey
        );
        let both = format!("{pem}{}", key.serialize_pem());
        assert_eq!(refused(&both), InvalidCaCertificate::PrivateKey);
        assert_eq!(refused(&request), InvalidCaCertificate::NotCertificate);
        assert_eq!(
            refused(&format!("{pem}{request}")),
            InvalidCaCertificate::NotCertificate
        );
        assert_eq!(
            refused(&format!("{pem}{odd}")),
            InvalidCaCertificate::NotCertificate
        );
        assert_eq!(
            refused(&format!("{pem}{broken}")),
            InvalidCaCertificate::Damaged(2)
        );
        assert_eq!(
            refused(&pem[..pem.len() / 2]),
            InvalidCaCertificate::Damaged(1)
        );
    }

    #[test]
    fn no_error_quotes_the_text() {
        let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
        let shown = refused(&key).to_string();
        assert!(
            key.lines()
                .skip(1)
                .all(|line| line.starts_with('-') || !shown.contains(line))
        );
    }
}
