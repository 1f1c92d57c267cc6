//! The same name in another form.

use super::*;
use rcgen::{DistinguishedName, DnType, DnValue};

fn called(value: DnValue) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, value);
    name
}

/// As after a CA's software was renewed (RFC 5280, section 7.1).
#[test]
fn issuer_and_subject_that_differ_in_case_blanks_or_type_of_string() {
    let renewed = || DnValue::Utf8String("Corp Root".to_owned());
    for name in [
        DnValue::PrintableString("Corp Root".try_into().unwrap()),
        DnValue::TeletexString("Corp Root".try_into().unwrap()),
        DnValue::Ia5String("Corp Root".try_into().unwrap()),
        DnValue::BmpString("Corp Root".try_into().unwrap()),
        DnValue::UniversalString("Corp Root".try_into().unwrap()),
        DnValue::Utf8String("CORP  root ".to_owned()),
    ] {
        let root = Authority::root_signing_as(called(name), called(renewed()));
        accepted(&root.server(|_| {}), &[root.der()], "localhost");
    }
    let other = DnValue::Utf8String("CorpRoot".to_owned());
    let root = Authority::root_signing_as(called(other), called(renewed()));
    let fault = refused(&root.server(|_| {}), &[root.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
}

#[test]
fn a_common_name_of_any_type_of_string() {
    let root = Authority::root("Root");
    for name in [
        DnValue::BmpString("localhost".try_into().unwrap()),
        DnValue::UniversalString("localhost".try_into().unwrap()),
        DnValue::TeletexString("localhost".try_into().unwrap()),
        DnValue::PrintableString("localhost".try_into().unwrap()),
    ] {
        let leaf = root.server(|p| {
            p.subject_alt_names = Vec::new();
            p.distinguished_name = called(name);
        });
        accepted_by_common_name(&leaf, &root, "localhost", OpenSsl::Accepts);
    }
}
