//! Requests that another site has a browser send are refused.

use std::fmt;

use aws_lc_rs::{constant_time, hmac};
use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};

/// How a browser says where a request comes from.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a request that changes something comes from a page of this site, as the browser says. What
/// says neither is no browser of these days, and is refused.
pub fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(&FETCH_SITE), text(&ORIGIN), text(&HOST)) {
        // Another port of this host is `same-site`.
        (Some(site), ..) if site != "same-origin" => false,
        (_, Some(origin), Some(host)) => origin.strip_prefix("https://") == Some(host),
        (Some(_), None, _) => true,
        _ => false,
    }
}

/// What each form of a session carries, so that only our pages make forms that are taken: an HMAC
/// (RFC 2104) under the token of the session.
#[derive(Clone, PartialEq, Eq)]
pub struct FormToken(String);

impl FormToken {
    /// Of the session with that token.
    pub fn of_session(session: &str) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, session.as_bytes());
        Self(hex::encode(hmac::sign(&key, b"form").as_ref()))
    }

    /// Whether that is the token which a form carries.
    pub fn is(&self, given: &str) -> bool {
        constant_time::verify_slices_are_equal(self.0.as_bytes(), given.as_bytes()).is_ok()
    }

    /// As it is put into forms.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for FormToken {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormToken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn comes(lines: &[(&'static str, &'static str)]) -> bool {
        let lines = lines.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        is_from_here(&lines.collect())
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        let host = ("host", "array:8443");
        assert!(comes(&[
            host,
            ("sec-fetch-site", "same-origin"),
            ("origin", "https://array:8443")
        ]));
        assert!(comes(&[host, ("origin", "https://array:8443")]));
        assert!(comes(&[host, ("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none", ""] {
            assert!(!comes(&[
                host,
                ("sec-fetch-site", site),
                ("origin", "https://array:8443")
            ]));
        }
        for origin in [
            "https://array:8444",
            "http://array:8443",
            "https://evil",
            "null",
        ] {
            assert!(!comes(&[host, ("origin", origin)]));
            assert!(!comes(&[
                host,
                ("sec-fetch-site", "same-origin"),
                ("origin", origin)
            ]));
        }
        assert!(!comes(&[host]));
        assert!(!comes(&[("origin", "https://array")]));
    }

    #[test]
    fn a_form_belongs_to_its_session() {
        let (one, other) = (FormToken::of_session("one"), FormToken::of_session("other"));
        assert!(one.is(one.as_str()));
        assert!(!one.is(other.as_str()) && !one.is(""));
        assert!(!one.as_str().contains("one") && !format!("{one:?}").contains(one.as_str()));
    }
}
