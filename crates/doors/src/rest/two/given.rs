//! What a certificate is made of, or changed by: the fields of a request.

use std::str::FromStr;

use pure_core::certificate::{
    self, AlternativeName, Certificate, Change, Changes, Days, Import, KeyAlgorithm, KeySpec,
    NewKey, Replacement, Request, RsaKeySize, SelfSigned, Status, SubjectChanges,
};
use pure_core::{ObjectName, Purity};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::rest::call::Call;
use crate::rest::refusal::Refusal;

/// The fields of a certificate that can be given.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::rest) struct Given {
    pub(in crate::rest) certificate: Option<String>,
    pub(in crate::rest) intermediate_certificate: Option<String>,
    pub(in crate::rest) key: Option<SecretString>,
    pub(in crate::rest) passphrase: Option<SecretString>,
    pub(in crate::rest) common_name: Option<String>,
    pub(in crate::rest) country: Option<String>,
    pub(in crate::rest) state: Option<String>,
    pub(in crate::rest) locality: Option<String>,
    pub(in crate::rest) organization: Option<String>,
    pub(in crate::rest) organizational_unit: Option<String>,
    pub(in crate::rest) email: Option<String>,
    pub(in crate::rest) key_size: Option<u32>,
    pub(in crate::rest) days: Option<u32>,
    pub(in crate::rest) key_algorithm: Option<String>,
    pub(in crate::rest) subject_alternative_names: Option<Vec<String>>,
}

impl Given {
    pub(super) fn read(call: &Call<'_>) -> Result<Self, Refusal> {
        let mut given: Self = call.json()?;
        // They are newer than what was asked in.
        if !call.is_since(41) {
            given.key_algorithm = None;
            given.subject_alternative_names = None;
        }
        Ok(given)
    }

    /// Whether a certificate that was made elsewhere is brought.
    pub(in crate::rest) fn is_import(&self) -> bool {
        self.certificate.is_some() || self.intermediate_certificate.is_some() || self.key.is_some()
    }

    /// Whether it says how to make a certificate.
    fn says_how(&self) -> bool {
        self.key_size.is_some() || self.days.is_some() || self.key_algorithm.is_some()
    }

    fn days(&self, name: &ObjectName) -> Result<Option<Days>, Refusal> {
        attribute(
            name,
            "days",
            self.days.map(|days| days.to_string()).as_deref(),
        )
    }

    /// The kind and size of key, when one of them is given.
    fn key_spec(&self, name: &ObjectName) -> Result<Option<KeySpec>, Refusal> {
        let algorithm: Option<KeyAlgorithm> =
            attribute(name, "key_algorithm", self.key_algorithm.as_deref())?;
        let bits = self.key_size.map(|bits| bits.to_string());
        // The array shows 256 for these kinds, which have no other size.
        let is_rsa = matches!(algorithm, None | Some(KeyAlgorithm::Rsa));
        let bits = bits.filter(|bits| is_rsa || bits != "256");
        let size: Option<RsaKeySize> = attribute(name, "key_size", bits.as_deref())?;
        if algorithm.is_none() && size.is_none() {
            return Ok(None);
        }
        let spec = KeySpec::new(algorithm, size);
        spec.map(Some)
            .map_err(|_| Refusal::combination(name.as_str()))
    }

    fn alternative_names(
        &self,
        name: &ObjectName,
    ) -> Result<Option<Vec<AlternativeName>>, Refusal> {
        let read = |text: &String| attribute(name, "subject_alternative_names", Some(text));
        let Some(names) = &self.subject_alternative_names else {
            return Ok(None);
        };
        let names = names.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(names.into_iter().flatten().collect()))
    }
}

/// A value of a request, by what makes one of it.
fn attribute<T: FromStr<Err: std::fmt::Display>>(
    name: &ObjectName,
    field: &str,
    text: Option<&str>,
) -> Result<Option<T>, Refusal> {
    let parsed = text.map(str::parse).transpose();
    parsed.map_err(|reason: T::Err| {
        let message = format!("Missing or invalid parameter. {field} {reason}.");
        Refusal::invalid(name.as_str(), message)
    })
}

