//! Certificates: list, create, import, change, sign, delete.

use std::cell::RefCell;
use std::ops::ControlFlow;

use pure_core::certificate::{Certificate, MANAGEMENT};
use pure_core::{ErrorKind, NamePattern, ObjectName, Purity};
use serde::Deserialize;
use serde_json::{Value, json};

use super::certificate_id;
use super::given::{Given, make, replace, sign};
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
    purity.at_once(|| listed(call, &purity))
}

fn listed(call: &Call<'_>, purity: &Purity) -> Result<Reply, Refusal> {
    let query = &call.query;
    let has_ids = CERTIFICATES.has("id", call.version);
    let found: Vec<Certificate> = match (&query.names, &query.ids) {
        // However many there are.
        (Some(names), _) => {
            let find = |name: &String| call::certificate(purity, name);
            names.iter().map(find).collect::<Result<_, _>>()?
        }
        (None, Some(ids)) if has_ids => {
            let find = |id: &String| of_id(purity, id);
            ids.iter().map(find).collect::<Result<_, _>>()?
        }
        _ if list::is_by_name(&call.query) => return list_by_name(call, purity),
        _ => purity.certificates(&[], |all| all.collect::<pure_core::Result<_>>())?,
    };
    let array = purity.id();
    let items = found.iter().map(|found| shown(&array, found)).collect();
    list::list(call, &CERTIFICATES, items, |item| {
        completed(call, purity, item)
    })
}

/// The certificate of that identifier.
fn of_id(purity: &Purity, text: &str) -> Result<Certificate, Refusal> {
    let array = purity.id();
    let missing = || Refusal::invalid(text, "Certificate does not exist.");
    let id = text.parse().map_err(|_| missing())?;
    let found = purity.certificate_with_id(certificate_id::certificate(&array, id))?;
    let found = found.filter(|found| certificate_id::of(&array, found) == id);
    found.ok_or_else(missing)
}

/// Reads no more of them than the page takes.
fn list_by_name(call: &Call<'_>, purity: &Purity) -> Result<Reply, Refusal> {
    let array = purity.id();
    let read = |after: &str, visit: &mut dyn FnMut(Item) -> ControlFlow<()>| {
        purity.certificates_after(after, |certificates| {
            for certificate in certificates {
                if visit(shown(&array, &certificate?)).is_break() {
                    break;
                }
            }
            Ok(())
        })
    };
    list::by_name(call, &CERTIFICATES, read, |item| {
        completed(call, purity, item)
    })
}

/// What lists show of it without a look into the certificate.
fn shown(array: &str, certificate: &Certificate) -> Item {
    let summary = &certificate.summary;
    item(json!({
        "name": certificate.name.as_str(),
        "id": certificate_id::of(array, certificate),
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

/// Completes the item; empties it when somebody has deleted its certificate since it was listed. One that
/// was asked for by name is missed.
fn completed(call: &Call<'_>, purity: &Purity, item: &mut Item) -> Result<(), Refusal> {
    match complete(purity, item) {
        Err(error) if error.kind() == ErrorKind::NotFound && call.query.names.is_none() => {
            item.clear();
            Ok(())
        }
        done => Ok(done?),
    }
}

/// Adds the certificate itself, and what is in it.
fn complete(purity: &Purity, item: &mut Item) -> pure_core::Result<()> {
    let name = item.get("name").and_then(Value::as_str).unwrap_or_default();
    let Ok(name) = name.parse() else {
        return Ok(());
    };
    add_contents(purity, &purity.certificate(&name)?, item)
}

fn add_contents(
    purity: &Purity,
    certificate: &Certificate,
    item: &mut Item,
) -> pure_core::Result<()> {
    let contents = purity.certificate_contents(certificate)?;
    let names = contents.alternative_names()?;
    let names = names.iter().map(|name| {
        let plain = name.split_once(':').map_or(name.as_str(), |(_, name)| name);
        Value::from(plain)
    });
    item.insert("subject_alternative_names".into(), names.collect());
    item.insert("certificate".into(), contents.pem().into());
    let intermediates = contents.intermediates_pem();
    if !intermediates.is_empty() {
        item.insert("intermediate_certificate".into(), intermediates.into());
    }
    Ok(())
}

const USES: Listing = Listing {
    noun: "Certificate",
    fields: &[("id", 41), ("name", 41), ("use", 41)],
};

/// `GET certificates/uses`
pub(super) fn uses(call: &Call<'_>) -> Result<Reply, Refusal> {
    let purity = call.purity()?;
    purity.at_once(|| used(call, &purity))
}

fn used(call: &Call<'_>, purity: &Purity) -> Result<Reply, Refusal> {
    let identity = purity.identity()?;
    let entry = |name: &ObjectName, used_by: Value| -> Result<Item, Refusal> {
        let certificate = purity.certificate(name)?;
        let id = certificate_id::of(&identity.id, &certificate);
        Ok(item(
            json!({ "id": id, "name": name.as_str(), "use": used_by }),
        ))
    };
    let management = object_name(MANAGEMENT)?;
    let array = json!({ "name": identity.name.as_str(), "resource_type": "arrays" });
    let mut items = vec![entry(&management, array)?];
    for server in purity.kmip_servers(&NamePattern::all())? {
        let by = json!({ "name": server.name.as_str(), "resource_type": "kmip" });
        items.push(entry(&server.certificate, by)?);
    }
    if let Some(names) = &call.query.names {
        for name in names {
            call::certificate(purity, name)?;
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
        opened: RefCell::default(),
        ..*call
    };
    list::list(&all, &USES, items, |_| Ok(()))
}

/// `POST certificates`
pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (name, purity) = (call.name()?, call.purity()?);
    let made = make(&purity, &name, &Given::read(call)?)?;
    Ok(done(call, &purity, &made))
}

/// Answers with the certificate as it was made, which somebody may have changed or deleted since.
fn done(call: &Call<'_>, purity: &Purity, made: &Certificate) -> Reply {
    let mut item = shown(&purity.id(), made);
    let _ = add_contents(purity, made, &mut item);
    list::done(call, &CERTIFICATES, vec![item])
}

/// `PATCH certificates`
pub(super) fn change(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (name, purity) = (call.name()?, call.purity()?);
    let given = Given::read(call)?;
    let made = replace(&purity, &name, &given, call.query.generate_new_key)?;
    Ok(done(call, &purity, &made))
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
