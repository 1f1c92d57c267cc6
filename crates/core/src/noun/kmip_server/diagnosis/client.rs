//! Why key managers do not accept the array's certificate. Most say it with an alert that means
//! something else on another server, so the text says what the array knows about its certificate.

use std::fmt;

use kmip::client::Alert;

use super::own::OwnFault;
use super::words::{clean, utc};
use crate::ground::{ErrorKind, Explain, Message, ObjectName, Remedy};
use crate::noun::certificate::{KeyAlgorithm, MANAGEMENT, Validity};

/// The certificate that the array presented.
#[derive(Clone, Debug)]
pub struct PresentedIdentity {
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
    /// What the array itself sees wrong with it.
    pub own: Option<OwnFault>,
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
    /// By the same, after it has agreed on a version of KMIP: some demand more than a certificate.
    Credentials(Option<String>),
}

/// Why the key manager does not accept the array's certificate.
#[derive(Clone, Debug)]
pub struct ClientFault {
    /// What it said.
    pub refusal: Refusal,
    /// The certificate that it does not accept.
    pub presented: Box<PresentedIdentity>,
}

impl std::error::Error for ClientFault {}

impl fmt::Display for ClientFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl Explain for ClientFault {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Refused
    }

    fn remedy(&self) -> Option<Remedy> {
        match self.refusal {
            Refusal::Alert(Alert::CertificateRevoked) => Some(Remedy::ReplaceCertificate),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        Message::text(self.reason())
            .with(self.remedy())
            .then(self.others())
    }
}

impl ClientFault {
    fn reason(&self) -> String {
        let name = &self.presented.name;
        match &self.refusal {
            Refusal::Alert(alert) => self.alerted(*alert),
            Refusal::Closed => format!(
                "the key manager closed the connection after the TLS handshake, as some do that do \
                 not accept the certificate {name}. Give the certificate to the key manager's app, \
                 and read the key manager's log."
            ),
            Refusal::Authentication(message) => self.unauthenticated(message.as_deref()),
            Refusal::Credentials(message) => format!(
                "{} A key manager that also demands a username and a password cannot be used: the \
                 array has a certificate only.",
                self.unauthenticated(message.as_deref())
            ),
        }
    }

    fn unauthenticated(&self, message: Option<&str>) -> String {
        let said = match message.map(|message| message.trim().trim_end_matches('.')) {
            Some(message) if !message.is_empty() => format!(": {}", clean(message)),
            _ => String::new(),
        };
        format!(
            "authentication not successful{said}. The array's common name is {}: it must be the \
             UUID of an app of the key manager, and {} the certificate of that app.",
            clean(self.presented.common_name.as_deref().unwrap_or("missing")),
            self.presented.name
        )
    }

    fn alerted(&self, alert: Alert) -> String {
        let PresentedIdentity {
            name,
            issuer,
            validity,
            key_algorithm,
            ..
        } = &*self.presented;
        match alert {
            Alert::UnknownCa => format!(
                "the key manager does not know the issuer of {name} ({}). Give the certificate to \
                 the key manager's app, or its issuer to the key manager's CAs.",
                clean(issuer)
            ),
            Alert::CertificateExpired => format!(
                "the key manager considers {name} expired, and by the array's clock it is valid \
                 from {} to {}. Check NTP on both sides.",
                utc(validity.from),
                utc(validity.to)
            ),
            Alert::BadCertificate => format!(
                "the key manager considers {name} bad, as some do before {} by their own clock. \
                 Check NTP on both sides, and read the key manager's log.",
                utc(validity.from)
            ),
            Alert::UnsupportedCertificate => format!(
                "the key manager considers {name} unsuitable for TLS clients. Use a certificate \
                 whose extended key usage has clientAuth, and that the key manager's app knows."
            ),
            Alert::CertificateRevoked => {
                format!("the key manager considers {name} revoked.")
            }
            Alert::AccessDenied => format!(
                "the key manager knows {name} and denies it access. Enable the app of that \
                 certificate on the key manager."
            ),
            Alert::CertificateRequired | Alert::HandshakeFailure => {
                let kind = key_algorithm.map_or("", KeyAlgorithm::as_str);
                format!(
                    "the key manager requires a certificate, and accepts none with a key like that \
                     of {name} ({kind}). Use a certificate with an RSA key, and give it to the key \
                     manager's app."
                )
            }
            alert => format!(
                "the key manager refuses {name} ({alert}). Give the certificate to the key \
                 manager's app, and read the key manager's log."
            ),
        }
    }

    /// `management` is what an operator gets who has not chosen a certificate made for the purpose.
    fn others(&self) -> Message {
        let is_management = self
            .presented
            .name
            .as_str()
            .eq_ignore_ascii_case(MANAGEMENT);
        match self.presented.others.as_slice() {
            others if is_management && !others.is_empty() => {
                let others: Vec<&str> = others.iter().map(ObjectName::as_str).collect();
                Message::text(format!("Did you mean {}?", others.join(" or ")))
                    .with(Remedy::ChooseCertificate)
            }
            _ => Message::default(),
        }
    }
}
