//! The cookie of a session.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use axum::response::Response;

/// The cookie that carries the token of a session.
///
/// Browsers keep cookies by host and not by port. So each site of a host takes a name of its own; and the
/// prefix `__Host-` has browsers refuse one that another host of the domain, or a page without TLS, has
/// set (RFC 6265bis, section 4.1.3): nobody plants a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCookie {
    name: String,
}

impl SessionCookie {
    /// Of the site with that mark: letters, digits and hyphens.
    pub fn of_site(mark: &str) -> Self {
        let mark = mark
            .chars()
            .filter(|it| it.is_ascii_alphanumeric() || *it == '-');
        Self {
            name: format!("__Host-{}", mark.collect::<String>()),
        }
    }

    /// Its value in a request; `None` when there is none, or more than one.
    pub fn of<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let lines = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|it| it.to_str().ok());
        let cookies = lines.flat_map(|line| line.split(';'));
        let mut found = cookies.filter_map(|cookie| {
            let (name, value) = cookie.trim().split_once('=')?;
            (name == self.name).then_some(value)
        });
        found.next().filter(|_| found.next().is_none())
    }

    /// Has the browser send that token from now on.
    #[must_use]
    pub fn set(&self, response: Response, token: &str) -> Response {
        self.with(response, token, "")
    }

    /// Has the browser forget it.
    #[must_use]
    pub fn clear(&self, response: Response) -> Response {
        self.with(response, "", "; Max-Age=0")
    }

    fn with(&self, mut response: Response, token: &str, more: &str) -> Response {
        let name = &self.name;
        let line = format!("{name}={token}; Path=/; Secure; HttpOnly; SameSite=Strict{more}");
        if let Ok(line) = HeaderValue::from_str(&line) {
            response.headers_mut().append(SET_COOKIE, line);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use axum::response::IntoResponse;

    fn headers(lines: &[&'static str]) -> HeaderMap {
        let lines = lines
            .iter()
            .map(|line| (COOKIE, HeaderValue::from_static(line)));
        lines.collect()
    }

    #[test]
    fn no_script_reads_it_and_no_other_site_sends_it() {
        let cookie = SessionCookie::of_site("console-1");
        let response = cookie.set(StatusCode::OK.into_response(), "abc");
        assert_eq!(
            response.headers()[SET_COOKIE],
            "__Host-console-1=abc; Path=/; Secure; HttpOnly; SameSite=Strict"
        );
        let cleared = cookie.clear(StatusCode::OK.into_response());
        assert!(
            cleared.headers()[SET_COOKIE]
                .to_str()
                .unwrap()
                .ends_with("; Max-Age=0")
        );
    }

    #[test]
    fn it_is_found_among_others_once() {
        let cookie = SessionCookie::of_site("a");
        assert_eq!(cookie.of(&headers(&["x=1; __Host-a=2", "y=3"])), Some("2"));
        assert_eq!(cookie.of(&headers(&["__Host-ab=2", "a=3"])), None);
        assert_eq!(cookie.of(&headers(&["__Host-a=2; __Host-a=3"])), None);
    }
}
