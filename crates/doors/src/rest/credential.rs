//! By what a request says whose it is.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use pure_core::Users;
use pure_core::user::User;

use super::refusal::Refusal;
use super::reply::TOKEN;
use crate::door::Door;

/// By what a request says whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credential<'a> {
    /// The token of a session.
    Session(&'a str),
    /// The access token of an API client.
    Access(&'a str),
}

impl<'a> Credential<'a> {
    /// What a request of REST 2 has in its headers.
    ///
    /// # Errors
    /// When it has nothing.
    pub(super) fn of_headers(headers: &'a HeaderMap) -> Result<Self, Refusal> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(token) = text(TOKEN) {
            return Ok(Self::Session(token));
        }
        // The scheme is written in any case (RFC 9110 section 11.1).
        let bearer = text(AUTHORIZATION).and_then(|value| value.split_once(' '));
        match bearer {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Ok(Self::Access(token.trim()))
            }
            _ => Err(Refusal::session()),
        }
    }

    /// What a request of REST 1 has in its cookie.
    ///
    /// # Errors
    /// When it has none.
    pub(super) fn of_cookie(headers: &'a HeaderMap) -> Result<Self, Refusal> {
        let cookies = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|it| it.to_str().ok());
        let mut each = cookies.flat_map(|line| line.split(';'));
        let found = each.find_map(|cookie| cookie.trim().strip_prefix("session="));
        found.map(Self::Session).ok_or_else(Refusal::session)
    }

    /// Whose request it is. The user may have been deleted since, or have another role or password; so
    /// may the API client. With it comes the array as that user has it open, if it was opened so.
    ///
    /// # Errors
    /// When it is nobody's, or nobody's any more.
    pub(super) fn user(self, door: &Door) -> Result<(User, Option<Users>), Refusal> {
        let found = match self {
            Self::Session(token) => {
                let name = door.sessions.user(token).ok_or_else(Refusal::session)?;
                let users = door.users(Some(&name))?;
                let found = users.get(&name);
                if found
                    .as_ref()
                    .is_ok_and(|user| !door.sessions.is_still(token, user))
                {
                    return Err(Refusal::session());
                }
                found.map(|user| (user, Some(users)))
            }
            Self::Access(token) => {
                let users = door.users(None)?;
                let claimed = door.access_tokens.claimed(token, users.now());
                let claimed = claimed.ok_or_else(Refusal::session)?;
                let found = users.of_client(&claimed.user, claimed.client);
                if found
                    .as_ref()
                    .is_ok_and(|user| !door.access_tokens.is_still(&claimed, user))
                {
                    return Err(Refusal::session());
                }
                found.map(|user| (user, None))
            }
        };
        found.map_err(|error| match error.kind() {
            pure_core::ErrorKind::NotFound => Refusal::session(),
            _ => error.into(),
        })
    }

    /// Ends the session. An access token ends by itself.
    pub(super) fn end(self, door: &Door) {
        if let Self::Session(token) = self {
            door.sessions.end(token);
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn what_is_in_the_headers() {
        let session = headers(&[("x-auth-token", "a"), ("authorization", "Bearer b")]);
        assert_eq!(
            Credential::of_headers(&session),
            Ok(Credential::Session("a"))
        );
        let access = headers(&[("authorization", "bearer b")]);
        assert_eq!(Credential::of_headers(&access), Ok(Credential::Access("b")));
        let cookie = headers(&[("cookie", "a=b; session=c")]);
        assert_eq!(Credential::of_cookie(&cookie), Ok(Credential::Session("c")));
        for none in [&[][..], &[("authorization", "Basic b")]] {
            assert!(Credential::of_headers(&headers(none)).is_err());
        }
    }
}
