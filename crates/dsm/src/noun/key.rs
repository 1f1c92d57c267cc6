//! Keys: security objects.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::group::Group;
use super::page::{self, Next};
use super::refused::{about, one};
use crate::error::{DsmError, Noun};
use crate::http::Call;
use crate::session::Session;
use crate::time::time;

const PATH: &str = "/crypto/v1/keys";

/// A key.
#[derive(Clone, Debug, Deserialize)]
pub struct Key {
    /// The UUID.
    #[serde(rename = "kid", default)]
    pub id: String,
    /// The name, if it has one.
    #[serde(default)]
    pub name: Option<String>,
    /// The UUID of its group.
    #[serde(rename = "group_id", default)]
    pub group: Option<String>,
    /// Its state, in DSM's word.
    #[serde(default)]
    pub state: Option<String>,
    /// Whether it may be used.
    pub enabled: bool,
    /// Its algorithm, or what else it is, in DSM's word.
    #[serde(rename = "obj_type")]
    pub kind: String,
    /// Its length in bits.
    #[serde(rename = "key_size", default)]
    pub length: Option<i64>,
    /// When it was made, if that is told.
    #[serde(rename = "created_at", default, deserialize_with = "time")]
    pub created: Option<Timestamp>,
    /// When it became Active, or will.
    #[serde(rename = "activation_date", default, deserialize_with = "time")]
    pub activated: Option<Timestamp>,
    /// When it was deactivated, or will be.
    #[serde(rename = "deactivation_date", default, deserialize_with = "time")]
    pub deactivated: Option<Timestamp>,
    /// When it was destroyed.
    #[serde(rename = "destruction_date", default, deserialize_with = "time")]
    pub destroyed: Option<Timestamp>,
}

impl Session {
    /// The keys of a group, or all that are seen.
    ///
    /// # Errors
    /// When they are not told.
    pub fn keys(&self, group: Option<&Group>) -> Result<Vec<Key>, DsmError> {
        let group = group.map(|group| ("group_id", group.id.as_str()));
        let query: Vec<(&str, &str)> = group.into_iter().collect();
        page::all(&self.http, PATH, &query, Next::Start, |it: &Key| &it.id)
    }

    /// The key of that name or UUID.
    ///
    /// # Errors
    /// When there is none, or several have the name.
    pub fn key(&self, name: &str) -> Result<Key, DsmError> {
        if is_uuid(name) {
            match self.by_id(name) {
                Err(DsmError::Missing(_)) => {}
                found => return found,
            }
        }
        let query = [("name", name)];
        let call = Call {
            query: &query,
            ..Call::get(PATH)
        };
        let named: Vec<Key> = about(Noun::Key, self.http.ask(call))?;
        let of_name = |it: &Key| it.name.as_deref() == Some(name);
        let named = named.into_iter().filter(of_name).collect();
        one(Noun::Key, named, name, |it| {
            (&it.id, it.name.as_deref().unwrap_or_default())
        })
    }

    fn by_id(&self, id: &str) -> Result<Key, DsmError> {
        let call = Call::post("/crypto/v1/keys/info", json!({ "kid": id }));
        about(Noun::Key, self.http.ask(call))
    }

    /// Deactivates a key permanently, and returns it as it is then.
    ///
    /// # Errors
    /// When its state does not allow it, or who asks may not.
    pub fn deactivate_key(&self, key: &Key) -> Result<Key, DsmError> {
        let path = format!("{PATH}/{}/revoke", key.id);
        let body = json!({ "code": "CessationOfOperation" });
        about(Noun::Key, self.http.tell(Call::post(&path, body)))?;
        self.by_id(&key.id)
    }
}

fn is_uuid(text: &str) -> bool {
    let of_place = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(of_place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids() {
        assert!(is_uuid("e003132d-6d58-4e7e-a781-03fc5d8c7c21"));
        for text in [
            "",
            "pure01",
            "e003132d-6d58-4e7e-a781-03fc5d8c7c2",
            "e003132d06d58-4e7e-a781-03fc5d8c7c21",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
