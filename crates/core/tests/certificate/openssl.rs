//! What the `openssl` command makes of, and for, us.

use std::io::Write;
use std::process::{Command, Stdio};

use pure_core::certificate::{Certificate, Import, KeyAlgorithm, SelfSigned, Subject};
use pure_core::{Remedy, Result};
use pure_testing::Authority;

use crate::common::name;
use crate::test_bed::TestBed;

/// Runs `openssl` with those arguments, separated by blanks.
fn openssl(arguments: &str, input: &str) -> String {
    let mut child = Command::new("openssl")
        .args(arguments.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the openssl command is needed for these tests");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Imports a certificate for `key`, an unencrypted key, with `text` as the key that is pasted.
fn import(bed: &TestBed, key: &str, text: &str, passphrase: Option<&str>) -> Result<Certificate> {
    let authority = Authority::root("Root");
    let key = rcgen::KeyPair::from_pem(key).unwrap();
    let options = Import {
        certificate: &authority.issue("x", &key),
        intermediates: None,
        key: Some(text),
        passphrase,
    };
    let result = bed.array.import_certificate(&name("a"), &options);
    let _ = bed.array.delete_certificate(&name("a"));
    result
}

#[test]
fn openssl_verifies_the_certificate() {
    let bed = TestBed::new();
    let subject = Subject {
        common_name: "x-1".parse().ok(),
        ..Subject::default()
    };
    let options = SelfSigned {
        subject,
        ..SelfSigned::default()
    };
    let made = bed.array.create_certificate(&name("a"), &options).unwrap();
    let pem = bed.array.certificate_pem(&made).unwrap();
    let file = bed.home.path("a.pem");
    std::fs::write(&file, &pem).unwrap();
    for purpose in ["sslserver", "sslclient"] {
        let file = file.display();
        let output = openssl(
            &format!("verify -x509_strict -purpose {purpose} -CAfile {file} {file}"),
            "",
        );
        assert!(output.ends_with("OK\n"), "{output}");
    }
    assert_eq!(openssl("x509", &pem), pem, "OpenSSL writes the same lines");
}

#[test]
fn keys_in_every_form() {
    let bed = TestBed::new();
    let rsa = openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048", "");
    let ec = openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384", "");
    let ed25519 = openssl("genpkey -algorithm ED25519", "");
    let cases = [
        (&rsa, rsa.clone(), KeyAlgorithm::Rsa, 2048),
        (
            &rsa,
            openssl("rsa -traditional", &rsa),
            KeyAlgorithm::Rsa,
            2048,
        ),
        (&ec, ec.clone(), KeyAlgorithm::Ec, 384),
        (&ec, openssl("ec", &ec), KeyAlgorithm::Ec, 384),
        (&ed25519, ed25519.clone(), KeyAlgorithm::Ed25519, 256),
    ];
    for (key, text, algorithm, size) in cases {
        let one_line = text.replace('\n', " ");
        for text in [text, one_line] {
            let label = text.lines().next().unwrap_or_default();
            let made = import(&bed, key, &text, None).unwrap_or_else(|e| panic!("{label}: {e}"));
            assert_eq!(made.summary.key_algorithm, algorithm);
            assert_eq!(made.summary.key_size, size);
        }
    }
}

#[test]
fn an_ec_key_with_its_parameters_in_front() {
    let bed = TestBed::new();
    let text = openssl("ecparam -name prime256v1 -genkey", "");
    assert!(text.starts_with("-----BEGIN EC PARAMETERS-----"));
    let key = openssl("pkcs8 -topk8 -nocrypt", &text);
    assert_eq!(
        import(&bed, &key, &text, None).unwrap().summary.key_size,
        256
    );
}

#[test]
fn encrypted_keys() {
    let bed = TestBed::new();
    let key = openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", "");
    for how in [
        "-v2 aes-256-cbc",
        "-v2 aes-192-cbc",
        "-v2 aes-128-cbc -v2prf hmacWithSHA1",
        "-v2 aes-256-cbc -v2prf hmacWithSHA384",
        "-v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 10000",
        "-scrypt",
        "-v2 des3",
        "-v1 PBE-SHA1-3DES",
        "-v1 PBE-SHA1-3DES -iter 1",
        "-v1 PBE-SHA1-2DES",
        "-v1 PBE-MD5-DES -provider legacy -provider default",
        "-v1 PBE-SHA1-DES -provider legacy -provider default",
    ] {
        let text = openssl(&format!("pkcs8 -topk8 {how} -passout pass:Grüße"), &key);
        assert!(
            text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"),
            "{text}"
        );
        let opened = import(&bed, &key, &text, Some("Grüße"));
        assert_eq!(opened.unwrap().summary.key_size, 256, "{how}");
        let wrong = import(&bed, &key, &text, Some("Gruesse")).unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "Failed to load the private key. The passphrase does not open it."
        );
        let missing = import(&bed, &key, &text, None).unwrap_err();
        assert_eq!(
            missing.to_string(),
            "Failed to load the private key. It is encrypted."
        );
        assert_eq!(missing.remedy(), Some(Remedy::GivePassphrase));
    }
}

#[test]
fn keys_encrypted_in_the_old_form() {
    let bed = TestBed::new();
    let ec = openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", "");
    let rsa = openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048", "");
    let cases = [
        (&ec, "ec -aes256"),
        (&ec, "ec -aes192"),
        (&rsa, "rsa -traditional -aes128"),
        (&rsa, "rsa -traditional -des3"),
        (&ec, "ec -des -provider legacy -provider default"),
    ];
    for (key, how) in cases {
        let text = openssl(&format!("{how} -passout pass:Grüße"), key);
        assert!(text.contains("Proc-Type: 4,ENCRYPTED"), "{text}");
        let one_line = text.replace('\n', " ");
        for text in [&text, &text.replace('\n', "\r\n"), &one_line] {
            let opened = import(&bed, key, text, Some("Grüße"));
            opened.unwrap_or_else(|error| panic!("{how}: {error}"));
            let wrong = import(&bed, key, text, Some("Gruesse")).unwrap_err();
            let expected = "Failed to load the private key. The passphrase does not open it.";
            assert_eq!(wrong.to_string(), expected);
            let missing = import(&bed, key, text, None).unwrap_err();
            assert_eq!(missing.remedy(), Some(Remedy::GivePassphrase), "{missing}");
        }
    }
}

#[test]
fn encryptions_that_are_not_supported_are_named() {
    let bed = TestBed::new();
    let key = openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", "");
    let cases = [
        (
            "pkcs8 -topk8 -v1 PBE-SHA1-RC2-40 -provider legacy -provider default -passout pass:x",
            "1.2.840.113549.1.12.1.6",
        ),
        ("ec -camellia256 -passout pass:x", "CAMELLIA-256-CBC"),
    ];
    for (how, named) in cases {
        let error = import(&bed, &key, &openssl(how, &key), Some("x"))
            .unwrap_err()
            .to_string();
        let expected = format!("Failed to load the private key. Its encryption ({named}) is not");
        assert!(error.starts_with(&expected), "{error}");
        assert!(error.contains("openssl pkcs8 -topk8 -v2 aes256"), "{error}");
    }
}

/// The cure that the message names works.
#[test]
fn another_cipher_can_be_converted() {
    let bed = TestBed::new();
    let key = openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", "");
    let old = openssl("ec -camellia256 -passout pass:x", &key);
    let new = openssl(
        "pkcs8 -topk8 -v2 aes256 -passin pass:x -passout pass:y",
        &old,
    );
    assert!(import(&bed, &key, &new, Some("y")).is_ok());
}
