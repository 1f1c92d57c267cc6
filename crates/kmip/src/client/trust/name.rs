//! Whether a certificate is for the name that was asked for (RFC 6125, section 6).

use std::net::IpAddr;

use rustls::client::verify_server_name;
use rustls::pki_types::ServerName;
use rustls::server::ParsedCertificate;

use super::{TrustFault, TrustWarning};
use crate::client::certificate::CertificateFacts;

/// Matches by the subject alternative names; by the common name, with a warning, when there is no
/// alternative name that could be the one asked for.
pub(super) fn check(
    parsed: &ParsedCertificate<'_>,
    facts: &CertificateFacts,
    name: &ServerName<'_>,
) -> Result<Option<TrustWarning>, TrustFault> {
    if verify_server_name(parsed, name).is_ok() {
        return Ok(None);
    }
    let asked = name.to_str().into_owned();
    let mut presented = facts.alternative_names.clone().unwrap_or_default();
    if has_rival(&presented, name) {
        return Err(TrustFault::WrongName { asked, presented });
    }
    match &facts.common_name {
        Some(common) if matches_common_name(common, &asked) => {
            Ok(Some(TrustWarning::MatchedByCommonName(common.clone())))
        }
        common => {
            presented.extend(common.clone());
            Err(TrustFault::WrongName { asked, presented })
        }
    }
}

/// Whether the alternative names speak of the kind of name asked for, so that the common name has no
/// say: any name at all for an address, and a DNS name for a host.
fn has_rival(presented: &[String], name: &ServerName<'_>) -> bool {
    let is_host = |name: &String| name.parse::<IpAddr>().is_err();
    match name {
        ServerName::IpAddress(_) => !presented.is_empty(),
        _ => presented.iter().any(is_host),
    }
}

/// Whether a common name, which may begin with `*.`, is the name asked for (RFC 6125, section 6.4).
fn matches_common_name(common: &str, asked: &str) -> bool {
    if common.eq_ignore_ascii_case(asked) {
        return true;
    }
    let Some(domain) = common.strip_prefix("*.") else {
        return false;
    };
    let is_address = asked.parse::<IpAddr>().is_ok();
    let rest = asked
        .split_once('.')
        .filter(|(host, _)| !host.is_empty())
        .map(|(_, rest)| rest);
    !is_address && domain.contains('.') && rest.is_some_and(|r| r.eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use super::{has_rival, matches_common_name};

    #[test]
    fn a_wildcard_stands_for_one_whole_label() {
        for (common, asked, matches) in [
            ("kms.example.com", "KMS.example.com", true),
            ("*.example.com", "kms.example.com", true),
            ("*.example.com", "example.com", false),
            ("*.example.com", "a.b.example.com", false),
            ("*.com", "example.com", false),
            ("k*.example.com", "kms.example.com", false),
            ("*.0.2.1", "192.0.2.1", false),
            ("192.0.2.1", "192.0.2.1", true),
        ] {
            assert_eq!(
                matches_common_name(common, asked),
                matches,
                "{common} {asked}"
            );
        }
    }

    #[test]
    fn which_alternative_names_leave_the_common_name_no_say() {
        for (presented, asked, rival) in [
            (&["localhost"][..], "localhost", true),
            (&["192.0.2.1"], "localhost", false),
            (&[], "localhost", false),
            (&["localhost"], "192.0.2.2", true),
            (&["192.0.2.1"], "192.0.2.2", true),
            (&[], "192.0.2.2", false),
        ] {
            let names: Vec<String> = presented.iter().map(ToString::to_string).collect();
            let asked = asked.try_into().unwrap();
            assert_eq!(has_rival(&names, &asked), rival, "{presented:?} {asked:?}");
        }
    }
}
