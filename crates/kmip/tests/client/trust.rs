//! The trust rules: each a real handshake over both versions of TLS, beside what the `openssl` command
//! says of the same certificates. `docs/kmip.md` has them as a table.

use std::path::Path;
use std::process::Command;

use pure_kmip::client::{
    Cause, Connection, Endpoint, Stage, TlsSettings, TrustAnchors, TrustFault, TrustWarning,
};
use rcgen::{
    BasicConstraints, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyUsagePurpose,
    NameConstraints, SanType, date_time_ymd,
};
use rustls::pki_types::CertificateDer;

use crate::authority::{Authority, Leaf, NOW, dns, named};
use crate::server::{Server, VERSIONS, config};
use crate::{PATIENCE, open};

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
    let settings = TlsSettings::new(anchors, None, NOW);
    let [of_12, of_13] = VERSIONS.map(|version| {
        let server = Server::tls(config(leaf, version, None), |_| Ok(()));
        match open(&server.endpoint_at(host), &settings) {
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
        std::fs::write(&path, all.iter().map(|der| pem(der)).collect::<String>()).unwrap();
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

fn pem(der: &[u8]) -> String {
    let digits = Command::new("openssl")
        .args(["x509", "-inform", "DER"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .and_then(|mut process| {
            use std::io::Write;
            process.stdin.take().unwrap().write_all(der)?;
            process.wait_with_output()
        })
        .expect("openssl is installed");
    String::from_utf8(digits.stdout).unwrap()
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

/// The words for which the client refuses, for reasons that have no kind of their own.
fn other(fault: TrustFault) -> String {
    match fault {
        TrustFault::Other(reason) => reason,
        fault => panic!("another fault: {fault:?}"),
    }
}

#[test]
fn a_chain_to_the_configured_root() {
    let root = Authority::plain();
    accepted(&root.server(|_| {}), &[root.der()], "localhost");
    let intermediate = root.intermediate("Intermediate", |_| {});
    accepted(&intermediate.server(|_| {}), &[root.der()], "localhost");
}

#[test]
fn one_of_several_configured_roots() {
    let (root, other) = (Authority::plain(), Authority::root("Other", |_| {}));
    accepted(
        &root.server(|_| {}),
        &[other.der(), root.der()],
        "localhost",
    );
}

#[test]
fn an_intermediate_configured_beside_its_root_is_not_needed_from_the_server() {
    let root = Authority::plain();
    let intermediate = root.intermediate("Intermediate", |_| {});
    let leaf = intermediate.server(|_| {}).alone();
    accepted(&leaf, &[intermediate.der(), root.der()], "localhost");
}

#[test]
fn an_intermediate_that_nobody_has() {
    let root = Authority::plain();
    let leaf = root
        .intermediate("Intermediate", |_| {})
        .server(|_| {})
        .alone();
    let fault = refused(&leaf, &[root.der()], "localhost");
    let TrustFault::UnknownIssuer {
        server,
        intermediates,
        configured,
    } = fault
    else {
        panic!("{fault:?}");
    };
    assert_eq!(
        (server.issuer.as_str(), intermediates),
        ("CN=Intermediate", 0)
    );
    assert_eq!(configured, ["CN=Root"]);
}

#[test]
fn an_intermediate_configured_without_its_root() {
    let root = Authority::plain();
    let intermediate = root.intermediate("Intermediate", |_| {});
    let expected = TrustFault::IntermediateWithoutRoot {
        configured: "CN=Intermediate".to_owned(),
        root: "CN=Root".to_owned(),
    };
    let leaf = intermediate.server(|_| {});
    for leaf in [leaf.clone(), leaf.clone().alone(), leaf.and(root.der())] {
        assert_eq!(refused(&leaf, &[intermediate.der()], "localhost"), expected);
    }
}

#[test]
fn a_root_that_is_not_configured_and_is_sent() {
    let (root, other) = (Authority::plain(), Authority::root("Other", |_| {}));
    let leaf = root.server(|_| {}).and(root.der());
    let fault = refused(&leaf, &[other.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
}

#[test]
fn another_root_of_the_same_name() {
    let (root, namesake) = (Authority::plain(), Authority::plain());
    let fault = refused(&root.server(|_| {}), &[namesake.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
}

#[test]
fn a_self_signed_certificate_configured_itself() {
    let leaf = Leaf::self_signed(|_| {});
    accepted(&leaf, &[leaf.der()], "localhost");
    let ca = Leaf::self_signed(|p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    accepted(&ca, &[ca.der()], "localhost");
}

#[test]
fn a_self_signed_certificate_that_is_not_configured() {
    let root = Authority::plain();
    for is_ca in [
        IsCa::ExplicitNoCa,
        IsCa::Ca(BasicConstraints::Unconstrained),
    ] {
        let leaf = Leaf::self_signed(|p| p.is_ca = is_ca);
        let fault = refused(&leaf, &[root.der()], "localhost");
        let TrustFault::UnknownIssuer { server, .. } = fault else {
            panic!("{fault:?}");
        };
        assert!(server.self_issued);
    }
}

#[test]
fn a_self_signed_certificate_that_only_looks_like_the_configured_one() {
    let (leaf, lookalike) = (Leaf::self_signed(|_| {}), Leaf::self_signed(|_| {}));
    let fault = refused(&lookalike, &[leaf.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
}

#[test]
fn a_self_signed_certificate_configured_itself_keeps_to_the_other_rules() {
    let expired = Leaf::self_signed(|p| p.not_after = date_time_ymd(2030, 6, 1));
    let fault = refused(&expired, &[expired.der()], "localhost");
    assert!(matches!(fault, TrustFault::Expired { .. }), "{fault:?}");
    let elsewhere = Leaf::self_signed(|p| p.subject_alt_names = vec![dns("elsewhere")]);
    let fault = refused(&elsewhere, &[elsewhere.der()], "localhost");
    assert!(matches!(fault, TrustFault::WrongName { .. }), "{fault:?}");
}

#[test]
fn expired() {
    let root = Authority::plain();
    let leaf = root.server(|p| p.not_after = date_time_ymd(2030, 6, 14));
    let fault = refused(&leaf, &[root.der()], "localhost");
    let TrustFault::Expired { server } = fault else {
        panic!("{fault:?}");
    };
    assert_eq!(
        server.not_after,
        date_time_ymd(2030, 6, 14).unix_timestamp()
    );
}

#[test]
fn not_yet_valid() {
    let root = Authority::plain();
    let leaf = root.server(|p| p.not_before = date_time_ymd(2030, 6, 16));
    let fault = refused(&leaf, &[root.der()], "localhost");
    let TrustFault::NotYetValid { server } = fault else {
        panic!("{fault:?}");
    };
    assert_eq!(
        server.not_before,
        date_time_ymd(2030, 6, 16).unix_timestamp()
    );
}

#[test]
fn the_time_is_the_callers() {
    let root = Authority::plain();
    let leaf = root.server(|_| {});
    let anchors = TrustAnchors::Configured(vec![root.der()]);
    let server = Server::tls(config(&leaf, VERSIONS[1], None), |_| Ok(()));
    let at = |year| {
        let now = date_time_ymd(year, 6, 1).unix_timestamp();
        let settings = TlsSettings::new(anchors.clone(), None, now.try_into().unwrap());
        Connection::open(&server.endpoint(), &settings, &PATIENCE)
    };
    assert!(at(2030).is_ok());
    for year in [2029, 2031] {
        let cause = at(year).unwrap_err().cause;
        assert!(matches!(cause, Cause::Trust(_)), "{cause:?}");
    }
}

#[test]
fn a_ca_out_of_its_dates() {
    let late = |p: &mut rcgen::CertificateParams| p.not_after = date_time_ymd(2030, 1, 1);
    let early = |p: &mut rcgen::CertificateParams| p.not_before = date_time_ymd(2030, 7, 1);
    let root = Authority::plain();
    for intermediate in [
        root.intermediate("Intermediate", late),
        root.intermediate("Intermediate", early),
    ] {
        let fault = refused(&intermediate.server(|_| {}), &[root.der()], "localhost");
        assert!(
            matches!(fault, TrustFault::ChainOutOfDate { .. }),
            "{fault:?}"
        );
    }
    for root in [
        Authority::root("Root", late),
        Authority::root("Root", early),
    ] {
        let fault = refused(&root.server(|_| {}), &[root.der()], "localhost");
        assert!(
            matches!(fault, TrustFault::ChainOutOfDate { .. }),
            "{fault:?}"
        );
    }
}

#[test]
fn a_root_renewed_under_the_same_key_name_is_found_beside_the_lapsed_one() {
    let lapsed = Authority::root("Root", |p| p.not_after = date_time_ymd(2030, 1, 1));
    let root = Authority::plain();
    accepted(
        &root.server(|_| {}),
        &[lapsed.der(), root.der()],
        "localhost",
    );
}

#[test]
fn a_signer_that_is_no_ca() {
    let root = Authority::root("Root", |p| p.is_ca = IsCa::ExplicitNoCa);
    let reason = other(refused(&root.server(|_| {}), &[root.der()], "localhost"));
    assert!(
        reason.contains("CN=Root is not the certificate of a CA"),
        "{reason}"
    );

    let root = Authority::root("Root", |p| p.key_usages = vec![KeyUsagePurpose::CrlSign]);
    let reason = other(refused(&root.server(|_| {}), &[root.der()], "localhost"));
    assert!(
        reason.contains("CN=Root is not the certificate of a CA"),
        "{reason}"
    );

    let root = Authority::plain();
    let intermediate = root.intermediate("Intermediate", |p| p.is_ca = IsCa::ExplicitNoCa);
    let leaf = intermediate.server(|_| {});
    let reason = other(refused(&leaf, &[root.der()], "localhost"));
    assert!(reason.contains("not that of a CA"), "{reason}");
}

#[test]
fn a_root_from_before_there_were_basic_constraints() {
    let root = Authority::root("Root", |p| p.is_ca = IsCa::NoCa);
    accepted(&root.server(|_| {}), &[root.der()], "localhost");
}

#[test]
fn constraints_of_the_ca() {
    let limited = IsCa::Ca(BasicConstraints::Constrained(0));
    let root = Authority::root("Root", |p| p.is_ca = limited);
    accepted(&root.server(|_| {}), &[root.der()], "localhost");
    let root = Authority::plain();
    let above = root.intermediate("Above", |p| {
        p.is_ca = IsCa::Ca(BasicConstraints::Constrained(0))
    });
    let below = above.intermediate("Below", |_| {});
    let reason = other(refused(&below.server(|_| {}), &[root.der()], "localhost"));
    assert!(reason.contains("longer than"), "{reason}");

    let permitted = |name: &str| {
        let subtree = GeneralSubtree::DnsName(name.to_owned());
        let constraints = NameConstraints {
            permitted_subtrees: vec![subtree],
            excluded_subtrees: Vec::new(),
        };
        root.intermediate("Intermediate", |p| p.name_constraints = Some(constraints))
    };
    accepted(
        &permitted("localhost").server(|_| {}),
        &[root.der()],
        "localhost",
    );
    let leaf = permitted("example.com").server(|_| {});
    let reason = other(refused(&leaf, &[root.der()], "localhost"));
    assert!(reason.contains("may not sign for its name"), "{reason}");
}

#[test]
fn other_names() {
    let root = Authority::plain();
    let leaf = root.server(|p| p.subject_alt_names = vec![dns("kms.example.com"), dns("kms")]);
    let expected = TrustFault::WrongName {
        asked: "localhost".to_owned(),
        presented: vec!["kms.example.com".to_owned(), "kms".to_owned()],
    };
    assert_eq!(refused(&leaf, &[root.der()], "localhost"), expected);
}

#[test]
fn an_address_instead_of_a_name() {
    let root = Authority::plain();
    let address = SanType::IpAddress("127.0.0.1".parse().unwrap());
    let leaf = root.server(|p| p.subject_alt_names.push(address));
    accepted(&leaf, &[root.der()], "127.0.0.1");
    let fault = refused(&root.server(|_| {}), &[root.der()], "127.0.0.1");
    let expected = TrustFault::WrongName {
        asked: "127.0.0.1".to_owned(),
        presented: vec!["localhost".to_owned()],
    };
    assert_eq!(fault, expected);
}

#[test]
fn no_alternative_name_and_the_common_name() {
    let root = Authority::plain();
    let bare = |name: &'static str| {
        root.server(move |p| {
            p.subject_alt_names = Vec::new();
            p.distinguished_name = named(name);
        })
    };
    accepted_by_common_name(&bare("localhost"), &root, "localhost", OpenSsl::Accepts);
    let fault = refused(&bare("kms"), &[root.der()], "localhost");
    let expected = TrustFault::WrongName {
        asked: "localhost".to_owned(),
        presented: vec!["kms".to_owned()],
    };
    assert_eq!(fault, expected);
    // Where OpenSSL compares addresses with the alternative names only.
    accepted_by_common_name(&bare("127.0.0.1"), &root, "127.0.0.1", OpenSsl::Refuses);
}

#[test]
fn alternative_names_that_are_no_host_and_the_common_name() {
    let root = Authority::plain();
    let mail = SanType::Rfc822Name("kms@example.com".try_into().unwrap());
    let address = SanType::IpAddress("192.0.2.1".parse().unwrap());
    for name in [mail, address] {
        let leaf = root.server(|p| p.subject_alt_names = vec![name]);
        accepted_by_common_name(&leaf, &root, "localhost", OpenSsl::Accepts);
    }
}

#[test]
fn the_common_name_has_no_say_beside_alternative_names() {
    let root = Authority::plain();
    let leaf = root.server(|p| p.subject_alt_names = vec![dns("kms")]);
    let fault = refused(&leaf, &[root.der()], "localhost");
    assert!(matches!(fault, TrustFault::WrongName { .. }), "{fault:?}");
}

#[test]
fn extended_key_usage() {
    let root = Authority::plain();
    let with = |usages: Vec<_>| root.server(|p| p.extended_key_usages = usages);
    accepted(&with(Vec::new()), &[root.der()], "localhost");
    let both = vec![
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::ServerAuth,
    ];
    accepted(&with(both), &[root.der()], "localhost");
    for usage in [
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::Any,
    ] {
        let fault = refused(&with(vec![usage]), &[root.der()], "localhost");
        assert!(matches!(fault, TrustFault::WrongUsage { .. }), "{fault:?}");
    }
    let pinned = Leaf::self_signed(|p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any]);
    let fault = refused(&pinned, &[pinned.der()], "localhost");
    assert!(matches!(fault, TrustFault::WrongUsage { .. }), "{fault:?}");
}

#[test]
fn key_usage() {
    let root = Authority::plain();
    let with = |usages: Vec<_>| root.server(|p| p.key_usages = usages);
    accepted(&with(Vec::new()), &[root.der()], "localhost");
    accepted(
        &with(vec![KeyUsagePurpose::KeyEncipherment]),
        &[root.der()],
        "localhost",
    );
    let leaf = with(vec![KeyUsagePurpose::DataEncipherment]);
    let reason = other(refused(&leaf, &[root.der()], "localhost"));
    assert!(reason.contains("key usage"), "{reason}");
}

#[test]
fn the_certificate_of_a_ca_as_a_servers() {
    let root = Authority::plain();
    let leaf = root.server(|p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    let reason = other(verdict(&leaf, &[root.der()], "localhost").0.unwrap_err());
    assert!(reason.contains("certificate of a CA"), "{reason}");
    assert_eq!(openssl(&leaf, &[root.der()], "localhost"), OpenSsl::Accepts);
}

#[test]
fn an_old_version_of_x509() {
    // A certificate of version 3 whose version says 1; its signature is not looked at by then.
    let leaf = Leaf::self_signed(|_| {});
    let mut der = leaf.der().to_vec();
    let version = der
        .windows(5)
        .position(|w| w == [0xA0, 3, 2, 1, 2])
        .unwrap();
    der[version + 4] = 0;
    let old = leaf.with_chain(vec![der.into()]);
    let reason = other(verdict(&old, &[old.der()], "localhost").0.unwrap_err());
    assert!(reason.contains("version before 3"), "{reason}");
}

#[test]
fn no_certificate_at_all() {
    let leaf = Leaf::self_signed(|_| {}).with_chain(vec![b"not DER".to_vec().into()]);
    let fault = verdict(&leaf, &[Authority::plain().der()], "localhost")
        .0
        .unwrap_err();
    assert_eq!(fault, TrustFault::Unreadable);
}

#[test]
fn nothing_is_trusted_when_nothing_usable_is_configured() {
    let root = Authority::plain();
    for configured in [vec![], vec![CertificateDer::from(b"not DER".to_vec())]] {
        let fault = verdict(&root.server(|_| {}), &configured, "localhost")
            .0
            .unwrap_err();
        let TrustFault::UnknownIssuer { configured, .. } = fault else {
            panic!("{fault:?}");
        };
        assert!(configured.is_empty());
    }
}

#[test]
fn the_platforms_roots_do_not_know_a_private_root() {
    let leaf = Authority::plain().server(|_| {});
    let server = Server::tls(config(&leaf, VERSIONS[1], None), |_| Ok(()));
    let settings = TlsSettings::new(TrustAnchors::Platform, None, NOW);
    let error = open(&server.endpoint(), &settings).unwrap_err();
    let Cause::Trust(fault) = &error.cause else {
        panic!("{error}");
    };
    assert!(
        matches!(&**fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
    assert!(
        error
            .to_string()
            .ends_with("whose chain ends at no CA of this system"),
        "{error}"
    );
}

#[test]
fn another_key_than_the_certificates_is_refused() {
    let root = Authority::plain();
    let (leaf, other) = (root.server(|_| {}), root.server(|_| {}));
    let stolen = other.with_chain(leaf.chain);
    let anchors = TrustAnchors::Configured(vec![root.der()]);
    let settings = TlsSettings::new(anchors, None, NOW);
    for version in VERSIONS {
        let server = Server::tls(config(&stolen, version, None), |_| Ok(()));
        let endpoint: Endpoint = server.endpoint();
        let error = open(&endpoint, &settings).unwrap_err();
        assert_eq!(error.stage, Stage::Handshake);
        assert!(matches!(error.cause, Cause::Tls(_)), "{error}");
    }
}
