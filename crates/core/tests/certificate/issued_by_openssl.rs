//! Certificates that the `openssl` command has issued, imported.

use std::fs;
use std::path::Path;
use std::process::Command;

use pure_core::certificate::{Certificate, Import};
use pure_core::{Notice, Result};

use crate::common::name;
use crate::test_bed::TestBed;

/// What every script begins with: a root, and an authority of two levels if it asks for one.
const AUTHORITY: &str = r#"
cat > ca.cnf <<'CONF'
[ca]
default_ca = one
[one]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
organizationName = optional
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[leaf]
basicConstraints = critical, CA:FALSE
[strange]
basicConstraints = critical, CA:FALSE
1.2.3.4 = critical, DER:0500
[req]
distinguished_name = empty
string_mask = default
[empty]
CONF
: > index.txt
# key NAME [genpkey's options]: a key on P-256, unless the options say otherwise
key() {
    name=$1; shift
    if [ $# = 0 ]; then set -- -algorithm EC -pkeyopt ec_paramgen_curve:P-256; fi
    openssl genpkey "$@" -out $name.key
}
# sign NAME SUBJECT SIGNER EXTENSIONS [ca's options]: signed by SIGNER, by itself if that is NAME
sign() {
    name=$1 subject=$2 signer=$3 extensions=$4; shift 4
    openssl req -new -config ca.cnf -key $name.key -subj "$subject" -out $name.csr
    how="-cert $signer.pem -keyfile $signer.key"
    if [ $name = $signer ]; then how="-selfsign -keyfile $name.key"; fi
    case " $* " in *" -enddate "*) ;; *) set -- "$@" -days 30 ;; esac
    openssl ca -batch -notext -config ca.cnf $how -extensions $extensions -in $name.csr \
        -out $name.pem "$@"
}
"#;

/// Runs a script in a folder of its own after [`AUTHORITY`].
fn issue(script: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("bash")
        .args(["-ec", &format!("{AUTHORITY}{script}")])
        .current_dir(&folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {errors}");
    folder
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}

/// Imports leaf.pem, or what is given instead, with leaf.key and the intermediates.
fn import(bed: &TestBed, folder: &Path, intermediates: Option<&str>) -> Result<Certificate> {
    let options = Import {
        certificate: &read(folder, "leaf.pem"),
        intermediates,
        key: Some(&read(folder, "leaf.key")),
        passphrase: None,
    };
    let imported = bed.array.import_certificate(&name("a"), &options);
    let _ = bed.array.delete_certificate(&name("a"));
    imported
}

/// What was told of it.
fn told(bed: &TestBed) -> Vec<String> {
    let notices = bed.home.notices().into_iter();
    let flaws = notices.filter_map(|notice| match notice {
        Notice::CertificateFlaw { flaw, .. } => Some(flaw),
        _ => None,
    });
    flaws.collect()
}

/// RFC 5280, section 7.1: the type of a string, the case of letters and blanks make no difference.
#[test]
fn names_that_are_written_differently_are_the_same() {
    let bed = TestBed::new();
    let folder = issue(
        r#"
        key root; sign root "/O=Corp/CN=Root" root authority
        key issuing; sign issuing "/O=CORP/CN=corp  issuing" root authority
        mv issuing.pem as-signer.pem
        cp issuing.key as-signer.key
        sed -i 's/string_mask = default/string_mask = utf8only/' ca.cnf
        sign issuing "/O=Corp/CN=Corp Issuing" root authority
        key leaf; sign leaf "/CN=leaf" as-signer leaf
        openssl asn1parse -in issuing.pem > types; grep -q 'UTF8STRING.*:Corp Issuing' types
        openssl asn1parse -in leaf.pem > types; grep -q 'PRINTABLESTRING.*:corp  issuing' types
        "#,
    );
    let issuing = read(folder.path(), "issuing.pem");
    let made = import(&bed, folder.path(), Some(&issuing)).unwrap();
    assert_eq!(made.summary.issued_by.as_deref(), Some("corp  issuing"));
    assert_eq!(told(&bed), [""; 0]);
}

#[test]
fn chains_signed_by_rsa_pss() {
    let bed = TestBed::new();
    for (key, salt) in [
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "20"),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "auto"),
        ("-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", "32"),
    ] {
        let options = format!("-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{salt}");
        let folder = issue(&format!(
            r#"
            key root {key}; sign root "/CN=Root" root authority {options}
            key issuing {key}; sign issuing "/CN=Issuing" root authority {options}
            key leaf; sign leaf "/CN=leaf" issuing leaf {options}
            "#
        ));
        let above = read(folder.path(), "issuing.pem") + &read(folder.path(), "root.pem");
        import(&bed, folder.path(), Some(&above)).unwrap_or_else(|e| panic!("{key} {salt}: {e}"));
        assert_eq!(told(&bed), [""; 0], "{key} {salt}");
    }
}

/// SEC 1, section 2.3.3: of two coordinates one, and a bit.
#[test]
fn a_key_whose_point_is_compressed() {
    let bed = TestBed::new();
    let folder = issue(
        r#"
        key root; sign root "/CN=Root" root authority
        key plain; openssl ec -in plain.key -conv_form compressed -out leaf.key
        sign leaf "/CN=leaf" root leaf
        openssl x509 -in leaf.pem -noout -text > text
        grep -A1 pub: text | grep -q ' 0[23]:'
        "#,
    );
    let made = import(&bed, folder.path(), None).unwrap();
    assert_eq!(made.summary.key_size, 256);
}

