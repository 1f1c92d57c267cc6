//! Certificates that rcgen does not make: of old versions, with old algorithms, with RSA-PSS.

use super::workshop::{CA, SERVER, Workshop};
use super::*;

#[test]
fn version_1() {
    let shop = Workshop::new();
    shop.root("ec:P-256", "");
    let leaf = shop.server("ec:P-256", "/CN=localhost", None, "");
    let root = shop.certificate("root");
    let warning = TrustWarning::MatchedByCommonName("localhost".to_owned());
    assert_eq!(
        verdict(&leaf, std::slice::from_ref(&root), "localhost").0,
        Ok(vec![warning])
    );
    assert_eq!(openssl(&leaf, &[root], "localhost"), OpenSsl::Accepts);

    // As a root, and as the server's own.
    shop.run("req -new -key root.key -subj /CN=Root -out root.csr");
    shop.run("x509 -req -in root.csr -signkey root.key -days 9000 -out root.pem");
    let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), "");
    accepted(&leaf, &[shop.certificate("root")], "localhost");
    shop.run("req -new -key server.key -subj /CN=localhost -out server.csr");
    shop.run("x509 -req -in server.csr -signkey server.key -days 9000 -out server.pem");
    let pinned = shop.leaf("server");
    let verdict = verdict(&pinned, &[pinned.der()], "localhost").0;
    assert_eq!(verdict.map(|warnings| warnings.len()), Ok(1));
    assert_eq!(
        openssl(&pinned, &[pinned.der()], "localhost"),
        OpenSsl::Accepts
    );
}

#[test]
fn rsa_pss_with_salts_of_any_length() {
    let shop = Workshop::new();
    shop.root("rsa:2048", "");
    let root = shop.certificate("root");
    for digest in ["sha256", "sha384", "sha512"] {
        for salt in ["0", "20", "-1", "-2"] {
            let options =
                format!("-{digest} -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{salt}");
            let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), &options);
            accepted(&leaf, std::slice::from_ref(&root), "localhost");
        }
    }
    let mixed = "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha512";
    let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), mixed);
    accepted(&leaf, std::slice::from_ref(&root), "localhost");

    // A bit of the signature changed: the last of it, and the first.
    let mut der = leaf.der().to_vec();
    let end = der.len();
    for place in [end - 1, end - 256] {
        der[place] ^= 1;
        let forged = leaf.clone().with_chain(vec![der.clone().into()]);
        let fault = refused(&forged, std::slice::from_ref(&root), "localhost");
        assert!(
            matches!(fault, TrustFault::SameNameOtherKey { .. }),
            "{fault:?}"
        );
        der[place] ^= 1;
    }
}

/// A key that is for RSA-PSS alone.
#[test]
fn a_ca_with_a_key_for_rsa_pss() {
    let shop = Workshop::new();
    shop.root("pss:2048", "");
    let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), "");
    accepted(&leaf, &[shop.certificate("root")], "localhost");
}

#[test]
fn signatures_with_old_digests() {
    let shop = Workshop::new();
    shop.root("rsa:2048", "-sha1");
    let root = shop.certificate("root");
    // Of a root's own signature nothing depends.
    let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), "");
    accepted(&leaf, std::slice::from_ref(&root), "localhost");
    for (digest, name) in [("-sha1", "SHA-1"), ("-md5", "MD5")] {
        for padding in ["", "-sigopt rsa_padding_mode:pss"] {
            if (digest, padding) == ("-md5", "-sigopt rsa_padding_mode:pss") {
                continue;
            }
            let options = format!("{digest} {padding}");
            let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), &options);
            let reason = other(refused(&leaf, std::slice::from_ref(&root), "localhost"));
            assert_eq!(
                reason,
                format!("it is signed with {name}, which is no longer safe")
            );
        }
    }
}

/// It is the intermediate that is told of, not the server below it.
#[test]
fn an_intermediate_signed_with_an_old_digest() {
    let shop = Workshop::new();
    shop.root("rsa:2048", "");
    let root = shop.certificate("root");
    shop.server("ec:P-256", "/CN=Intermediate", Some(CA), "-sha1");
    let intermediate = shop.certificate("server");
    for suffix in ["key", "pem"] {
        let (from, to) = (format!("server.{suffix}"), format!("root.{suffix}"));
        std::fs::rename(shop.path(&from), shop.path(&to)).unwrap();
    }
    let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), "");
    let leaf = leaf.and(intermediate);
    let (ca, reason) = of_ca(refused(&leaf, &[root], "localhost"));
    assert_eq!(ca, "CN=Intermediate");
    assert_eq!(reason, "it is signed with SHA-1, which is no longer safe");
}

#[test]
fn keys_that_are_too_short_or_on_other_curves() {
    let shop = Workshop::new();
    shop.root("rsa:1024", "");
    let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), "");
    let (ca, reason) = of_ca(refused(&leaf, &[shop.certificate("root")], "localhost"));
    assert_eq!(ca, "CN=Root");
    assert_eq!(reason, "its RSA key has 1024 bits, and 2048 are the least");

    shop.root("explicit:P-256", "");
    let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), "");
    let (_, reason) = of_ca(refused(&leaf, &[shop.certificate("root")], "localhost"));
    assert!(reason.contains("instead of naming it"), "{reason}");

    // OpenSSL could.
    shop.root("ec:secp256k1", "");
    let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), "");
    let root = shop.certificate("root");
    let fault = verdict(&leaf, std::slice::from_ref(&root), "localhost")
        .0
        .unwrap_err();
    assert!(of_ca(fault).1.contains("curve secp256k1"));
    assert_eq!(openssl(&leaf, &[root], "localhost"), OpenSsl::Accepts);
}

