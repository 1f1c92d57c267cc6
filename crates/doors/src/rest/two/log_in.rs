//! Logging in and out.

use std::net::IpAddr;

use pure_core::ErrorKind;
use pure_core::user::User;

use crate::door::Door;
use crate::rest::call::Call;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;

/// Begins a session of the user whose API token that is, and returns its token.
///
/// # Errors
/// When it is nobody's, or has expired.
pub(in crate::rest) fn log_in(
    door: &Door,
    peer: IpAddr,
    token: &str,
) -> Result<(User, String), Refusal> {
    let user = door.users(None)?.by_token(token);
    match &user {
        Ok(_) => door.sessions.remember(peer, true),
        Err(error) if error.kind() == ErrorKind::Refused => door.sessions.remember(peer, false),
        Err(_) => {}
    }
    let user = user?;
    let session = door.sessions.begin(user.name.clone());
    let session = session.ok_or_else(Refusal::internal)?;
    door.sessions.is_still(&session, &user);
    Ok((user, session))
}

/// Ends the session.
pub(super) fn log_out(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.credential.end(call.door);
    Ok(Reply::empty())
}
