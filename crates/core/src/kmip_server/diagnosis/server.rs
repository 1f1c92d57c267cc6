//! Faults of the key manager's certificate.

use std::fmt;

use pure_kmip::client::TrustFault;

use super::words::{clean, utc_of};

/// Why the array does not accept the key manager's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFault(pub TrustFault);

impl std::error::Error for ServerFault {}

impl fmt::Display for ServerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            TrustFault::Unreadable => f.write_str(
                "the key manager's certificate cannot be read. Give it another certificate.",
            ),
            TrustFault::UnknownIssuer {
                server,
                intermediates,
                configured,
            } => {
                let issuer = clean(&server.issuer);
                let trusted = trusted(configured);
                if server.self_issued {
                    write!(
                        f,
                        "the key manager's certificate {issuer} is self-signed, and is not \
                         {trusted}. Configure it with purekmip setattr --ca-certificate when it \
                         is the right one."
                    )
                } else if *intermediates == 0 {
                    write!(
                        f,
                        "the key manager's certificate was issued by {issuer}, which it did not \
                         send, and which is not {trusted}. Let the key manager send its \
                         intermediates, or configure the CA that ends its chain with purekmip \
                         setattr --ca-certificate."
                    )
                } else {
                    write!(
                        f,
                        "the key manager's certificate was issued by {issuer}, whose chain does \
                         not end at {trusted}. Configure the CA that ends it with purekmip setattr \
                         --ca-certificate."
                    )
                }
            }
            TrustFault::IntermediateWithoutRoot { configured, root } => write!(
                f,
                "the configured CA certificate {} is an intermediate, and its root {} is not \
                 configured. Add the root with purekmip setattr --ca-certificate.",
                clean(configured),
                clean(root)
            ),
            TrustFault::Expired { server } => write!(
                f,
                "the key manager's certificate expired at {}. Renew it on the key manager.",
                utc_of(server.not_after)
            ),
            TrustFault::NotYetValid { server } => write!(
                f,
                "the key manager's certificate is not valid before {}, by the array's clock. Check \
                 NTP on the array.",
                utc_of(server.not_before)
            ),
            TrustFault::ChainOutOfDate { server } => write!(
                f,
                "a CA certificate above the key manager's, issued by {}, is expired or not yet \
                 valid. Renew it, and configure it with purekmip setattr --ca-certificate.",
                clean(&server.issuer)
            ),
            TrustFault::WrongName { asked, presented } => {
                let names = match presented.as_slice() {
                    [] => "no name at all".to_owned(),
                    names => clean(&names.join(", ")),
                };
                write!(
                    f,
                    "the key manager's certificate is for {names}, and not for {asked}. Use a name \
                     of the certificate in the URI, or add {asked} to it on the key manager."
                )
            }
            TrustFault::WrongUsage { .. } => f.write_str(
                "the key manager's certificate is not for TLS servers: its extended key usage \
                 lacks serverAuth. Give the key manager a certificate that has serverAuth.",
            ),
            TrustFault::Other(reason) => write_not_accepted(f, reason),
            fault => write_not_accepted(f, &fault.to_string()),
        }
    }
}

fn write_not_accepted(f: &mut fmt::Formatter<'_>, reason: &str) -> fmt::Result {
    write!(
        f,
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
