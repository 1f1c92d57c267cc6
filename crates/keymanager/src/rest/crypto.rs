//! `/crypto/v1/encrypt` and `/crypto/v1/decrypt`

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::body::Body;
use super::call::Call;
use super::keys::selector;
use super::refusal::Refusal;
use super::reply::{Object, Reply};
use crate::model::{Cipher, Ciphertext, Selector};

/// The only length of a tag, in bits.
const TAG_BITS: u64 = 128;

/// The key that is meant, by the path of old clients or in the body, and how it is used.
pub(super) fn of(body: &Body, id: Option<&str>) -> Result<(Selector, Cipher), Refusal> {
    if body.text("alg")?.is_some_and(|alg| alg != "AES") {
        return Err(Refusal::invalid("Only alg AES is supported."));
    }
    let unsupported = || Refusal::invalid("mode must be GCM, CBC or CTR.");
    let mode = match body.get("mode") {
        Some(Value::String(mode)) => Cipher::named(mode),
        // As an enumeration with content.
        Some(Value::Object(mode)) => {
            let names = mode.values().find_map(Value::as_str);
            names.and_then(Cipher::named)
        }
        _ => None,
    };
    let selector = match (id, body.object("key")?) {
        (Some(id), _) => Selector::Id(id.to_owned()),
        (None, Some(key)) => selector(&key)?,
        (None, None) => return Err(Refusal::invalid("key is missing.")),
    };
    Ok((selector, mode.ok_or_else(unsupported)?))
}

fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// `POST encrypt`
pub(super) fn encrypt(call: &Call, id: Option<&str>) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    let body = call.body()?;
    let (selector, mode) = of(&body, id)?;
    let plain = body.bytes("plain")?;
    let plain = plain.ok_or_else(|| Refusal::invalid("plain is missing."))?;
    let iv = body.bytes("iv")?.map(|iv| iv.to_vec());
    let ad = body.bytes("ad")?.unwrap_or_default();
    let manager = call.manager_of(&caller);
    if body.number("tag_len")?.is_some_and(|bits| bits != TAG_BITS) {
        return Err(Refusal::invalid("tag_len must be 128."));
    }
    let (key, made) = manager.encrypt(&scope, &selector, mode, &plain, iv, &ad)?;
    let shown = Object::default()
        .with("kid", key.row.id.as_str())
        .with("cipher", encoded(&made.cipher))
        .with("iv", encoded(&made.iv))
        .maybe("tag", made.tag.as_deref().map(encoded));
    Ok(Reply::of(shown))
}

/// `POST decrypt`
pub(super) fn decrypt(call: &Call, id: Option<&str>) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    let body = call.body()?;
    let (selector, mode) = of(&body, id)?;
    let missing = |field| move || Refusal::invalid(format!("{field} is missing."));
    let text = Ciphertext {
        cipher: body
            .bytes("cipher")?
            .ok_or_else(missing("cipher"))?
            .to_vec(),
        iv: body.bytes("iv")?.ok_or_else(missing("iv"))?.to_vec(),
        tag: body.bytes("tag")?.map(|tag| tag.to_vec()),
    };
    let ad = body.bytes("ad")?.unwrap_or_default();
    let manager = call.manager_of(&caller);
    let (key, plain) = manager.decrypt(&scope, &selector, mode, text, &ad)?;
    let shown = Object::default()
        .with("kid", key.row.id.as_str())
        .with("plain", encoded(&plain));
    Ok(Reply::of(shown))
}
