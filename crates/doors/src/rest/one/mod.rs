//! REST 1.0 to 1.19, for the `purestorage` library and old scripts: sessions, the array, certificates and
//! KMIP servers. Parameters come in the body, also of a GET.

mod array;
mod cert;
mod kmip;
mod log_in;

use axum::http::Method;

use super::Action;
use super::call::Call;
use super::refusal::Refusal;
use super::reply::Reply;

pub(super) use log_in::log_in;

type Work = fn(&Call<'_>) -> Result<Reply, Refusal>;

/// What answers a request of that method at `path`, and the object that the path names.
///
/// # Errors
/// When there is nothing at that path, or it takes another method.
pub(super) fn action<'a>(
    path: &'a str,
    method: &Method,
) -> Result<(Action, Option<&'a str>), Refusal> {
    let parts: Vec<&str> = path.split('/').collect();
    let (get, post, put, delete, object) = at(&parts).ok_or_else(Refusal::nothing_there)?;
    let work = match *method {
        Method::GET => get,
        Method::POST => post,
        Method::PUT => put,
        Method::DELETE => delete,
        _ => None,
    };
    let action = Action {
        changes: *method != Method::GET && path != "auth/session",
        work: work.ok_or_else(Refusal::method)?,
    };
    Ok((action, object))
}

/// What there is at a path for GET, POST, PUT and DELETE, and the object that it names.
type At<'a> = (
    Option<Work>,
    Option<Work>,
    Option<Work>,
    Option<Work>,
    Option<&'a str>,
);

fn at<'a>(parts: &[&'a str]) -> Option<At<'a>> {
    Some(match parts {
        ["auth", "session"] => (None, None, None, Some(log_in::log_out), None),
        ["array"] => (Some(array::get), None, Some(array::set), None, None),
        ["cert"] => (Some(cert::list), None, Some(cert::set), None, None),
        ["cert", "certificate_signing_request"] => (Some(cert::request), None, None, None, None),
        ["cert", "certificate_signing_request", name] => {
            (Some(cert::request), None, None, None, Some(name))
        }
        ["cert", name] => (
            Some(cert::get),
            Some(cert::create),
            Some(cert::set),
            Some(cert::delete),
            Some(name),
        ),
        ["kmip"] => (Some(kmip::list), None, None, None, None),
        ["kmip", name] => (
            Some(kmip::get),
            Some(kmip::create),
            Some(kmip::set),
            Some(kmip::delete),
            Some(name),
        ),
        _ => return None,
    })
}