#[test]
fn a_second_common_name() {
    let shop = Workshop::new();
    shop.root("ec:P-256", "");
    let root = shop.certificate("root");
    let plain = Some("extendedKeyUsage=serverAuth");
    let leaf = shop.server("ec:P-256", "/CN=kms/CN=localhost", plain, "");
    let warning = TrustWarning::MatchedByCommonName("localhost".to_owned());
    assert_eq!(
        verdict(&leaf, std::slice::from_ref(&root), "localhost").0,
        Ok(vec![warning])
    );
    assert_eq!(
        openssl(&leaf, std::slice::from_ref(&root), "localhost"),
        OpenSsl::Accepts
    );
    let leaf = shop.server("ec:P-256", "/CN=kms/CN=other", plain, "");
    let TrustFault::WrongName { presented, .. } = refused(&leaf, &[root], "localhost") else {
        panic!();
    };
    assert_eq!(presented, ["kms", "other"]);
}

#[test]
fn netscapes_types_and_gated_cryptography() {
    let shop = Workshop::new();
    shop.root("ec:P-256", "");
    let root = shop.certificate("root");
    for (extensions, is_accepted) in [
        ("nsCertType=server", true),
        ("nsCertType=client", false),
        ("extendedKeyUsage=msSGC", true),
        ("extendedKeyUsage=nsSGC", true),
    ] {
        let extensions = format!("{SERVER}\n{extensions}");
        let leaf = shop.server("ec:P-256", "/CN=localhost", Some(&extensions), "");
        if is_accepted {
            accepted(&leaf, std::slice::from_ref(&root), "localhost");
        } else {
            other(refused(&leaf, std::slice::from_ref(&root), "localhost"));
        }
    }
}

/// From before there were basic constraints.
#[test]
fn a_root_by_netscapes_type() {
    let shop = Workshop::new();
    shop.key("root", "ec:P-256");
    shop.run("req -new -key root.key -subj /CN=Root -out root.csr");
    let leaf_of = |kind: &str| {
        let extensions = format!("subjectKeyIdentifier=hash\nnsCertType={kind}");
        std::fs::write(shop.path("extensions"), extensions).unwrap();
        shop.run(
            "x509 -req -in root.csr -signkey root.key -days 9000 -extfile extensions -out root.pem",
        );
        let leaf = shop.server("ec:P-256", "/CN=localhost", Some(SERVER), "");
        (leaf, [shop.certificate("root")])
    };
    let (leaf, root) = leaf_of("sslCA");
    accepted(&leaf, &root, "localhost");
    for kind in ["server", "emailCA"] {
        let (leaf, root) = leaf_of(kind);
        let (_, reason) = of_ca(refused(&leaf, &root, "localhost"));
        assert!(reason.contains("not the certificate of a CA"), "{reason}");
    }
}

#[test]
fn a_server_without_a_subject_is_told_by_its_alternative_names() {
    let shop = Workshop::new();
    shop.root("ec:P-256", "");
    let bare = shop.server("ec:P-256", "/", Some(SERVER), "");
    accepted(&bare, &[shop.certificate("root")], "localhost");
    let facts = kmip::client::CertificateFacts::of(&bare.der()).unwrap();
    assert_eq!(facts.title(), "for localhost (without a subject)");
}

/// Every flaw by itself, and a sound certificate beside it.
#[test]
fn the_flaws_of_a_certificate() {
    let shop = Workshop::new();
    let of = |name: &str| {
        let found = kmip::client::flaws(&shop.der(name));
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    // Nobody verifies the signature of a root.
    shop.root("rsa:2048", "-sha1");
    assert_eq!(of("root"), none);
    let with = |extensions: &str| format!("{SERVER}\n{extensions}");
    for (key, extensions, more, flaw) in [
        ("ec:P-256", Some(with("")), "", None),
        ("rsa:2048", Some(with("")), "", None),
        (
            "rsa:1024",
            Some(with("")),
            "",
            Some("its RSA key has 1024 bits, and 2048 are the least"),
        ),
        (
            "ec:P-256",
            Some(with("")),
            "-sha1",
            Some("it is signed with SHA-1, which is no longer safe"),
        ),
        (
            "ec:P-256",
            None,
            "",
            Some("it is of X.509 version 1, which many refuse"),
        ),
        (
            "ec:P-256",
            Some(with("1.2.3.4=critical,DER:0500")),
            "",
            Some("its extension 1.2.3.4 is critical and not known"),
        ),
        ("ec:P-256", Some(with("1.2.3.4=DER:0500")), "", None),
        (
            "ec:P-256",
            Some(with("2.5.29.15=DER:0500")),
            "",
            Some("its extension 2.5.29.15 cannot be read, or is there twice"),
        ),
    ] {
        shop.server(key, "/CN=localhost", extensions.as_deref(), more);
        assert_eq!(of("server"), flaw.as_slice(), "{key} {extensions:?} {more}");
    }
    shop.server("explicit:P-256", "/CN=localhost", Some(SERVER), "");
    let [explicit] = &of("server")[..] else {
        panic!("one flaw");
    };
    assert!(explicit.contains("instead of naming it"), "{explicit}");
    // It is no certificate, so it has no flaws.
    assert!(kmip::client::flaws(b"no certificate").is_empty());
}

/// A certificate may end when it begins, and no sooner.
#[test]
fn the_dates_of_a_certificate() {
    let of = |begin, end| {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2030, 1, begin);
        params.not_after = date_time_ymd(2030, 1, end);
        kmip::client::flaws(params.self_signed(&key).unwrap().der())
    };
    assert_eq!(of(2, 3), []);
    assert_eq!(of(2, 2), []);
    assert_eq!(of(2, 1), [kmip::client::Flaw::EndsFirst]);
}
