//! What can happen.

use std::fmt;
use std::str::FromStr;

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The power is lost, and everything else is as it is.
    PowerCut,
    /// Drives are lost with the power.
    DrivesLost,
    /// One URI of the key manager does not respond.
    UriDown,
    /// No URI of the key manager responds.
    AllUrisDown,
    /// The key manager takes its time.
    KeyManagerSlow,
    /// The key is disabled, which can be undone.
    KeyDisabled,
    /// The key is deactivated.
    KeyDeactivated,
    /// The key is marked as compromised.
    KeyCompromised,
    /// The key is destroyed.
    KeyDestroyed,
    /// The key manager does not know the key.
    KeyMissing,
    /// Another key is there in its place.
    KeyForeign,
    /// The key came back under another unique identifier.
    KeyRestored,
    /// The smart card is not in the port.
    CardRemoved,
    /// The key's own Deactivation Date passes.
    KeyDeactivationDate,
    /// The array's certificate expires.
    CertificateExpired,
    /// The key manager's certificate expires.
    ServerCertificateExpired,
    /// The CA certificate of the key manager expires.
    CaExpired,
    /// The array's clock is wrong by a day.
    ClockWrong,
    /// The power is lost in the middle of a rotation of the array key.
    RotationInterrupted,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::PowerCut,
        Self::DrivesLost,
        Self::UriDown,
        Self::AllUrisDown,
        Self::KeyManagerSlow,
        Self::KeyDisabled,
        Self::KeyDeactivated,
        Self::KeyCompromised,
        Self::KeyDestroyed,
        Self::KeyMissing,
        Self::KeyForeign,
        Self::KeyRestored,
        Self::CardRemoved,
        Self::KeyDeactivationDate,
        Self::CertificateExpired,
        Self::ServerCertificateExpired,
        Self::CaExpired,
        Self::ClockWrong,
        Self::RotationInterrupted,
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PowerCut => "power-cut",
            Self::DrivesLost => "drives-lost",
            Self::UriDown => "uri-down",
            Self::AllUrisDown => "all-uris-down",
            Self::KeyManagerSlow => "key-manager-slow",
            Self::KeyDisabled => "key-disabled",
            Self::KeyDeactivated => "key-deactivated",
            Self::KeyCompromised => "key-compromised",
            Self::KeyDestroyed => "key-destroyed",
            Self::KeyMissing => "key-missing",
            Self::KeyForeign => "key-foreign",
            Self::KeyRestored => "key-restored",
            Self::CardRemoved => "card-removed",
            Self::KeyDeactivationDate => "key-deactivation-date",
            Self::CertificateExpired => "certificate-expired",
            Self::ServerCertificateExpired => "server-expired",
            Self::CaExpired => "ca-expired",
            Self::ClockWrong => "clock-wrong",
            Self::RotationInterrupted => "rotation-interrupted",
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no event of that word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such scenario of a drill")]
pub struct UnknownEvent;

impl FromStr for Event {
    type Err = UnknownEvent;

    fn from_str(text: &str) -> Result<Self, UnknownEvent> {
        let all = Self::ALL.into_iter();
        all.into_iter()
            .find(|event| event.as_str() == text)
            .ok_or(UnknownEvent)
    }
}
