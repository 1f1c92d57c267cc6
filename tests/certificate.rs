//! The self-signed certificate as OpenSSL reads it.

use pure_tests::Sandbox;

const UUID: &str = "e003132d-6d58-4e7e-a781-03fc5d8c7c21";

/// A sandbox with the certificate of the guide in the file `cert.pem`.
fn documented() -> Sandbox {
    let sandbox = Sandbox::pinned().unwrap();
    let mut create = sandbox.program("purecert");
    create.args(["create", "cert_4", "--self-signed", "--common-name", UUID]);
    create.assert().success();
    let mut list = sandbox.program("purecert");
    let listed = list.args(["list", "cert_4", "--certificate"]);
    let listed = listed.assert().success().stderr("");
    let path = sandbox.work().join("cert.pem");
    std::fs::write(path, &listed.get_output().stdout).unwrap();
    sandbox
}

/// What `openssl x509` writes with these options.
fn openssl(sandbox: &Sandbox, options: &str) -> String {
    sandbox
        .run(&format!("openssl x509 -in cert.pem -noout {options}"))
        .unwrap()
        .success()
}

/// The lines of one extension in the text form, without its name and the blanks around.
fn extension(sandbox: &Sandbox, name: &str) -> String {
    let output = openssl(sandbox, &format!("-ext {name}"));
    output.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

#[test]
fn openssl_verifies_it_as_its_own_root_and_for_both_ends_of_tls() {
    let sandbox = documented();
    for purpose in ["sslclient", "sslserver"] {
        let mut verify = sandbox.program("openssl");
        verify.args(["verify", "-attime", "1709186500", "-check_ss_sig"]);
        verify.args(["-purpose", purpose, "-CAfile", "cert.pem", "cert.pem"]);
        verify.assert().success().stdout("cert.pem: OK\n");
    }
}

#[test]
fn the_names_are_in_the_documented_order() {
    let sandbox = documented();
    let name = format!("CN = {UUID}, OU = \"Pure Storage, Inc.\", O = \"Pure Storage, Inc.\"");
    let expected = format!("subject={name}\nissuer={name}\n");
    assert_eq!(
        openssl(&sandbox, "-subject -issuer -nameopt oneline,-esc_msb"),
        expected
    );
}

#[test]
fn it_is_valid_for_3650_days_to_the_second() {
    let sandbox = documented();
    let dates = openssl(&sandbox, "-startdate -enddate -dateopt iso_8601");
    assert_eq!(
        dates,
        "notBefore=2024-02-29 06:01:39Z\nnotAfter=2034-02-26 06:01:39Z\n"
    );
}

#[test]
fn the_key_and_the_signature_are_rsa_2048_with_sha_256() {
    let sandbox = documented();
    let text = openssl(&sandbox, "-text");
    assert!(text.contains("Version: 3 (0x2)"), "{text}");
    assert!(text.contains("Public-Key: (2048 bit)"), "{text}");
    assert!(text.contains("Exponent: 65537 (0x10001)"), "{text}");
    assert_eq!(
        text.matches("Signature Algorithm: sha256WithRSAEncryption")
            .count(),
        2,
        "{text}"
    );
}

#[test]
fn the_serial_number_is_positive_of_16_bytes_and_random() {
    let serials = [documented(), documented()].map(|sandbox| openssl(&sandbox, "-serial"));
    for serial in &serials {
        let digits = serial.trim().strip_prefix("serial=").unwrap();
        assert_eq!(digits.len(), 32, "{serial}");
        assert!(digits.bytes().all(|b| b.is_ascii_hexdigit()), "{serial}");
    }
    assert_ne!(serials[0], serials[1]);
}

#[test]
fn the_extensions_and_what_is_critical_are_as_documented() {
    let sandbox = documented();
    assert_eq!(
        extension(&sandbox, "basicConstraints"),
        "X509v3 Basic Constraints: critical\nCA:FALSE"
    );
    assert_eq!(
        extension(&sandbox, "keyUsage"),
        "X509v3 Key Usage: critical\nDigital Signature, Key Encipherment, Certificate Sign"
    );
    assert_eq!(
        extension(&sandbox, "extendedKeyUsage"),
        "X509v3 Extended Key Usage: critical\n\
         TLS Web Server Authentication, TLS Web Client Authentication"
    );
    assert_eq!(
        extension(&sandbox, "subjectAltName"),
        format!("X509v3 Subject Alternative Name:\nDNS:{UUID}")
    );
    let subject_key = extension(&sandbox, "subjectKeyIdentifier");
    let authority_key = extension(&sandbox, "authorityKeyIdentifier");
    let last = |text: &str| text.lines().last().map(str::to_owned).unwrap();
    assert_eq!(last(&subject_key).len(), 59, "20 bytes: {subject_key}");
    assert_eq!(
        last(&authority_key).trim_start_matches("keyid:"),
        last(&subject_key)
    );
}

#[test]
fn the_pem_has_lines_of_64_characters() {
    let sandbox = documented();
    let pem = sandbox.run("cat cert.pem").unwrap().success();
    let lines: Vec<&str> = pem.lines().collect();
    let (first, last) = (lines.first().unwrap(), lines.last().unwrap());
    assert_eq!(*first, "-----BEGIN CERTIFICATE-----");
    assert_eq!(*last, "-----END CERTIFICATE-----");
    let body = &lines[1..lines.len() - 1];
    assert!(
        body[..body.len() - 1].iter().all(|line| line.len() == 64),
        "{pem}"
    );
    assert!((1..=64).contains(&body[body.len() - 1].len()), "{pem}");
}
