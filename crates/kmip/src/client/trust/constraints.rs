//! Name constraints (RFC 5280, section 4.2.1.10), with the common name as well where it may stand for a
//! host, as OpenSSL checks them.

use std::net::IpAddr;

use x509_parser::asn1_rs::Tag;
use x509_parser::extensions::{GeneralSubtree, NameConstraints, ParsedExtension};
use x509_parser::prelude::GeneralName;

use super::TrustFault;
use super::build::Chain;
use super::link::Link;
use crate::client::canonical::{CanonicalName, text};

/// Whether every certificate's names lie where those above it may sign.
pub(super) fn check(chain: &Chain<'_, '_>) -> Result<(), TrustFault> {
    for (place, link) in chain.links.iter().enumerate() {
        if place > 0 && link.is_self_issued() {
            continue;
        }
        let names = names(link, place == 0);
        for (above, ca) in chain.links.iter().enumerate().skip(place + 1) {
            let Some(constraints) = constraints(ca) else {
                continue;
            };
            if let Some(name) = names.iter().find(|name| !may_sign(constraints, name)) {
                let what = if place == 0 {
                    "the server's name"
                } else {
                    "a CA's name below it"
                };
                let reason = format!("it may not sign for {what} {name} (name constraints)");
                return Err(chain.fault_of(above, reason));
            }
        }
    }
    Ok(())
}

fn constraints<'l>(link: &'l Link<'_>) -> Option<&'l NameConstraints<'l>> {
    link.extension(|extension| match extension {
        ParsedExtension::NameConstraints(constraints) => Some(constraints),
        _ => None,
    })
}

/// A name of a certificate that constraints may speak of.
enum Name<'n> {
    Directory(CanonicalName, String),
    Dns(Vec<u8>),
    Mail(String),
    Uri(&'n str),
    Ip(Vec<u8>),
    /// Of a kind that nobody can compare.
    Other(&'n GeneralName<'n>),
}

impl std::fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Directory(_, name) | Self::Mail(name) => f.write_str(name),
            Self::Dns(name) => f.write_str(&String::from_utf8_lossy(name)),
            Self::Uri(name) => f.write_str(name),
            Self::Ip(bytes) => match address(bytes) {
                Some(address) => write!(f, "{address}"),
                None => f.write_str("of an address that is none"),
            },
            Self::Other(_) => f.write_str("of another kind"),
        }
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let of_four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    of_four
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

fn names<'l>(link: &'l Link<'_>, is_server: bool) -> Vec<Name<'l>> {
    let mut names = Vec::new();
    if !link.subject.is_empty() {
        let subject = link.certificate.subject();
        names.push(Name::Directory(link.subject.clone(), subject.to_string()));
        let mails = subject.iter_email();
        names.extend(mails.filter_map(|mail| Some(Name::Mail(text(mail.attr_value())?))));
    }
    names.extend(link.alternative_names().iter().map(|name| match name {
        GeneralName::DNSName(name) => Name::Dns(name.as_bytes().to_vec()),
        // Of bytes that are no UTF-8: compared as they are, and addresses of mail by their host.
        GeneralName::Invalid(Tag(1), bytes) => {
            Name::Mail(String::from_utf8_lossy(bytes).into_owned())
        }
        GeneralName::Invalid(Tag(2), bytes) => Name::Dns(bytes.to_vec()),
        GeneralName::RFC822Name(name) => Name::Mail((*name).to_owned()),
        GeneralName::URI(name) => Name::Uri(name),
        GeneralName::IPAddress(bytes) => Name::Ip(bytes.to_vec()),
        GeneralName::DirectoryName(name) => {
            Name::Directory(CanonicalName::of(name), name.to_string())
        }
        other => Name::Other(other),
    }));
    if is_server && link.dns_names().next().is_none() {
        for common in link.common_names() {
            // An address, too: here it may be the one asked for.
            match common.parse() {
                Ok(IpAddr::V4(address)) => names.push(Name::Ip(address.octets().to_vec())),
                Ok(IpAddr::V6(address)) => names.push(Name::Ip(address.octets().to_vec())),
                Err(_) => {}
            }
            if looks_like_host(&common) {
                names.push(Name::Dns(common.into_bytes()));
            }
        }
    }
    names
}