/// RFC 5280, section 4.1.2.5: no expiry.
#[test]
fn a_certificate_that_never_ends() {
    let bed = TestBed::new();
    let folder = issue(
        r#"
        key root; sign root "/CN=Root" root authority
        key leaf; sign leaf "/CN=leaf" root leaf -startdate 20240101000000Z -enddate 99991231235959Z
        "#,
    );
    let made = import(&bed, folder.path(), None).unwrap();
    assert!(
        made.summary
            .validity
            .to
            .to_string()
            .starts_with("9999-12-30")
    );
    assert!(bed.home.notices().is_empty());
}

/// What key managers may refuse is imported, and said.
#[test]
fn flaws_are_told() {
    let bed = TestBed::new();
    let root = r#"key root; sign root "/CN=Root" root authority; key leaf; "#;
    let cases = [
        (
            r#"openssl req -new -key leaf.key -subj /CN=leaf |
               openssl x509 -req -CA root.pem -CAkey root.key -CAcreateserial -out leaf.pem"#,
            "it, since it is of X.509 version 1, which many refuse",
        ),
        (
            r#"sign leaf "/CN=leaf" root strange"#,
            "it, since its extension 1.2.3.4 is critical and not known",
        ),
        (
            r#"key leaf -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit
               sign leaf "/CN=leaf" root leaf"#,
            "it, since its key spells out the parameters of its curve instead of naming it",
        ),
        (
            r#"sign leaf "/CN=leaf" root leaf -md sha1"#,
            "it, since it is signed with SHA-1, which is no longer safe",
        ),
        (
            r#"key root -algorithm RSA; sign root "/CN=Root" root authority
               sign leaf "/CN=leaf" root leaf -md md5"#,
            "it, since it is signed with MD5, which is no longer safe",
        ),
        (
            r#"sign leaf "/CN=leaf" root leaf -startdate 20340101000000Z -enddate 20240101000000Z"#,
            "it, since it ends before it begins, so it is never valid",
        ),
    ];
    for (script, flaw) in cases {
        let folder = issue(&format!("{root}{script}"));
        import(&bed, folder.path(), None).unwrap_or_else(|e| panic!("{script}: {e}"));
        assert_eq!(told(&bed), [flaw], "{script}");
    }
}

#[test]
fn flaws_of_intermediates_are_told() {
    let bed = TestBed::new();
    let folder = issue(
        r#"
        key root; sign root "/CN=Root" root authority -md sha1
        key issuing; sign issuing "/CN=Issuing" root authority -md sha1
        key leaf; sign leaf "/CN=leaf" issuing leaf
        "#,
    );
    let above = read(folder.path(), "issuing.pem") + &read(folder.path(), "root.pem");
    import(&bed, folder.path(), Some(&above)).unwrap();
    let flaw = "its intermediate Issuing, since it is signed with SHA-1, which is no longer safe";
    assert_eq!(
        told(&bed),
        [flaw],
        "nobody verifies the root's own signature"
    );
}

/// What `openssl` writes around the blocks, and what lies beside them.
#[test]
fn texts_around_the_certificate_are_passed_over() {
    let bed = TestBed::new();
    let folder = issue(
        r#"
        key root; sign root "/CN=Root" root authority
        key leaf; sign leaf "/CN=leaf" root leaf
        openssl pkcs12 -export -in leaf.pem -inkey leaf.key -name "a: b" -passout pass:x -out all.p12
        openssl pkcs12 -in all.p12 -passin pass:x -nokeys -out bags.pem
        openssl pkcs12 -in all.p12 -passin pass:x -nocerts -noenc -out leaf.key
        grep -q 'Bag Attributes' bags.pem; grep -q 'Key Attributes' leaf.key
        openssl x509 -in leaf.pem -text -out text.pem
        { openssl dhparam -dsaparam 1024; echo '# The array'; cat bags.pem; } > leaf.pem
        grep -q 'DH PARAMETERS' leaf.pem
        "#,
    );
    import(&bed, folder.path(), None).unwrap();
    fs::copy(
        folder.path().join("text.pem"),
        folder.path().join("leaf.pem"),
    )
    .unwrap();
    import(&bed, folder.path(), None).unwrap();
}

/// The command that the message names converts it.
#[test]
fn other_forms_are_refused_with_the_command_that_converts_them() {
    let bed = TestBed::new();
    let prepare = r#"key root; sign root "/CN=Root" root authority
        key leaf; sign leaf "/CN=leaf" root leaf; "#;
    for (script, label, command) in [
        (
            "openssl x509 -in leaf.pem -trustout -addtrust serverAuth -out FILE",
            "TRUSTED CERTIFICATE",
            "openssl x509 -in FILE",
        ),
        (
            "openssl crl2pkcs7 -nocrl -certfile leaf.pem -out FILE",
            "PKCS7",
            "openssl pkcs7 -print_certs -in FILE",
        ),
    ] {
        let folder = issue(&format!("{prepare}{script}; cp FILE leaf.pem"));
        let error = import(&bed, folder.path(), None).unwrap_err().to_string();
        let expected = format!(
            "Missing or invalid parameter. The text holds a {label} where the certificate belongs. \
             Convert it with {command}."
        );
        assert_eq!(error, expected);
        let convert = ["bash", "-ec", &format!("{command} > leaf.pem")];
        let converted = Command::new(convert[0])
            .args(&convert[1..])
            .current_dir(&folder)
            .status();
        assert!(converted.unwrap().success());
        import(&bed, folder.path(), None).unwrap();
    }
}
