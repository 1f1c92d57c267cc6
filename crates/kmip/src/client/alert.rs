//! The alerts of TLS.

use crate::enums::open_enum;

open_enum! {
    /// Why the peer ended a TLS connection, in one word (RFC 8446, section 6; its `Display` is the name
    /// there). Of the crate's own, so that no version of rustls is part of its interface.
    pub enum Alert {
        CloseNotify = 0, "close_notify";
        UnexpectedMessage = 10, "unexpected_message";
        BadRecordMac = 20, "bad_record_mac";
        DecryptionFailed = 21, "decryption_failed";
        RecordOverflow = 22, "record_overflow";
        DecompressionFailure = 30, "decompression_failure";
        HandshakeFailure = 40, "handshake_failure";
        NoCertificate = 41, "no_certificate";
        BadCertificate = 42, "bad_certificate";
        UnsupportedCertificate = 43, "unsupported_certificate";
        CertificateRevoked = 44, "certificate_revoked";
        CertificateExpired = 45, "certificate_expired";
        CertificateUnknown = 46, "certificate_unknown";
        IllegalParameter = 47, "illegal_parameter";
        UnknownCa = 48, "unknown_ca";
        AccessDenied = 49, "access_denied";
        DecodeError = 50, "decode_error";
        DecryptError = 51, "decrypt_error";
        ExportRestriction = 60, "export_restriction";
        ProtocolVersion = 70, "protocol_version";
        InsufficientSecurity = 71, "insufficient_security";
        InternalError = 80, "internal_error";
        InappropriateFallback = 86, "inappropriate_fallback";
        UserCanceled = 90, "user_canceled";
        NoRenegotiation = 100, "no_renegotiation";
        MissingExtension = 109, "missing_extension";
        UnsupportedExtension = 110, "unsupported_extension";
        CertificateUnobtainable = 111, "certificate_unobtainable";
        UnrecognizedName = 112, "unrecognized_name";
        BadCertificateStatusResponse = 113, "bad_certificate_status_response";
        BadCertificateHashValue = 114, "bad_certificate_hash_value";
        UnknownPskIdentity = 115, "unknown_psk_identity";
        CertificateRequired = 116, "certificate_required";
        NoApplicationProtocol = 120, "no_application_protocol";
        EchRequired = 121, "ech_required";
    }
}

impl Alert {
    pub(super) fn of(description: rustls::AlertDescription) -> Self {
        Self::from_code(u32::from(u8::from(description)))
    }
}

#[cfg(test)]
mod tests {
    use rustls::AlertDescription;

    use super::Alert;

    #[test]
    fn alerts_are_named_as_in_the_standard() {
        for (alert, name) in [
            (AlertDescription::UnknownCA, "unknown_ca"),
            (AlertDescription::UnknownPSKIdentity, "unknown_psk_identity"),
            (AlertDescription::BadCertificate, "bad_certificate"),
            (AlertDescription::UnrecognisedName, "unrecognized_name"),
            (
                AlertDescription::CertificateRequired,
                "certificate_required",
            ),
            (AlertDescription::Unknown(200), "unknown (0xc8)"),
        ] {
            assert_eq!(Alert::of(alert).to_string(), name);
        }
    }
}
