//! Whether a certificate is for the name that was asked for (RFC 6125, section 6, as OpenSSL's
//! `X509_check_host` and `X509_check_ip` do it).

use std::net::IpAddr;

use rustls::pki_types::ServerName;
use x509_parser::prelude::GeneralName;

use super::link::Link;
use super::{TrustFault, TrustWarning};

/// Matches by the subject alternative names; by a common name, with a warning, when there is no
/// alternative name that could be the one asked for.
pub(super) fn check(
    server: &Link<'_>,
    name: &ServerName<'_>,
) -> Result<Option<TrustWarning>, TrustFault> {
    let asked = name.to_str().into_owned();
    let (is_named, has_rival) = match name {
        ServerName::IpAddress(address) => by_address(server, IpAddr::from(*address)),
        _ => by_host(server, &asked),
    };
    if is_named {
        return Ok(None);
    }
    let mut presented = server.facts().alternative_names.unwrap_or_default();
    if has_rival {
        return Err(TrustFault::WrongName { asked, presented });
    }
    let is_address = matches!(name, ServerName::IpAddress(_));
    let is_asked = |common: &String| match is_address {
        true => *common == asked,
        false => matches(common.as_bytes(), &asked),
    };
    match server.common_names().find(is_asked) {
        Some(common) => Ok(Some(TrustWarning::MatchedByCommonName(common))),
        None => {
            presented.extend(server.common_names());
            Err(TrustFault::WrongName { asked, presented })
        }
    }
}

/// Whether the host is among the alternative names, and whether there is any name of a host.
fn by_host(server: &Link<'_>, asked: &str) -> (bool, bool) {
    let is_named = server.dns_names().any(|name| matches(name, asked));
    (is_named, server.dns_names().next().is_some())
}

/// Whether the address is among the alternative names, and whether there is any name of a host or
/// address.
fn by_address(server: &Link<'_>, asked: IpAddr) -> (bool, bool) {
    let octets = match asked {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    let mut addresses = server
        .alternative_names()
        .iter()
        .filter_map(|name| match name {
            GeneralName::IPAddress(bytes) => Some(*bytes),
            _ => None,
        });
    let is_named = addresses.clone().any(|bytes| bytes == octets);
    let has_rival = addresses.next().is_some() || server.dns_names().next().is_some();
    (is_named, has_rival)
}

/// Whether a name, which may have a wildcard in its first label, is the host asked for.
fn matches(name: &[u8], asked: &str) -> bool {
    let asked = asked.as_bytes();
    // A name that begins with a dot matches nothing here: nobody asks for a whole domain.
    if name.eq_ignore_ascii_case(asked) {
        return true;
    }
    let Some((before, after)) = wildcard(name) else {
        return false;
    };
    let Some(end) = asked.len().checked_sub(after.len()) else {
        return false;
    };
    if end < before.len()
        || !asked[..before.len()].eq_ignore_ascii_case(before)
        || !asked[end..].eq_ignore_ascii_case(after)
    {
        return false;
    }
    let covered = &asked[before.len()..end];
    let is_whole = before.is_empty() && after[0] == b'.';
    let is_encoded = asked.len() >= 4 && starts_encoded(covered);
    !(is_whole && covered.is_empty()) && (is_whole || !is_encoded) && covered.iter().all(is_plain)
}

/// Whether it may be anywhere within a label.
fn is_plain(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'-'
}

fn starts_encoded(label: &[u8]) -> bool {
    label.len() >= 4 && label[..4].eq_ignore_ascii_case(b"xn--")
}

/// What is before and after the wildcard of a name: one, at the beginning or the end of the first of
/// three labels or more, which is not an encoded one.
fn wildcard(name: &[u8]) -> Option<(&[u8], &[u8])> {
    let labels: Vec<&[u8]> = name.split(|byte| *byte == b'.').collect();
    let (first, others) = labels.split_first()?;
    let place = first.iter().position(|byte| *byte == b'*')?;
    let is_at_an_end = place == 0 || place + 1 == first.len();
    let is_label = |label: &&[u8]| {
        let begins = label.first().is_some_and(u8::is_ascii_alphanumeric);
        begins && label.iter().all(is_plain) && label.last() != Some(&b'-')
    };
    let rest = [&first[..place], &first[place + 1..]].concat();
    let is_first_plain = rest.iter().all(is_plain)
        && (place == 0 || first[0].is_ascii_alphanumeric())
        && rest.last() != Some(&b'-');
    let is_valid = is_at_an_end
        && !starts_encoded(first)
        && is_first_plain
        && others.len() >= 2
        && others.iter().all(is_label);
    is_valid.then(|| (&name[..place], &name[place + 1..]))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_wildcard_is_in_the_first_label_and_covers_no_dot() {
        for (name, asked, expected) in [
            ("kms.example.com", "KMS.example.com", true),
            ("*.example.com", "kms.example.com", true),
            ("*.example.com", "xn--kms.example.com", true),
            ("k*.example.com", "kms.example.com", true),
            ("*s.example.com", "kms.example.com", true),
            ("k*.example.com", "k.example.com", true),
            ("k*s.example.com", "kms.example.com", false),
            ("x*.example.com", "xn--kms.example.com", true),
            ("*s.example.com", "xn--kms.example.com", false),
            ("xn--*.example.com", "xn--kms.example.com", false),
            ("k*.example.com", "xms.example.com", false),
            ("k*.example.com", "kms.example.org", false),
            ("*.ex-ample.com", "kms.ex-ample.com", true),
            ("*-a.example.com", "kms-a.example.com", true),
            ("k-*.example.com", "k-ms.example.com", false),
            ("*-.example.com", "kms-.example.com", false),
            ("-k*.example.com", "-kms.example.com", false),
            ("*_a.example.com", "kms_a.example.com", false),
            ("**.example.com", "kms.example.com", false),
            ("kms.ex*.com", "kms.example.com", false),
            ("*.example.com", "example.com", false),
            ("*.example.com", ".example.com", false),
            ("*.example.com", "a.b.example.com", false),
            ("*.*.com", "kms.example.com", false),
            ("kms.*.com", "kms.example.com", false),
            ("*.com", "example.com", false),
            ("*", "example", false),
            ("*.0.2.1", "192.0.2.1", true),
            ("*.-a.com", "kms.-a.com", false),
            ("192.0.2.1", "192.0.2.1", true),
            (".example.com", "kms.example.com", false),
        ] {
            assert_eq!(matches(name.as_bytes(), asked), expected, "{name} {asked}");
        }
    }
}
