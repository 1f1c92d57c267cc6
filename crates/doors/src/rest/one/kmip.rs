//! KMIP servers.

use pure_core::kmip_server::{KmipServer, NewKmipServer};
use pure_core::operation::KmipServerChange;
use pure_core::{NamePattern, ObjectName};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::rest::call::{Call, object_name};
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;
use crate::rest::two::{ca_certificate, tested, uris};

/// What is given.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Given {
    action: Option<String>,
    uri: Option<OneOrMore>,
    certificate: Option<String>,
    ca_certificate: Option<Value>,
}

/// URIs, as a list or joined by commas.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Given {
    fn uris(&self) -> Option<Vec<String>> {
        Some(match self.uri.as_ref()? {
            OneOrMore::One(text) => text.split(',').map(str::to_owned).collect(),
            OneOrMore::More(texts) => texts.clone(),
        })
    }

    fn certificate(&self) -> Result<Option<ObjectName>, Refusal> {
        self.certificate.as_deref().map(object_name).transpose()
    }

    fn ca_certificate(&self) -> Option<&str> {
        self.ca_certificate.as_ref().and_then(Value::as_str)
    }
}

fn name(call: &Call<'_>) -> Result<ObjectName, Refusal> {
    object_name(call.object.unwrap_or_default())
}

fn shown(server: &KmipServer) -> Value {
    let uris: Vec<String> = server.uris.iter().map(ToString::to_string).collect();
    json!({
        "name": server.name.as_str(),
        "uri": uris,
        "certificate": server.certificate.as_str(),
        "ca_certificate_configured": server.ca_certificate.is_some(),
    })
}

/// `GET kmip`
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let servers = call.purity()?.kmip_servers(&NamePattern::all())?;
    Ok(Reply::of(servers.iter().map(shown).collect()))
}

/// `GET kmip/NAME`
pub(super) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let server = call.purity()?.kmip_server(&name(call)?)?;
    let given: Given = call.json()?;
    if given.ca_certificate == Some(Value::Bool(true)) {
        let pem = server.ca_certificate.as_ref().map(|ca| ca.as_pem());
        let body = json!({ "name": server.name.as_str(), "ca_certificate": pem });
        return Ok(Reply::of(body));
    }
    Ok(Reply::of(shown(&server)))
}

/// `POST kmip/NAME`
pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = name(call)?;
    let given: Given = call.json()?;
    let missing = || Refusal::parameter(name.as_str());
    let options = NewKmipServer {
        uris: uris(&name, given.uris().as_deref())?.ok_or_else(missing)?,
        certificate: given.certificate()?.ok_or_else(missing)?,
        ca_certificate: ca_certificate(&name, given.ca_certificate())?,
    };
    let made = call.purity()?.create_kmip_server(&name, &options)?;
    Ok(Reply::of(shown(&made)))
}

/// `PUT kmip/NAME`: a change, or a test.
pub(super) fn set(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = name(call)?;
    let given: Given = call.json()?;
    let purity = call.purity()?;
    match given.action.as_deref() {
        Some("test") => {
            let results = tested(&purity, &name)?.results;
            let results = results.iter().map(|result| {
                json!({
                    "name": name.as_str(),
                    "component_name": result.controller,
                    "uri": result.uri.to_string(),
                    "status": result.status(),
                    "details": result.details().to_string(),
                })
            });
            Ok(Reply::of(results.collect()))
        }
        Some(_) => Err(Refusal::parameter("action")),
        None => {
            let change = KmipServerChange {
                uris: uris(&name, given.uris().as_deref())?,
                certificate: given.certificate()?,
                ca_certificate: ca_certificate(&name, given.ca_certificate())?,
            };
            Ok(Reply::of(shown(
                &purity.change_kmip_server(&name, &change, false)?,
            )))
        }
    }
}

/// `DELETE kmip/NAME`
pub(super) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = name(call)?;
    call.purity()?.delete_kmip_server(&name, false)?;
    Ok(Reply::of(json!({ "name": name.as_str() })))
}
