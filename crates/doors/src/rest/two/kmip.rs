//! KMIP servers: list, create, change, test, delete.

use pure_core::kmip_server::{CaCertificate, KmipServer, NewKmipServer, Uri, Uris};
use pure_core::operation::{KmipServerChange, KmipServerTest};
use pure_core::token::{Kind, Token};
use pure_core::{NamePattern, ObjectName, Purity};
use serde::Deserialize;
use serde_json::{Value, json};

use super::certificates::Reference;
use crate::rest::call::{Call, object_name};
use crate::rest::item::{Item, Listing, item};
use crate::rest::list;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;

const SERVERS: Listing = Listing {
    noun: "KMIP server",
    fields: &[
        ("name", 2),
        ("ca_certificate", 2),
        ("certificate", 2),
        ("kmip_objects", 24),
        ("uris", 2),
    ],
};

/// `GET kmip`
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let purity = call.purity()?;
    let token = purity.token()?;
    let servers = purity.kmip_servers(&NamePattern::all())?;
    let items = servers.iter().map(|server| shown(server, token.as_ref()));
    list::list(call, &SERVERS, items.collect(), |_| Ok(()))
}

/// A server; the key there when it is the one of that token.
fn shown(server: &KmipServer, token: Option<&Token>) -> Item {
    let key = match token.map(|token| &token.kind) {
        Some(Kind::Kmip(of_token)) if of_token.name == server.name => {
            let key = token.map(Token::sealed_key);
            key.map(|key| json!({ "name": key.name, "uid": key.id }))
        }
        _ => None,
    };
    let uris: Vec<String> = server.uris.iter().map(ToString::to_string).collect();
    item(json!({
        "name": server.name.as_str(),
        "uris": uris,
        "certificate": { "name": server.certificate.as_str() },
        "ca_certificate": server.ca_certificate.as_ref().map(CaCertificate::as_pem),
        "kmip_objects": key.into_iter().collect::<Value>(),
    }))
}

/// Answers with the server as it was made, which somebody may have changed or deleted since.
fn done(call: &Call<'_>, purity: &Purity, made: &KmipServer) -> Reply {
    let token = purity.token().ok().flatten();
    list::done(call, &SERVERS, vec![shown(made, token.as_ref())])
}

/// The fields of a KMIP server that can be given.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Given {
    ca_certificate: Option<String>,
    certificate: Option<Reference>,
    uris: Option<Vec<String>>,
}

impl Given {
    fn certificate(&self) -> Result<Option<ObjectName>, Refusal> {
        let name = self.certificate.as_ref().and_then(|it| it.name.as_deref());
        name.map(object_name).transpose()
    }
}

/// The URIs that are given.
pub(in crate::rest) fn uris(
    name: &ObjectName,
    given: Option<&[String]>,
) -> Result<Option<Uris>, Refusal> {
    let Some(given) = given else { return Ok(None) };
    let invalid = |reason: &dyn std::fmt::Display| {
        Refusal::invalid(
            name.as_str(),
            format!("Missing or invalid parameter. {reason}"),
        )
    };
    let read = |text: &String| text.parse::<Uri>().map_err(|reason| invalid(&reason));
    let uris = given.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Uris::try_from(uris)
        .map(Some)
        .map_err(|reason| invalid(&reason))
}

/// The CA certificate that is given; an empty one is none.
pub(in crate::rest) fn ca_certificate(
    name: &ObjectName,
    given: Option<&str>,
) -> Result<Option<CaCertificate>, Refusal> {
    let given = given.filter(|text| !text.trim().is_empty());
    given.map(str::parse).transpose().map_err(
        |reason: pure_core::kmip_server::InvalidCaCertificate| {
            Refusal::invalid(
                name.as_str(),
                format!("Missing or invalid parameter. {reason}"),
            )
        },
    )
}

/// `POST kmip`
pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = call.name()?;
    let given: Given = call.json()?;
    let missing = || Refusal::parameter(name.as_str());
    let options = NewKmipServer {
        uris: uris(&name, given.uris.as_deref())?.ok_or_else(missing)?,
        certificate: given.certificate()?.ok_or_else(missing)?,
        ca_certificate: ca_certificate(&name, given.ca_certificate.as_deref())?,
    };
    let purity = call.purity()?;
    let made = purity.create_kmip_server(&name, &options)?;
    Ok(done(call, &purity, &made))
}

/// `PATCH kmip`
pub(super) fn change(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = call.name()?;
    let given: Given = call.json()?;
    let change = KmipServerChange {
        uris: uris(&name, given.uris.as_deref())?,
        certificate: given.certificate()?,
        ca_certificate: ca_certificate(&name, given.ca_certificate.as_deref())?,
    };
    let purity = call.purity()?;
    let made = purity.change_kmip_server(&name, &change, false)?;
    Ok(done(call, &purity, &made))
}

/// `DELETE kmip`
pub(super) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let names = call.names()?;
    let purity = call.purity()?;
    for name in &names {
        purity.kmip_server(name)?;
    }
    for name in &names {
        purity.delete_kmip_server(name, false)?;
    }
    Ok(Reply::empty())
}

/// Tests the KMIP server `name`.
pub(in crate::rest) fn tested(
    purity: &Purity,
    name: &ObjectName,
) -> Result<KmipServerTest, Refusal> {
    let server = purity.kmip_server(name)?;
    Ok(purity.test_kmip_server(&server)?)
}

/// `GET kmip/test`
pub(super) fn test(call: &Call<'_>) -> Result<Reply, Refusal> {
    let names = call.names()?;
    let purity = call.purity()?;
    let mut items = Vec::new();
    for name in &names {
        for result in tested(&purity, name)?.results {
            let uri = result.uri.to_string();
            items.push(json!({
                "component_name": result.controller,
                "component_address": uri,
                "description": format!("Test of KMIP server {name}"),
                "destination": uri,
                "enabled": true,
                "success": result.verdict.is_ok(),
                "result_details": result.details().to_string(),
                "test_type": "kmip",
            }));
        }
    }
    Ok(Reply::of(json!({ "items": items })))
}