/// What is given of the subject.
pub(in crate::rest) fn subject_changes(
    name: &ObjectName,
    given: &Given,
) -> Result<SubjectChanges, Refusal> {
    fn change<T: FromStr<Err: std::fmt::Display>>(
        name: &ObjectName,
        field: &str,
        text: &Option<String>,
    ) -> Result<Change<T>, Refusal> {
        let change: Option<Change<T>> = attribute(name, field, text.as_deref())?;
        Ok(change.unwrap_or(Change::Keep))
    }
    Ok(SubjectChanges {
        common_name: change(name, "common_name", &given.common_name)?,
        country: change(name, "country", &given.country)?,
        state: change(name, "state", &given.state)?,
        locality: change(name, "locality", &given.locality)?,
        organization: change(name, "organization", &given.organization)?,
        organizational_unit: change(name, "organizational_unit", &given.organizational_unit)?,
        email: change(name, "email", &given.email)?,
    })
}

/// Calls `work` with the certificate that is brought; one that is there lends what is not given.
pub(in crate::rest) fn import<T>(
    purity: &Purity,
    name: &ObjectName,
    given: &Given,
    work: impl FnOnce(&Import<'_>) -> pure_core::Result<T>,
) -> Result<T, Refusal> {
    if given.says_how() {
        return Err(Refusal::combination(name.as_str()));
    }
    let pem;
    let certificate = match &given.certificate {
        Some(certificate) => certificate,
        None if given.key.is_some() => return Err(Refusal::combination(name.as_str())),
        None => {
            pem = purity.certificate_pem(&purity.certificate(name)?)?;
            &pem
        }
    };
    let import = Import {
        certificate,
        intermediates: given.intermediate_certificate.as_deref(),
        key: given.key.as_ref().map(ExposeSecret::expose_secret),
        passphrase: given.passphrase.as_ref().map(ExposeSecret::expose_secret),
    };
    Ok(work(&import)?)
}

/// Makes what is given, or keeps it.
pub(in crate::rest) fn make(
    purity: &Purity,
    name: &ObjectName,
    given: &Given,
) -> Result<Certificate, Refusal> {
    purity.check_new_certificate(name)?;
    if given.is_import() {
        return import(purity, name, given, |import| {
            purity.import_certificate(name, import)
        });
    }
    let options = SelfSigned {
        subject: subject_changes(name, given)?.apply(certificate::Subject::default()),
        alternative_names: given.alternative_names(name)?,
        key: given.key_spec(name)?.unwrap_or_default(),
        days: given.days(name)?.unwrap_or_default(),
    };
    Ok(purity.create_certificate(name, &options)?)
}

/// Puts what is given in the place of the certificate `name`.
pub(in crate::rest) fn replace(
    purity: &Purity,
    name: &ObjectName,
    given: &Given,
    new_key: Option<bool>,
) -> Result<Certificate, Refusal> {
    let old = purity.certificate(name)?;
    if given.is_import() {
        if new_key == Some(true) {
            return Err(Refusal::combination(name.as_str()));
        }
        return import(purity, name, given, |import| {
            purity.change_certificate(name, &Replacement::Import(import), false)
        });
    }
    let imported = old.status == Status::Imported;
    if imported && new_key != Some(true) {
        return Err(Refusal::combination(name.as_str()));
    }
    let is_other = |algorithm: &str, bits: u32| {
        (algorithm, bits) != (old.summary.key_algorithm.as_str(), old.summary.key_size)
    };
    let key = match (given.key_spec(name)?, new_key) {
        (Some(spec), Some(true)) => NewKey::Of(spec),
        (Some(spec), _) => {
            let (algorithm, bits) = match spec {
                KeySpec::Rsa(size) => ("rsa", size.bits()),
                KeySpec::Ec => ("ec", 256),
                KeySpec::Ed25519 => ("ed25519", 256),
            };
            if is_other(algorithm, bits) {
                NewKey::Of(spec)
            } else {
                NewKey::WhenImported
            }
        }
        (None, Some(true)) => NewKey::LikeTheOld,
        (None, _) => NewKey::WhenImported,
    };
    let changes = Changes {
        subject: subject_changes(name, given)?,
        alternative_names: given.alternative_names(name)?,
        days: given.days(name)?,
        key,
        replaces_imported: true,
    };
    Ok(purity.change_certificate(name, &Replacement::SelfSigned(&changes), false)?)
}

/// The signing request, in PEM.
pub(in crate::rest) fn sign(
    purity: &Purity,
    name: &ObjectName,
    given: &Given,
) -> Result<String, Refusal> {
    let request = Request {
        subject: subject_changes(name, given)?,
        alternative_names: given.alternative_names(name)?,
        new_key: false,
    };
    Ok(purity.certificate_request(name, &request)?)
}