/// Whether a common name may be that of a host: two labels or more of letters, digits, hyphens and
/// underscores.
fn looks_like_host(common: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !label.is_empty()
            && label.chars().all(is_plain)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    common.contains('.') && common.split('.').all(is_label)
}

fn may_sign(constraints: &NameConstraints<'_>, name: &Name<'_>) -> bool {
    let concerning = |subtrees: &Option<Vec<GeneralSubtree<'_>>>| -> Vec<bool> {
        let subtrees = subtrees.iter().flatten();
        subtrees
            .filter_map(|subtree| is_within(name, &subtree.base))
            .collect()
    };
    // What is of the same kind and cannot be compared is neither permitted nor not excluded.
    let is_unclear = |subtrees: &Option<Vec<GeneralSubtree<'_>>>| {
        let mut subtrees = subtrees.iter().flatten();
        subtrees.any(|subtree| is_incomparable(name, &subtree.base))
    };
    let permitted = concerning(&constraints.permitted_subtrees);
    let excluded = concerning(&constraints.excluded_subtrees);
    !is_unclear(&constraints.permitted_subtrees)
        && !is_unclear(&constraints.excluded_subtrees)
        && (permitted.is_empty() || permitted.contains(&true))
        && !excluded.contains(&true)
}

fn is_incomparable(name: &Name<'_>, base: &GeneralName<'_>) -> bool {
    match (name, base) {
        (Name::Other(name), base) => std::mem::discriminant(*name) == std::mem::discriminant(base),
        (Name::Mail(mail), GeneralName::RFC822Name(_)) => !mail.contains('@'),
        (Name::Uri(uri), GeneralName::URI(_)) => host_of(uri).is_none(),
        _ => false,
    }
}

/// Whether the name lies in the subtree; `None` when the subtree is one of another kind of name.
fn is_within(name: &Name<'_>, base: &GeneralName<'_>) -> Option<bool> {
    match (name, base) {
        (Name::Directory(name, _), GeneralName::DirectoryName(base)) => {
            Some(name.is_within(&CanonicalName::of(base)))
        }
        (Name::Dns(name), GeneralName::DNSName(base)) => Some(is_domain_within(name, base)),
        (Name::Mail(name), GeneralName::RFC822Name(base)) => Some(is_mail_within(name, base)),
        (Name::Uri(name), GeneralName::URI(base)) => Some(is_host_within(host_of(name)?, base)),
        (Name::Ip(name), GeneralName::IPAddress(base)) => Some(is_address_within(name, base)),
        _ => None,
    }
}

fn is_domain_within(name: &[u8], base: &str) -> bool {
    let base = base.as_bytes();
    let Some(above) = name.len().checked_sub(base.len()) else {
        return false;
    };
    let is_label = above == 0 || base.is_empty() || base[0] == b'.' || name[above - 1] == b'.';
    is_label && name[above..].eq_ignore_ascii_case(base)
}

fn is_mail_within(name: &str, base: &str) -> bool {
    let Some((local, host)) = name.rsplit_once('@') else {
        return false;
    };
    match base.rsplit_once('@') {
        Some((base_local, base_host)) => {
            (base_local.is_empty() || base_local == local) && host.eq_ignore_ascii_case(base_host)
        }
        None => is_host_within(host, base),
    }
}

/// Whether it is that host, or below the domain that begins with a dot.
fn is_host_within(host: &str, base: &str) -> bool {
    let (host, base_bytes) = (host.as_bytes(), base.as_bytes());
    if base.starts_with('.') {
        let above = host.len().checked_sub(base_bytes.len());
        return above
            .is_some_and(|above| above > 0 && host[above..].eq_ignore_ascii_case(base_bytes));
    }
    host.eq_ignore_ascii_case(base_bytes)
}

fn host_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

