//! Faults of the array's own certificate.

use jiff::Timestamp;

use super::words::utc;
use crate::ground::{ErrorKind, Explain, ObjectName, Remedy};

/// Why no key manager can accept the array's certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnFault {
    /// What is stored is not a certificate.
    #[error("{0} cannot be read.")]
    Unreadable(ObjectName),
    /// The private key is another certificate's.
    #[error("the private key does not match {0}.")]
    KeyMismatch(ObjectName),
    /// It will be valid.
    #[error(
        "{name} is not valid before {}, by the array's clock. Check NTP on the array.",
        utc(*.from)
    )]
    NotYetValid {
        /// The certificate.
        name: ObjectName,
        /// The first second of its validity.
        from: Timestamp,
    },
    /// It was valid.
    #[error("{name} expired at {}.", utc(*.to))]
    Expired {
        /// The certificate.
        name: ObjectName,
        /// The last second of its validity.
        to: Timestamp,
    },
    /// Its extended key usage leaves TLS clients out.
    #[error(
        "{0} is not for TLS clients: its extended key usage lacks clientAuth. Use a certificate \
         that has clientAuth."
    )]
    NotForClients(ObjectName),
    /// Key managers know their clients by the common name.
    #[error(
        "{0} has no common name, by which the key manager knows the array. Use a certificate whose \
         common name is the UUID of the key manager's app."
    )]
    NoCommonName(ObjectName),
}

impl OwnFault {
    /// Whether nothing can be sent with it: of the other faults the key manager is the judge.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Self::Unreadable(_) | Self::KeyMismatch(_))
    }

    /// Whether a new certificate is what helps: this one is of no use any more.
    pub(crate) fn is_over(&self) -> bool {
        self.is_final() || matches!(self, Self::Expired { .. })
    }
}

impl Explain for OwnFault {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Unreadable(_) => Some(Remedy::ImportCertificate),
            Self::KeyMismatch(_) => Some(Remedy::ImportCertificateAndKey),
            Self::Expired { .. } => Some(Remedy::RenewCertificate),
            Self::NotYetValid { .. } | Self::NotForClients(_) | Self::NoCommonName(_) => None,
        }
    }
}
