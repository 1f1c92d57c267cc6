//! Errors of TLS in words: rustls tells many of them by the names of its own types.

use rustls::{CertificateError, Error, PeerIncompatible};

/// What went wrong, as a clause.
pub(super) fn in_words(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(CertificateError::BadSignature) => {
            "the handshake is not signed with the key of the server's certificate"
        }
        Error::InvalidCertificate(_) => "the server's certificate cannot be used",
        Error::PeerIncompatible(reason) => incompatible(reason),
        Error::PeerMisbehaved(_) => "the server does not keep to TLS",
        Error::InvalidMessage(_) => "the server sent a TLS message that cannot be read",
        Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            "the server sent another TLS message than the one expected"
        }
        Error::DecryptError => "what the server sent cannot be decrypted",
        Error::EncryptError => "what is to be sent cannot be encrypted",
        Error::PeerSentOversizedRecord => "the server sent a TLS record that is too long",
        Error::NoCertificatesPresented => "the server presented no certificate",
        Error::UnsupportedNameType => "the host is not a name that a certificate can have",
        Error::FailedToGetRandomBytes => "the system gave no random numbers",
        _ => "TLS failed for a reason of its own",
    }
    .to_owned()
}

fn incompatible(reason: &PeerIncompatible) -> &'static str {
    match reason {
        PeerIncompatible::ServerDoesNotSupportTls12Or13
        | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig => {
            "the server supports neither TLS 1.2 nor TLS 1.3"
        }
        PeerIncompatible::ExtendedMasterSecretExtensionRequired => {
            "the server lacks the extended master secret (RFC 7627)"
        }
        PeerIncompatible::NoSignatureSchemesInCommon
        | PeerIncompatible::NoCertificateRequestSignatureSchemesInCommon => {
            "client and server have no signature algorithm in common"
        }
        PeerIncompatible::NoKxGroupsInCommon => "client and server have no key exchange in common",
        PeerIncompatible::NoCipherSuitesInCommon => {
            "client and server have no cipher suite in common"
        }
        _ => "client and server have no way of TLS in common",
    }
}

#[cfg(test)]
mod tests {
    use rustls::{AlertDescription, PeerMisbehaved};

    use super::*;

    /// Neither the names of types nor their parts.
    #[test]
    fn no_form_of_debug_is_shown() {
        for error in [
            Error::InvalidCertificate(CertificateError::BadSignature),
            Error::InvalidCertificate(CertificateError::UnknownIssuer),
            Error::PeerIncompatible(PeerIncompatible::NoSignatureSchemesInCommon),
            Error::PeerIncompatible(PeerIncompatible::NullCompressionRequired),
            Error::PeerMisbehaved(PeerMisbehaved::TooMuchEarlyDataReceived),
            Error::AlertReceived(AlertDescription::InternalError),
            Error::General("odd".to_owned()),
            Error::InvalidMessage(rustls::InvalidMessage::HandshakePayloadTooLarge),
        ] {
            let text = in_words(&error);
            let is_name = |word: &str| {
                let mut letters = word.chars().skip(1);
                letters.clone().any(char::is_uppercase) && letters.any(char::is_lowercase)
            };
            assert!(!text.split(' ').any(is_name), "{text}");
            assert!(!text.contains(['{', '[', '"']), "{text}");
        }
    }
}
