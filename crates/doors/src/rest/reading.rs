//! What is read of a request before anything is done: all of it comes from strangers.

use axum::http::Method;
use serde_json::json;

use super::credential::Credential;
use super::filter::Filter;
use super::item::{Listing, item};
use super::list;
use super::query::Query;
use super::refusal::Refusal;
use super::{one, two};
use crate::access_token::AccessTokens;
use crate::version::{RestVersion, two as version_two};

/// Fields of each kind.
const THINGS: Listing = Listing {
    noun: "Thing",
    fields: &[
        ("name", 0),
        ("size", 0),
        ("uris", 0),
        ("part", 0),
        ("id", 41),
    ],
};

/// Reads a target such as `/api/2.26/certificates?names=a` by everything that reads one here, in all that
/// it could be, and gives each reason why something was refused. This is for fuzzing.
pub fn read_target(target: &str) -> Vec<String> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut refused = Vec::new();
    let mut note = |refusal: Refusal| {
        refused.extend([refusal.one(), refusal.two(), refusal.oauth()].map(|it| it.to_string()));
    };
    let inner = path.strip_prefix("/api/").unwrap_or(path);
    let (version, inner) = inner.split_once('/').unwrap_or(("", inner));
    let newest = version_two(56);
    let version = RestVersion::of_path(version, newest).unwrap_or(newest);
    for method in [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ] {
        if let Err(refusal) = one::action(inner, &method) {
            note(refusal);
        }
        if let Err(refusal) = two::action(version, inner, &method) {
            note(refusal);
        }
    }
    let thing = item(json!({
        "name": "Cert_4", "size": 2048, "uris": ["a:1", "b:2"], "part": { "name": "inner", "no": null },
    }));
    let decoded = form_urlencoded::parse(query.as_bytes());
    let texts = decoded.map(|(_, value)| value.into_owned());
    for text in texts.chain([query.to_owned()]) {
        match Filter::read(&text, &THINGS, version) {
            Ok(filter) => {
                filter.fits(&thing);
            }
            Err(refusal) => note(refusal),
        }
        for length in 1..4 {
            if let Err(refusal) = list::read_token(&text, length) {
                note(refusal);
            }
        }
        let now = jiff::Timestamp::UNIX_EPOCH;
        assert!(AccessTokens::default().claimed(&text, now).is_none());
        if let Ok(value) = text.parse() {
            let headers = [(axum::http::header::COOKIE, value)].into_iter().collect();
            let _ = Credential::of_cookie(&headers);
        }
    }
    match Query::read(query) {
        Ok(query) => assert!(query.page() <= 1000),
        Err(refusal) => note(refusal),
    }
    refused
}
