//! The array itself.

use pure_core::ObjectName;
use serde::Deserialize;
use serde_json::json;

use crate::rest::call::Call;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;

/// `GET array`
pub(super) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let identity = call.purity()?.identity()?;
    Ok(Reply::of(json!({
        "array_name": identity.name.as_str(),
        "id": identity.id,
        "version": identity.version,
        "revision": "",
    })))
}

#[derive(Debug, Default, Deserialize)]
struct Given {
    name: Option<ObjectName>,
}

/// `PUT array`
pub(super) fn set(call: &Call<'_>) -> Result<Reply, Refusal> {
    let given: Given = call.json()?;
    let name = given.name.ok_or_else(|| Refusal::parameter("name"))?;
    let renamed = call.purity()?.rename(&name)?;
    Ok(Reply::of(json!({ "array_name": renamed.name.as_str() })))
}
