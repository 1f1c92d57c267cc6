//! What key managers have against the array's certificate. Most say it with an alert that means
//! something else on another server, so the text tells what the array knows of its certificate.

use std::fmt;

use pure_kmip::client::Alert;

use super::words::{clean, utc};
use crate::certificate::{KeyAlgorithm, MANAGEMENT, Validity};
use crate::name::ObjectName;

/// The certificate that the array showed.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its name.
    pub name: ObjectName,
    /// Its common name.
    pub common_name: Option<String>,
    /// Its issuer's whole name.
    pub issuer: String,
    /// From when until when it is valid.
    pub validity: Validity,
    /// The kind of its key.
    pub key_algorithm: Option<KeyAlgorithm>,
    /// The other certificates of the array, when this one is `management`.
    pub others: Vec<ObjectName>,
}

/// How a key manager refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// By an alert of TLS.
    Alert(Alert),
    /// By closing the connection.
    Closed,
    /// By the result Authentication Not Successful of KMIP, in those words.
    Authentication(Option<String>),
}

/// Why the key manager does not accept the array's certificate.
#[derive(Clone, Debug)]
pub struct ClientFault {
    /// What it said.
    pub refusal: Refusal,
    /// What it was shown.
    pub shown: Box<Shown>,
}

impl std::error::Error for ClientFault {}

impl fmt::Display for ClientFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.shown.name;
        match &self.refusal {
            Refusal::Alert(alert) => self.fmt_alert(*alert, f)?,
            Refusal::Closed => write!(
                f,
                "the key manager closed the connection after the TLS handshake, as some do that do \
                 not accept the certificate {name}. Give the certificate to the key manager's app, \
                 and read the key manager's log."
            )?,
            Refusal::Authentication(message) => {
                let said = match message {
                    Some(message) if !message.trim().is_empty() => {
                        format!(": {}", clean(message.trim().trim_end_matches('.')))
                    }
                    _ => String::new(),
                };
                write!(
                    f,
                    "authentication not successful{said}. The array's common name is {}: it must \
                     be the UUID of an app of the key manager, and {name} the certificate of that \
                     app.",
                    clean(self.shown.common_name.as_deref().unwrap_or("missing"))
                )?;
            }
        }
        self.fmt_others(f)
    }
}

impl ClientFault {
    fn fmt_alert(&self, alert: Alert, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shown {
            name,
            issuer,
            validity,
            key_algorithm,
            ..
        } = &*self.shown;
        let issuer = clean(issuer);
        match alert {
            Alert::UnknownCa => write!(
                f,
                "the key manager does not know the issuer of {name} ({issuer}). Give the \
                 certificate to the key manager's app, or its issuer to the key manager's CAs."
            ),
            Alert::CertificateExpired => write!(
                f,
                "the key manager takes {name} for expired, and by the array's clock it is valid \
                 from {} to {}. Check NTP on both sides.",
                utc(validity.from),
                utc(validity.to)
            ),
            Alert::BadCertificate => write!(
                f,
                "the key manager takes {name} for bad, as some do before {} by their own clock. \
                 Check NTP on both sides, and read the key manager's log.",
                utc(validity.from)
            ),
            Alert::UnsupportedCertificate => write!(
                f,
                "the key manager takes {name} for unfit for TLS clients. Use a certificate whose \
                 extended key usage has clientAuth, and that the key manager's app knows."
            ),
            Alert::CertificateRevoked => write!(
                f,
                "the key manager takes {name} for revoked. Make a new one with purecert setattr, \
                 and give it to the key manager's app."
            ),
            Alert::AccessDenied => write!(
                f,
                "the key manager knows {name} and denies it access. Enable the app of that \
                 certificate on the key manager."
            ),
            Alert::CertificateRequired | Alert::HandshakeFailure => {
                let kind = key_algorithm.map_or("", KeyAlgorithm::as_str);
                write!(
                    f,
                    "the key manager demands a certificate, and takes none with a key like that of \
                     {name} ({kind}). Use a certificate with an RSA key, and give it to the key \
                     manager's app."
                )
            }
            alert => write!(
                f,
                "the key manager refuses {name} ({alert}). Give the certificate to the key \
                 manager's app, and read the key manager's log."
            ),
        }
    }

    /// `management` is what an operator gets who chose none of the certificates made for it.
    fn fmt_others(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_management = self.shown.name.as_str().eq_ignore_ascii_case(MANAGEMENT);
        match self.shown.others.as_slice() {
            [] => Ok(()),
            others if is_management => {
                let others: Vec<&str> = others.iter().map(ObjectName::as_str).collect();
                write!(
                    f,
                    " Did you mean {}? Choose it with purekmip setattr --certificate.",
                    others.join(" or ")
                )
            }
            _ => Ok(()),
        }
    }
}
