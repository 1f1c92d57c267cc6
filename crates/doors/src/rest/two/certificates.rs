//! Certificates: list, create, import, change, sign, delete.

use std::str::FromStr;

use pure_core::certificate::{
    self, AlternativeName, Certificate, Change, Changes, Days, Import, KeyAlgorithm, KeySpec,
    MANAGEMENT, NewKey, Replacement, Request, RsaKeySize, SelfSigned, Status, SubjectChanges,
};
use pure_core::{NamePattern, ObjectName, Purity};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::rest::call::{self, Call, object_name};
use crate::rest::item::{Item, Listing, item};
use crate::rest::list;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;

const CERTIFICATES: Listing = Listing {
    noun: "Certificate",
    fields: &[
        ("name", 4),
        ("id", 41),
        ("certificate", 4),
        ("certificate_type", 41),
        ("common_name", 4),
        ("country", 4),
        ("email", 4),
        ("intermediate_certificate", 4),
        ("issued_by", 4),
        ("issued_to", 4),
        ("key_algorithm", 41),
        ("key_size", 4),
        ("locality", 4),
        ("organization", 4),
        ("organizational_unit", 4),
        ("state", 4),
        ("status", 4),
        ("subject_alternative_names", 41),
        ("valid_from", 4),
        ("valid_to", 4),
    ],
};

/// `GET certificates`
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let purity = call.purity()?;
    let found: Vec<Certificate> = match &call.query.names {
        // However many there are.
        Some(names) => {
            let find = |name: &String| call::certificate(&purity, name);
            names.iter().map(find).collect::<Result<_, _>>()?
        }
        None => purity.certificates(&[], |all| all.collect::<pure_core::Result<_>>())?,
    };
    let array = purity.identity()?.id;
    let items = found.iter().map(|found| shown(&array, found)).collect();
    list::list(call, &CERTIFICATES, items, |item| complete(&purity, item))
}

/// What lists show of it without a look into the certificate.
fn shown(array: &str, certificate: &Certificate) -> Item {
    let summary = &certificate.summary;
    item(json!({
        "name": certificate.name.as_str(),
        "id": id(array, &certificate.name),
        "certificate_type": "appliance",
        "status": certificate.status.as_str(),
        "key_algorithm": summary.key_algorithm.as_str(),
        "key_size": summary.key_size,
        "issued_to": summary.issued_to,
        "issued_by": summary.issued_by,
        "valid_from": summary.validity.from.as_millisecond(),
        "valid_to": summary.validity.to.as_millisecond(),
        "common_name": summary.common_name,
        // Ansible's module of 1.40 reads it of every certificate, also of one that has none.
        "country": summary.country.as_deref().unwrap_or_default(),
        "state": summary.state,
        "locality": summary.locality,
        "organization": summary.organization,
        "organizational_unit": summary.organizational_unit,
        "email": summary.email,
    }))
}

/// The identifier of a certificate: it follows from its name and its array (UUID version 5, RFC 9562).
fn id(array: &str, name: &ObjectName) -> String {
    let name = name.as_str().to_lowercase();
    let text = format!("certificate {name} of array {array}");
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.as_ref()[..16]);
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// Adds the certificate itself, and what is in it.
fn complete(purity: &Purity, item: &mut Item) -> Result<(), Refusal> {
    let name = item.get("name").and_then(Value::as_str).unwrap_or_default();
    let certificate = call::certificate(purity, name)?;
    let names = purity.certificate_detail(&certificate)?.alternative_names;
    let names = names.iter().map(|name| {
        let plain = name.split_once(':').map_or(name.as_str(), |(_, name)| name);
        Value::from(plain)
    });
    item.insert("subject_alternative_names".into(), names.collect());
    let pem = purity.certificate_pem(&certificate)?;
    item.insert("certificate".into(), pem.into());
    let intermediates = purity.intermediates_pem(&certificate)?;
    if !intermediates.is_empty() {
        item.insert("intermediate_certificate".into(), intermediates.into());
    }
    Ok(())
}

/// `GET certificates/uses`
pub(super) fn uses(call: &Call<'_>) -> Result<Reply, Refusal> {
    const USES: Listing = Listing {
        noun: "Certificate",
        fields: &[("id", 41), ("name", 41), ("use", 41)],
    };
    let purity = call.purity()?;
    let identity = purity.identity()?;
    let entry = |name: &ObjectName, used_by: Value| {
        item(json!({
            "id": id(&identity.id, name), "name": name.as_str(), "use": used_by,
        }))
    };
    let management = object_name(MANAGEMENT)?;
    let array = json!({ "name": identity.name.as_str(), "resource_type": "arrays" });
    let mut items = vec![entry(&management, array)];
    for server in purity.kmip_servers(&NamePattern::all())? {
        let by = json!({ "name": server.name.as_str(), "resource_type": "kmip" });
        items.push(entry(&server.certificate, by));
    }
    if let Some(names) = &call.query.names {
        for name in names {
            call::certificate(&purity, name)?;
        }
        items.retain(|item| {
            let of = item.get("name").and_then(Value::as_str).unwrap_or_default();
            names.iter().any(|name| name.eq_ignore_ascii_case(of))
        });
    }
    let query = call.query.clone();
    let all = Call {
        query: crate::rest::query::Query {
            names: None,
            ..query
        },
        user: call.user.clone(),
        method: call.method.clone(),
        ..*call
    };
    list::list(&all, &USES, items, |_| Ok(()))
}

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
    fn read(call: &Call<'_>) -> Result<Self, Refusal> {
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

/// `POST certificates`
pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = call.name()?;
    make(&call.purity()?, &name, &Given::read(call)?)?;
    list(call)
}

/// `PATCH certificates`
pub(super) fn change(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = call.name()?;
    let given = Given::read(call)?;
    replace(&call.purity()?, &name, &given, call.query.generate_new_key)?;
    list(call)
}

/// `DELETE certificates`
pub(super) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let names = call.names()?;
    let purity = call.purity()?;
    for name in &names {
        purity.certificate(name)?;
    }
    for name in &names {
        purity.delete_certificate(name)?;
    }
    Ok(Reply::empty())
}

/// A signing request to be made.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    certificate: Option<Reference>,
    common_name: Option<String>,
    country: Option<String>,
    email: Option<String>,
    locality: Option<String>,
    organization: Option<String>,
    organizational_unit: Option<String>,
    state: Option<String>,
    subject_alternative_names: Option<Vec<String>>,
}

/// Another object, by its name.
#[derive(Debug, Deserialize)]
pub(super) struct Reference {
    pub(super) name: Option<String>,
}

/// `POST certificates/certificate-signing-requests`
pub(super) fn request(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: Asked = call.json()?;
    let name = asked.certificate.and_then(|certificate| certificate.name);
    let name = name.ok_or_else(|| Refusal::parameter("certificate"))?;
    let name = object_name(&name)?;
    let given = Given {
        common_name: asked.common_name,
        country: asked.country,
        email: asked.email,
        locality: asked.locality,
        organization: asked.organization,
        organizational_unit: asked.organizational_unit,
        state: asked.state,
        subject_alternative_names: asked
            .subject_alternative_names
            .filter(|_| call.is_since(41)),
        ..Given::default()
    };
    let pem = sign(&call.purity()?, &name, &given)?;
    Ok(Reply::of(
        json!({ "items": [{ "certificate_signing_request": pem }] }),
    ))
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
