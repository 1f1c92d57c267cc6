//! Making a self-signed certificate unless there is one like it.

use jiff::SignedDuration;

use super::issue::SelfSigned;
use super::key_spec::{KeyAlgorithm, KeySpec};
use super::{
    AlternativeName, Certificate, CertificateError, Status, create_self_signed, detail, find,
};
use crate::ground::{Array, ObjectName};

/// Makes a key and a certificate signed with it, and keeps both under `name`, unless there is one of that
/// name that `options` would make, but for its key and its dates.
///
/// # Errors
/// As [`create_self_signed`], and when there is another one of that name.
pub(crate) fn create_unless_there(
    array: &Array,
    name: &ObjectName,
    options: &SelfSigned,
) -> Result<Certificate, CertificateError> {
    let made = create_self_signed(array, name, options);
    if !matches!(made, Err(CertificateError::Exists)) {
        return made;
    }
    let (found, names) = array.store().read(|db| {
        let found = find(db, name)?;
        let names = detail(db, found.id)?.alternative_names;
        Ok::<_, CertificateError>((found, names))
    })?;
    match difference(&found, &names, options) {
        None => Ok(found),
        Some(what) => Err(CertificateError::Differs(what)),
    }
}

/// In what the certificate is not the one that `options` make.
fn difference(found: &Certificate, names: &[String], options: &SelfSigned) -> Option<&'static str> {
    let (summary, subject) = (&found.summary, &options.subject);
    let key = match options.key {
        KeySpec::Rsa(size) => (KeyAlgorithm::Rsa, size.bits()),
        KeySpec::Ec => (KeyAlgorithm::Ec, 256),
        KeySpec::Ed25519 => (KeyAlgorithm::Ed25519, 256),
    };
    let validity = summary.validity.to.duration_since(summary.validity.from);
    let days = SignedDuration::from_hours(24 * i64::from(options.days.get()));
    fn is(found: Option<&String>, asked: Option<&impl AsRef<str>>) -> bool {
        found.map(String::as_str) == asked.map(AsRef::as_ref)
    }
    let common_name = subject.common_name.as_ref().map(ToString::to_string);
    let alternative_names: Vec<String> = options
        .names()
        .iter()
        .map(|name| match name {
            AlternativeName::Dns(name) => format!("DNS:{name}"),
            AlternativeName::Ip(address) => format!("IP:{address}"),
        })
        .collect();
    [
        (found.status == Status::SelfSigned, "status"),
        ((summary.key_algorithm, summary.key_size) == key, "key"),
        (validity == days, "validity"),
        (summary.common_name == common_name, "common name"),
        (
            is(summary.country.as_ref(), subject.country.as_ref()),
            "country",
        ),
        (is(summary.state.as_ref(), subject.state.as_ref()), "state"),
        (
            is(summary.locality.as_ref(), subject.locality.as_ref()),
            "locality",
        ),
        (
            is(summary.organization.as_ref(), subject.organization.as_ref()),
            "organization",
        ),
        (
            is(
                summary.organizational_unit.as_ref(),
                subject.organizational_unit.as_ref(),
            ),
            "organizational unit",
        ),
        (is(summary.email.as_ref(), subject.email.as_ref()), "email"),
        (names == alternative_names, "list of alternative names"),
    ]
    .into_iter()
    .find(|(is_same, _)| !is_same)
    .map(|(_, what)| what)
}