fn is_address_within(address: &[u8], base: &[u8]) -> bool {
    let (network, mask) = base.split_at(base.len() / 2);
    let mut parts = address.iter().zip(network).zip(mask);
    base.len() == 2 * address.len() && parts.all(|((a, n), m)| (a ^ n) & m == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains() {
        for (name, base, within) in [
            ("kms.example.com", "example.com", true),
            ("KMS.Example.com", "eXample.com", true),
            ("example.com", "example.com", true),
            ("example.com", ".example.com", false),
            ("kms.example.com", ".example.com", true),
            ("badexample.com", "example.com", false),
            ("com", "example.com", false),
            ("anything", "", true),
        ] {
            assert_eq!(
                is_domain_within(name.as_bytes(), base),
                within,
                "{name} {base}"
            );
        }
    }

    #[test]
    fn mails_hosts_and_addresses() {
        for (name, base, within) in [
            ("kms@example.com", "example.com", true),
            ("kms@Example.com", "kms@eXample.com", true),
            ("KMS@example.com", "kms@example.com", false),
            ("kms@a.example.com", ".example.com", true),
            ("kms@example.com", ".example.com", false),
            ("kms@a.example.com", "example.com", false),
            ("kms@example.com", "@example.com", true),
            ("kms@abc.other.com", ".example.com", false),
            ("kms@.example.com", ".example.com", false),
            ("kms", "example.com", false),
        ] {
            assert_eq!(is_mail_within(name, base), within, "{name} {base}");
        }
        assert_eq!(
            host_of("https://kms.example.com:1/path"),
            Some("kms.example.com")
        );
        assert_eq!(host_of("urn:x"), None);
        assert_eq!(host_of("file:///path"), None);
        let net = [192, 0, 2, 0, 255, 255, 255, 0];
        assert!(is_address_within(&[192, 0, 2, 9], &net));
        assert!(!is_address_within(&[192, 0, 3, 9], &net));
        assert!(!is_address_within(&[0; 16], &net));
    }

    /// A name that cannot be compared is refused wherever its kind is spoken of, as permitted or as
    /// excluded.
    #[test]
    fn names_and_subtrees_by_their_kinds() {
        let uri = GeneralName::URI("example.com");
        let mail = GeneralName::RFC822Name("example.com");
        let registered = GeneralName::RegisteredID(x509_parser::oid_registry::OID_X509_COMMON_NAME);
        for (name, base, if_permitted, if_excluded) in [
            (Name::Uri("https://example.com/"), &uri, true, false),
            (Name::Uri("https://other.com/"), &uri, false, true),
            (Name::Uri("urn:x"), &uri, false, false),
            (Name::Uri("urn:x"), &mail, true, true),
            (Name::Mail("kms@example.com".to_owned()), &mail, true, false),
            (Name::Mail("kms@other.com".to_owned()), &mail, false, true),
            (Name::Mail("kms".to_owned()), &mail, false, false),
            (Name::Mail("kms".to_owned()), &uri, true, true),
            (Name::Other(&registered), &registered, false, false),
            (Name::Other(&registered), &mail, true, true),
        ] {
            let subtrees = || Some(vec![GeneralSubtree { base: base.clone() }]);
            let permitted = NameConstraints {
                permitted_subtrees: subtrees(),
                excluded_subtrees: None,
            };
            let excluded = NameConstraints {
                permitted_subtrees: None,
                excluded_subtrees: subtrees(),
            };
            assert_eq!(may_sign(&permitted, &name), if_permitted, "{name} {base}");
            assert_eq!(may_sign(&excluded, &name), if_excluded, "{name} {base}");
        }
    }

    #[test]
    fn which_common_names_may_be_hosts() {
        for (name, host) in [
            ("kms.example.com", true),
            ("192.0.2.1", true),
            ("localhost", false),
            ("a..b", false),
            ("-a.b", false),
            ("a-.b", false),
            ("Corp Root. Inc", false),
        ] {
            assert_eq!(looks_like_host(name), host, "{name}");
        }
    }
}
