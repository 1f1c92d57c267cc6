//! Faults of the key manager's certificate.

use std::fmt;

use kmip::client::TrustFault;

use super::words::{clean, utc_of};
use crate::ground::{ErrorKind, Explain, Remedy};

/// Why the array does not accept the key manager's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFault(pub TrustFault);

impl std::error::Error for ServerFault {}

impl fmt::Display for ServerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason())
    }
}

impl Explain for ServerFault {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Refused
    }

    fn remedy(&self) -> Option<Remedy> {
        match &self.0 {
            TrustFault::UnknownIssuer { server, .. }
            | TrustFault::SameNameOtherKey { server, .. }
                if server.self_issued =>
            {
                Some(Remedy::ConfigureSelfSigned)
            }
            TrustFault::UnknownIssuer {
                intermediates: 0, ..
            } => Some(Remedy::SendIntermediatesOrConfigureCa),
            TrustFault::UnknownIssuer { .. } | TrustFault::SameNameOtherKey { .. } => {
                Some(Remedy::ConfigureEndOfChain)
            }
            TrustFault::IntermediateWithoutRoot { .. } => Some(Remedy::ConfigureRoot),
            TrustFault::ChainOutOfDate { .. } => Some(Remedy::RenewCa),
            _ => None,
        }
    }
}

impl ServerFault {
    fn reason(&self) -> String {
        match &self.0 {
            TrustFault::Unreadable => {
                "the key manager's certificate cannot be read. Give it another certificate."
                    .to_owned()
            }
            TrustFault::UnknownIssuer {
                server,
                intermediates,
                configured,
            } => {
                let issuer = clean(&server.issuer);
                let trusted = trusted(configured);
                if server.self_issued {
                    let title = clean(&server.title());
                    format!(
                        "the key manager's certificate {title} is self-signed, and is not \
                         {trusted}."
                    )
                } else if *intermediates == 0 {
                    format!(
                        "the key manager's certificate was issued by {issuer}, which it did not \
                         send, and which is not {trusted}."
                    )
                } else {
                    format!(
                        "the key manager's certificate was issued by {issuer}, whose chain does \
                         not end at {trusted}."
                    )
                }
            }
            TrustFault::IntermediateWithoutRoot { configured, root } => format!(
                "the configured CA certificate {} is an intermediate, and its root {} is not \
                 configured.",
                clean(configured),
                clean(root)
            ),
            TrustFault::SameNameOtherKey { server, configured } if server.self_issued => format!(
                "the key manager's certificate {configured} is self-signed, and the certificate \
                 configured is another one of that name.",
                configured = clean(configured)
            ),
            TrustFault::SameNameOtherKey { configured, .. } => format!(
                "the key manager's certificate was issued by another CA of the name {configured} \
                 than the one configured: its key is another one.",
                configured = clean(configured)
            ),
            TrustFault::Ca {
                ca,
                configured,
                reason,
            } => {
                let (whose, ca) = (if *configured { "configured" } else { "sent" }, clean(ca));
                let reason = clean(reason);
                format!(
                    "the {whose} CA certificate {ca} does not do for the key manager's: {reason}. \
                     Have that CA's certificate issued anew."
                )
            }
            TrustFault::Expired { server } => format!(
                "the key manager's certificate expired at {}. Renew it on the key manager.",
                utc_of(server.not_after)
            ),
            TrustFault::NotYetValid { server } => format!(
                "the key manager's certificate is not valid before {}, by the array's clock. Check \
                 NTP on the array.",
                utc_of(server.not_before)
            ),
            TrustFault::ChainOutOfDate { server } => format!(
                "a CA certificate above the key manager's, issued by {}, is expired or not yet \
                 valid.",
                clean(&server.issuer)
            ),
            TrustFault::WrongName { asked, presented } => {
                let names = match presented.as_slice() {
                    [] => "no name at all".to_owned(),
                    names => clean(&names.join(", ")),
                };
                format!(
                    "the key manager's certificate is for {names}, and not for {asked}. Use a name \
                     of the certificate in the URI, or add {asked} to it on the key manager."
                )
            }
            TrustFault::WrongUsage { .. } => {
                "the key manager's certificate is not for TLS servers: its extended key usage \
                 lacks serverAuth. Give the key manager a certificate that has serverAuth."
                    .to_owned()
            }
            TrustFault::Other(reason) => not_accepted(reason),
            fault => not_accepted(&fault.to_string()),
        }
    }
}

fn not_accepted(reason: &str) -> String {
    format!(
        "the key manager's certificate is not accepted: {}. Give the key manager another \
         certificate.",
        clean(reason)
    )
}

/// What is trusted, as part of a sentence.
fn trusted(configured: &[String]) -> String {
    match configured {
        [] => "a CA of this system; no CA certificate is configured".to_owned(),
        subjects => format!("the CA configured ({})", clean(&subjects.join("; "))),
    }
}
