//! What does not keep the array from unlocking, but should be known.

use jiff::Timestamp;
use kmip::client::{CertificateFacts, TrustWarning};
use kmip::enums::Operation;

use crate::ground::{Explain, Message, ObjectName, Remedy};
use crate::noun::certificate::WARNING_DAYS;
use crate::noun::kmip_server::diagnosis::OwnFault;
use crate::noun::kmip_server::{KeyManager, Session, clean, utc, utc_of};

/// A warning of a test. Displays as `What. Cure.`
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TestWarning {
    /// The array sees a fault of its certificate, and the key manager does not mind.
    #[error("{0} The key manager accepts it all the same.")]
    Own(OwnFault),
    /// The array's certificate ends soon.
    #[error("{name} expires at {}.", utc(*.to))]
    OwnExpires {
        /// The certificate.
        name: ObjectName,
        /// The last second of its validity.
        to: Timestamp,
    },
    /// The key manager's certificate ends soon.
    #[error(
        "the key manager's certificate expires at {}. Renew it on the key manager.",
        utc_of(*.to)
    )]
    ServerExpires {
        /// The last second of its validity, since 1970 UTC.
        to: i64,
    },
    /// A certificate of the configured CA text ends soon, or has ended.
    #[error("the CA certificate {} expires at {}.", clean(.subject), utc_of(*.to))]
    CaExpires {
        /// Its subject.
        subject: String,
        /// The last second of its validity, since 1970 UTC.
        to: i64,
    },
    /// The key manager's certificate has no subject alternative name.
    #[error(
        "the key manager's certificate has no subject alternative name, and was matched by its \
         common name {}. Give it a certificate that has one.",
        clean(.0)
    )]
    MatchedByCommonName(String),
    /// The key manager does not know the operation Query.
    #[error("the key manager does not say which operations it offers. Look them up in its manual.")]
    NoQuery,
    /// Query fails, which decides nothing.
    #[error("{0}")]
    QueryFailed(Message),
    /// Operations that the array uses are not among those that Query lists.
    #[error(
        "the key manager does not list {}, which the array uses to {}. Check on the key manager that \
         the app may use them.",
        operations(.0),
        .1.as_str()
    )]
    NotListed(Vec<Operation>, Purpose),
    /// The key came back under another unique identifier.
    #[error(
        "key {name} has another unique identifier ({id}) than when the array was locked with it, and \
         gives its signature. The array knows it by that from its next unlock on."
    )]
    OtherIdentifier {
        /// The name of the key.
        name: String,
        /// Its unique identifier.
        id: String,
    },
    /// Connections end after a response.
    #[error(
        "the key manager, or what stands before it, closes the connection after a response. The \
         array asks again on a new one, which takes longer."
    )]
    ClosesConnections,
}

/// What operations are needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Unlocking.
    Unlock,
    /// Enabling the security token and replacing its key.
    Enable,
    /// Destroying keys that are no longer used.
    Tidy,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Unlock => "unlock",
            Self::Enable => "make keys",
            Self::Tidy => "destroy keys that it no longer uses",
        }
    }
}

fn operations(missing: &[Operation]) -> String {
    let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
    missing.join(", ")
}

impl TestWarning {
    /// Its sentences, with what would help.
    pub fn message(&self) -> Message {
        if let Self::QueryFailed(message) = self {
            return message.clone();
        }
        let remedy = match self {
            Self::Own(fault) => fault.remedy(),
            Self::OwnExpires { .. } => Some(Remedy::RenewCertificate),
            Self::CaExpires { .. } => Some(Remedy::ConfigureNewCa),
            _ => None,
        };
        Message::text(self.to_string()).with(remedy)
    }
}

/// The warnings about the certificates of a session.
pub(super) fn about_certificates(
    key_manager: &KeyManager,
    session: &Session<'_>,
) -> Vec<TestWarning> {
    let now = key_manager.now();
    let mut found = Vec::new();
    let own = key_manager.identity();
    if let Some(fault) = key_manager.own_fault() {
        found.push(TestWarning::Own(fault.clone()));
    } else if ends_soon(own.validity.to.as_second(), now) {
        found.push(TestWarning::OwnExpires {
            name: own.name.clone(),
            to: own.validity.to,
        });
    }
    let server = session.facts().server_certificate();
    if let Some(server) = server.filter(|server| ends_soon(server.not_after, now)) {
        found.push(TestWarning::ServerExpires {
            to: server.not_after,
        });
    }
    // A pinned server certificate is mentioned once.
    let sent = session.facts().server_chain.first();
    for der in key_manager.configured() {
        let facts = CertificateFacts::of(der).filter(|ca| ends_soon(ca.not_after, now));
        if let Some(ca) = facts.filter(|_| sent.is_none_or(|sent| **sent != **der)) {
            found.push(TestWarning::CaExpires {
                subject: ca.subject,
                to: ca.not_after,
            });
        }
    }
    for warning in &session.facts().warnings {
        if let TrustWarning::MatchedByCommonName(name) = warning {
            found.push(TestWarning::MatchedByCommonName(name.clone()));
        }
    }
    found
}

/// Whether the time `to`, in seconds since 1970 UTC, is less than [`WARNING_DAYS`] after `now`.
fn ends_soon(to: i64, now: Timestamp) -> bool {
    const DAY: i64 = 86_400;
    to.saturating_sub(now.as_second()) <= WARNING_DAYS * DAY
}
