//! REST 2: what can be asked for, since which version, and what does it.

mod admins;
mod api_clients;
mod arrays;
mod certificate_id;
mod certificates;
mod fixed;
mod given;
mod hardware;
mod history;
mod kmip;
mod log_in;

use axum::http::Method;

use super::Action;
use super::call::Call;
use super::refusal::Refusal;
use super::reply::Reply;
use crate::version::{RestVersion, two};

pub(super) use given::{Given, make, replace, sign};
pub(super) use kmip::{ca_certificate, tested, uris};
pub(super) use log_in::log_in;

/// What answers a call.
type Work = fn(&Call<'_>) -> Result<Reply, Refusal>;

/// A path, and what can be done there.
struct Route {
    path: &'static str,
    /// The minor version since which it is there.
    since: u8,
    get: Option<Work>,
    post: Option<Work>,
    patch: Option<Work>,
    delete: Option<Work>,
    /// Whether users may change what is their own: then the work judges their roles.
    own: bool,
}

const NOWHERE: Route = Route {
    path: "",
    since: 0,
    get: None,
    post: None,
    patch: None,
    delete: None,
    own: false,
};

const fn read(path: &'static str, since: u8, get: Work) -> Route {
    Route {
        path,
        since,
        get: Some(get),
        ..NOWHERE
    }
}

/// What this array has. What it has nothing of, but clients ask for, is in [`fixed`].
const ROUTES: &[Route] = &[
    Route {
        path: "logout",
        post: Some(log_in::log_out),
        own: true,
        ..NOWHERE
    },
    Route {
        patch: Some(arrays::change),
        ..read("arrays", 0, arrays::list)
    },
    read("arrays/space", 0, arrays::space),
    read("controllers", 0, arrays::controllers),
    read("hardware", 0, hardware::list),
    read("drives", 0, hardware::drives),
    Route {
        post: Some(certificates::create),
        patch: Some(certificates::change),
        delete: Some(certificates::delete),
        ..read("certificates", 4, certificates::list)
    },
    Route {
        path: "certificates/certificate-signing-requests",
        since: 4,
        post: Some(certificates::request),
        ..NOWHERE
    },
    read("certificates/uses", 41, certificates::uses),
    Route {
        post: Some(kmip::create),
        patch: Some(kmip::change),
        delete: Some(kmip::delete),
        ..read("kmip", 2, kmip::list)
    },
    read("kmip/test", 2, kmip::test),
    Route {
        post: Some(admins::create),
        patch: Some(admins::change),
        delete: Some(admins::delete),
        own: true,
        ..read("admins", 0, admins::list)
    },
    Route {
        post: Some(admins::create_token),
        delete: Some(admins::delete_token),
        own: true,
        ..read("admins/api-tokens", 0, admins::tokens)
    },
    Route {
        post: Some(api_clients::create),
        patch: Some(api_clients::change),
        delete: Some(api_clients::delete),
        ..read("api-clients", 1, api_clients::list)
    },
    read("alerts", 0, history::alerts),
    read("audits", 0, history::audits),
    #[cfg(test)]
    read("panic", 0, |_| panic!("as the test asks")),
];

/// What answers a request of that method at `path`.
///
/// # Errors
/// When there is nothing at that path in that version, or it takes another method.
pub(super) fn action(version: RestVersion, path: &str, method: &Method) -> Result<Action, Refusal> {
    let route = ROUTES.iter().find(|route| route.path == path);
    let Some(route) = route.filter(|route| version >= two(route.since)) else {
        let is_there = fixed::is_there(path, version);
        return match (is_there, *method == Method::GET) {
            (false, _) => Err(Refusal::nothing_there()),
            (true, false) => Err(Refusal::method()),
            (true, true) => Ok(Action {
                changes: false,
                work: fixed::work(path),
            }),
        };
    };
    let work = match *method {
        Method::GET => route.get,
        Method::POST => route.post,
        Method::PATCH => route.patch,
        Method::DELETE => route.delete,
        _ => None,
    };
    Ok(Action {
        changes: *method != Method::GET && !route.own,
        work: work.ok_or_else(Refusal::method)?,
    })
}
