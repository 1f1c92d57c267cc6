//! What each certificate of a chain may be used for: its extensions (RFC 5280, section 4.2.1, as
//! OpenSSL 3 judges them for TLS servers).

use x509_parser::asn1_rs::{Oid, oid};
use x509_parser::extensions::ParsedExtension;

use super::TrustFault;
use super::build::Chain;
use super::link::Link;

/// "Server gated cryptography", of Netscape and of Microsoft: OpenSSL takes both for serverAuth.
const GATED: [Oid<'static>; 2] = [oid!(2.16.840.1.113730.4.1), oid!(1.3.6.1.4.1.311.10.3.3)];

/// Judges the extensions of the whole chain.
pub(super) fn check(chain: &Chain<'_, '_>) -> Result<(), TrustFault> {
    let server = chain.links[0];
    if let Some(reason) = form(server) {
        return Err(TrustFault::Other(reason));
    }
    if !serves(server) {
        let server = Box::new(server.facts());
        return Err(TrustFault::WrongUsage { server });
    }
    if let Some(reason) = handshake(server) {
        return Err(TrustFault::Other(reason.to_owned()));
    }
    let mut between = 0;
    for (place, ca) in chain.links.iter().enumerate().skip(1) {
        let is_last = place + 1 == chain.links.len();
        let reason = form(ca).or_else(|| authority(ca, is_last));
        if let Some(reason) = reason {
            return Err(chain.fault_of(place, reason));
        }
        let limit = ca.basic_constraints().and_then(|c| c.path_len_constraint);
        if limit.is_some_and(|limit| between > limit) {
            let reason = "the chain is longer than it allows (path length constraint)";
            return Err(chain.fault_of(place, reason));
        }
        between += u32::from(!ca.is_self_issued());
    }
    Ok(())
}

/// What is wrong with a certificate whatever it is used for.
fn form(link: &Link<'_>) -> Option<String> {
    if let Some(identifier) = link.unreadable_extension() {
        return Some(format!("its extension {identifier} cannot be read"));
    }
    link.unknown_critical_extension()
        .map(|identifier| format!("it has a critical extension that is not known, {identifier}"))
}

/// Whether its extended key usage, when it has one, is that of TLS servers.
fn serves(link: &Link<'_>) -> bool {
    link.extended_key_usage().is_none_or(|usage| {
        usage.server_auth || usage.other.iter().any(|other| GATED.contains(other))
    })
}

/// Why the server's own certificate may not take part in a handshake.
fn handshake(server: &Link<'_>) -> Option<&'static str> {
    let usage = server.key_usage();
    let signs = usage.is_none_or(|usage| {
        usage.digital_signature() || usage.key_encipherment() || usage.key_agreement()
    });
    if !signs {
        return Some("its key usage allows neither signatures nor key encipherment");
    }
    let for_servers = server.extension(|extension| match extension {
        ParsedExtension::NSCertType(kind) => Some(kind),
        _ => None,
    });
    let refused = for_servers.is_some_and(|kind| !kind.ssl_server());
    refused.then_some("its Netscape certificate type is not that of a server")
}

/// Why a certificate above the server's may not sign certificates of servers.
fn authority(ca: &Link<'_>, is_last: bool) -> Option<String> {
    let usage = ca.key_usage();
    if usage.is_some_and(|usage| !usage.key_cert_sign()) {
        return Some("its key usage does not include keyCertSign".to_owned());
    }
    let is_ca = match ca.basic_constraints() {
        Some(constraints) => constraints.ca,
        // The last one may be from before there were basic constraints.
        None => is_last && (usage.is_some() || ca.is_version_1() || signs_by_netscape(ca)),
    };
    if !is_ca {
        return Some("it is not the certificate of a CA (basic constraints or key usage)".into());
    }
    let why = "its extended key usage does not include TLS servers (serverAuth)";
    (!serves(ca)).then(|| why.to_owned())
}

fn signs_by_netscape(ca: &Link<'_>) -> bool {
    let kind = ca.extension(|extension| match extension {
        ParsedExtension::NSCertType(kind) => Some(kind),
        _ => None,
    });
    kind.is_some_and(|kind| kind.ssl_ca())
}
