//! Certificates. Before 1.12 there was the one called `management` only.

use pure_core::certificate::{Certificate, MANAGEMENT};
use pure_core::{ObjectName, Purity};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::rest::call::{Call, object_name};
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;
use crate::rest::two::{Given, make, replace, sign};

/// Since which minor version certificates have names, and times are milliseconds.
const NAMES: u8 = 12;
const MILLISECONDS: u8 = 17;

/// What is asked for besides, or given.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Parameters {
    certificate: Option<Value>,
    intermediate_certificate: Option<Value>,
    self_signed: Option<bool>,
    new_key: Option<bool>,
}

fn name(call: &Call<'_>) -> Result<ObjectName, Refusal> {
    if call.version.minor < NAMES && call.object.is_some() {
        return Err(Refusal::nothing_there());
    }
    object_name(call.object.unwrap_or(MANAGEMENT))
}

fn shown(call: &Call<'_>, certificate: &Certificate) -> Value {
    let summary = &certificate.summary;
    let time = |time: jiff::Timestamp| -> Value {
        if call.version.minor >= MILLISECONDS {
            time.as_millisecond().into()
        } else {
            time.to_string().into()
        }
    };
    let mut shown = json!({
        "status": certificate.status.as_str(),
        "key_size": summary.key_size,
        "issued_to": summary.issued_to,
        "issued_by": summary.issued_by,
        "valid_from": time(summary.validity.from),
        "valid_to": time(summary.validity.to),
        "country": summary.country,
        "state": summary.state,
        "locality": summary.locality,
        "organization": summary.organization,
        "organizational_unit": summary.organizational_unit,
        "email": summary.email,
        "common_name": summary.common_name,
    });
    if call.version.minor >= NAMES {
        shown["name"] = certificate.name.as_str().into();
    }
    shown
}

/// `GET cert`
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    if call.version.minor < NAMES {
        return get(call);
    }
    let purity = call.purity()?;
    let found: Vec<Certificate> =
        purity.certificates(&[], |all| all.collect::<pure_core::Result<_>>())?;
    let items = found.iter().map(|certificate| shown(call, certificate));
    Ok(Reply::of(items.collect()))
}

/// `GET cert/NAME`
pub(super) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let purity = call.purity()?;
    let certificate = purity.certificate(&name(call)?)?;
    let asked: Parameters = call.json()?;
    let is_true = |value: &Option<Value>| value.as_ref().is_some_and(|it| *it == Value::Bool(true));
    if is_true(&asked.certificate) {
        let pem = purity.certificate_pem(&certificate)?;
        return Ok(Reply::of(json!({ "certificate": pem })));
    }
    if is_true(&asked.intermediate_certificate) {
        let pem = purity.intermediates_pem(&certificate)?;
        return Ok(Reply::of(json!({ "intermediate_certificate": pem })));
    }
    Ok(Reply::of(shown(call, &certificate)))
}

/// `GET cert/certificate_signing_request[/NAME]`
pub(super) fn request(call: &Call<'_>) -> Result<Reply, Refusal> {
    let given: Given = call.json()?;
    let pem = sign(&call.purity()?, &name(call)?, &given)?;
    Ok(Reply::of(json!({ "certificate_signing_request": pem })))
}

/// `POST cert/NAME`
pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let given: Given = call.json()?;
    let made = make(&call.purity()?, &name(call)?, &given)?;
    Ok(Reply::of(shown(call, &made)))
}

/// `PUT cert[/NAME]`
pub(super) fn set(call: &Call<'_>) -> Result<Reply, Refusal> {
    let given: Given = call.json()?;
    let asked: Parameters = call.json()?;
    let purity = call.purity()?;
    let name = name(call)?;
    // A self-signed certificate takes the place of an imported one when it is asked for by name.
    let replaces = asked.self_signed == Some(true) && is_imported(&purity, &name)?;
    let new_key = asked.new_key.or(replaces.then_some(true));
    let changed = replace(&purity, &name, &given, new_key)?;
    Ok(Reply::of(shown(call, &changed)))
}

fn is_imported(purity: &Purity, name: &ObjectName) -> Result<bool, Refusal> {
    Ok(purity.certificate(name)?.status == pure_core::certificate::Status::Imported)
}

/// `DELETE cert/NAME`
pub(super) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = name(call)?;
    call.purity()?.delete_certificate(&name)?;
    Ok(Reply::of(json!({ "name": name.as_str() })))
}
