//! The trust rules: each a real handshake over both versions of TLS, beside what the `openssl` command
//! says of the same certificates. `docs/kmip.md` has them as a table.

mod authorities;
mod certificate;
mod chain;
mod constraints;
mod forms;
mod made_by_openssl;
mod names;
mod namesakes;
mod workshop;

use std::path::Path;
use std::process::Command;

use kmip::client::{
    Cause, Connection, Endpoint, Stage, TlsSettings, TrustAnchors, TrustFault, TrustWarning,
};
use pure_testing::{Authority, Leaf, Listener, TLS_VERSIONS, certificate_pem, dns, named};
use rcgen::{
    BasicConstraints, CustomExtension, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    KeyUsagePurpose, NameConstraints, SanType, date_time_ymd,
};
use rustls::pki_types::CertificateDer;

use crate::{AMPLE, NOW, config, endpoint, open, provider};

/// What OpenSSL does with the same certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OpenSsl {
    Accepts,
    Refuses,
}

/// What the client made of a server that shows `leaf`, when `configured` are its CA certificates and
/// `host` is asked for.
struct Verdict(Result<Vec<TrustWarning>, TrustFault>);

fn verdict(leaf: &Leaf, configured: &[CertificateDer<'static>], host: &str) -> Verdict {
    let anchors = TrustAnchors::Configured(configured.to_vec());
    let settings = TlsSettings::new(provider(), anchors, NOW).with_server_name(host);
    let [of_12, of_13] = TLS_VERSIONS.map(|version| {
        let server = Listener::tls(config(version, leaf), |_| Ok(()));
        match open(&endpoint(&server), &settings) {
            Ok(connection) => Ok(connection.facts().warnings.clone()),
            Err(error) => {
                assert_eq!(error.stage, Stage::Handshake, "{error}");
                match error.cause {
                    Cause::Trust(fault) => Err(*fault),
                    cause => panic!("not a matter of trust: {cause:?}"),
                }
            }
        }
    });
    assert_eq!(of_12, of_13, "TLS 1.2 and 1.3 do not agree");
    Verdict(of_12)
}

/// What `openssl verify` says, as a client that asks for `host`.
fn openssl(leaf: &Leaf, configured: &[CertificateDer<'static>], host: &str) -> OpenSsl {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, all: &[CertificateDer<'static>]| {
        let path = folder.path().join(name);
        std::fs::write(
            &path,
            all.iter()
                .map(|der| certificate_pem(der))
                .collect::<String>(),
        )
        .unwrap();
        path
    };
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    let mut command = Command::new("openssl");
    command
        .args([
            "verify",
            "-no-CApath",
            "-no-CAstore",
            "-purpose",
            "sslserver",
            // Of Debian, Ubuntu and Red Hat.
            "-auth_level",
            "2",
        ])
        .args(["-attime", &NOW.to_string()])
        .arg(if is_address {
            "-verify_ip"
        } else {
            "-verify_hostname"
        })
        .arg(host)
        .arg("-CAfile")
        .arg(write("configured.pem", configured));
    if leaf.chain.len() > 1 {
        let above = write("above.pem", &leaf.chain[1..]);
        command.arg("-untrusted").arg(above);
    }
    let server: &Path = &write("server.pem", &leaf.chain[..1]);
    let output = command.arg(server).output().expect("openssl is installed");
    match output.status.code() {
        Some(0) => OpenSsl::Accepts,
        Some(2) => OpenSsl::Refuses,
        _ => panic!("openssl: {output:?}"),
    }
}

/// Asserts that both accept, without a word.
fn accepted(leaf: &Leaf, configured: &[CertificateDer<'static>], host: &str) {
    assert_eq!(verdict(leaf, configured, host).0, Ok(Vec::new()));
    assert_eq!(openssl(leaf, configured, host), OpenSsl::Accepts);
}

/// Asserts that the client accepts with a warning that it went by the common name.
fn accepted_by_common_name(leaf: &Leaf, root: &Authority, host: &str, by_openssl: OpenSsl) {
    let warning = TrustWarning::MatchedByCommonName(host.to_owned());
    assert_eq!(verdict(leaf, &[root.der()], host).0, Ok(vec![warning]));
    assert_eq!(openssl(leaf, &[root.der()], host), by_openssl);
}

/// The fault for which the client refuses what OpenSSL refuses as well.
fn refused(leaf: &Leaf, configured: &[CertificateDer<'static>], host: &str) -> TrustFault {
    assert_eq!(openssl(leaf, configured, host), OpenSsl::Refuses);
    verdict(leaf, configured, host).0.unwrap_err()
}

/// The fault of a CA's certificate: whose, and why.
fn of_ca(fault: TrustFault) -> (String, String) {
    match fault {
        TrustFault::Ca { ca, reason, .. } => (ca, reason),
        fault => panic!("another fault: {fault:?}"),
    }
}

/// The words for which the client refuses, for reasons that have no kind of their own.
fn other(fault: TrustFault) -> String {
    match fault {
        TrustFault::Other(reason) => reason,
        fault => panic!("another fault: {fault:?}"),
    }
}
