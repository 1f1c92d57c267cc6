//! The body of a request: an object of JSON, whatever its content type. What is `null` is absent, and
//! what nobody knows is not looked at.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::refusal::Refusal;
use super::time;

/// The body of a request, or an object in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Body(Map<String, Value>);

impl Body {
    /// Reads it; an empty one has nothing in it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let bytes = bytes.trim_ascii();
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(Value::Null) => Ok(Self::default()),
            Ok(_) => Err(Refusal::invalid(
                "The body of the request is not a JSON object.",
            )),
            // Not what it quotes: that may be a secret.
            Err(error) => Err(Refusal::invalid(format!(
                "Invalid JSON in the body of the request, at line {} column {}.",
                error.line(),
                error.column()
            ))),
        }
    }

    /// The field of that name, unless it is absent or `null`.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn typed<'a, T>(
        &'a self,
        name: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let wrong = || Refusal::invalid(format!("{name} has no valid value."));
        let value = self.get(name);
        value.map(|value| read(value).ok_or_else(wrong)).transpose()
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        self.typed(name, Value::as_str)
    }

    /// The text of a field that has to be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        let missing = || Refusal::invalid(format!("{name} is missing."));
        self.text(name)?.ok_or_else(missing)
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.typed(name, Value::as_bool)
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        self.typed(name, Value::as_u64)
    }

    /// A time, in seconds since 1970 UTC.
    pub(super) fn time(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.typed(name, |value| time::read(value.as_str()?))
    }

    /// Bytes in base 64.
    pub(super) fn bytes(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
        self.typed(name, |value| {
            STANDARD.decode(value.as_str()?).ok().map(Zeroizing::new)
        })
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Self>, Refusal> {
        self.typed(name, |value| value.as_object().cloned().map(Self))
    }

    /// Texts.
    pub(super) fn texts(&self, name: &str) -> Result<Option<Vec<&str>>, Refusal> {
        self.typed(name, texts)
    }

    /// The fields, but for those that are `null`.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        let fields = self.0.iter().filter(|(_, value)| !value.is_null());
        fields.map(|(name, value)| (name.as_str(), value))
    }
}

/// An array of texts.
pub(super) fn texts(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_null_is_absent() {
        let body = Body::read(br#"{"a": null, "b": "x", "c": 1, "d": [1]}"#).unwrap();
        assert_eq!(body.text("a"), Ok(None));
        assert_eq!(body.text("b"), Ok(Some("x")));
        assert!(body.text("c").is_err() && body.texts("d").is_err());
        assert!(body.required("z").is_err());
        assert!(Body::read(b"").unwrap().get("a").is_none());
        assert!(Body::read(b"null").is_ok() && Body::read(b" \n").is_ok());
        for wrong in [&b"[]"[..], b"{", b"\"secret", b"{\"a\":1} x"] {
            let refusal = Body::read(wrong).unwrap_err();
            assert!(!format!("{refusal:?}").contains("secret"));
        }
    }
}
