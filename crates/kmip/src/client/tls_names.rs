//! The names of what a TLS handshake negotiates, for those who read [`SessionFacts`](super::SessionFacts).

use rustls::{CipherSuite, ProtocolVersion};

/// As in `TLS 1.3`.
pub(super) fn version(version: ProtocolVersion) -> String {
    match version {
        ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
        ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
        other => format!("TLS version {:#06x}", u16::from(other)),
    }
}

/// As in `TLS13_AES_256_GCM_SHA384`: IANA's name, in which `TLS13` marks the suites of TLS 1.3.
pub(super) fn cipher_suite(suite: CipherSuite) -> String {
    let name = match u16::from(suite) {
        0x1301 => "TLS13_AES_128_GCM_SHA256",
        0x1302 => "TLS13_AES_256_GCM_SHA384",
        0x1303 => "TLS13_CHACHA20_POLY1305_SHA256",
        0x1304 => "TLS13_AES_128_CCM_SHA256",
        0x1305 => "TLS13_AES_128_CCM_8_SHA256",
        0xC02B => "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        0xC02C => "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        0xC02F => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        0xC030 => "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        0xCCA8 => "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        0xCCA9 => "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        code => return format!("cipher suite {code:#06x}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use rustls::crypto::aws_lc_rs::default_provider;

    use super::{cipher_suite, version};

    #[test]
    fn what_the_provider_offers_has_a_name() {
        for suite in default_provider().cipher_suites {
            let name = cipher_suite(suite.suite());
            assert!(name.starts_with("TLS"), "{name}");
            let version = version(suite.version().version);
            assert_eq!(name.contains("_WITH_"), version == "TLS 1.2", "{name}");
        }
    }

    #[test]
    fn what_has_no_name_has_a_number() {
        assert_eq!(cipher_suite(0x00FF.into()), "cipher suite 0x00ff");
        assert_eq!(version(0x0305.into()), "TLS version 0x0305");
    }
}
