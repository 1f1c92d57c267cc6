use axum::body::Body;
use axum::http::Request;
use axum::http::header::COOKIE;
use pure_core::Purity;
use pure_core::certificate::{KeySpec, SelfSigned};
use serde_json::Value;

use super::*;
use crate::test_door::{TestDoor, ask};

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

fn get(session: &str, path: &str) -> Request<Body> {
    let path = format!("/api/2.56/{path}");
    request("GET", &path, &[("x-auth-token", session)])
}

/// A session of REST 2.
fn log_in(test: &TestDoor, router: &Router) -> String {
    let token = test.token();
    let login = request("POST", "/api/2.26/login", &[("api-token", &token)]);
    let (head, body) = test.ask(router, login);
    assert_eq!(head.status(), 200, "{body}");
    head.headers()["x-auth-token"].to_str().unwrap().to_owned()
}

#[test]
fn a_panic_ends_one_request_only() {
    let test = TestDoor::open();
    let router = router(Arc::clone(&test.door));
    let session = log_in(&test, &router);
    // More than there are threads for requests.
    for _ in 0..40 {
        let (head, body) = test.ask(&router, get(&session, "panic"));
        assert_eq!(head.status(), 500);
        assert!(
            body.contains("errors") && !body.contains("test asks"),
            "{body}"
        );
    }
    let both = async {
        let panics = ask(router.clone(), get(&session, "panic"));
        tokio::join!(panics, ask(router.clone(), get(&session, "arrays")))
    };
    let ((one, _), (other, arrays)) = test.runtime.block_on(both);
    assert_eq!((one.status().as_u16(), other.status().as_u16()), (500, 200));
    assert!(arrays.contains("pure01"), "{arrays}");
}

#[test]
fn a_session_ends_after_half_an_hour_in_which_nothing_is_asked() {
    let test = TestDoor::open();
    let router = router(Arc::clone(&test.door));
    let session = log_in(&test, &router);
    let is_there = |minutes: u64| {
        test.door.time.skip(Duration::from_secs(60 * minutes));
        let (head, _) = test.ask(&router, get(&session, "arrays"));
        head.status() == 200
    };
    assert!(is_there(29) && is_there(29) && is_there(29));
    assert!(!is_there(30));
    assert!(!is_there(0), "it does not come back");
    // That of REST 1 too.
    let token = serde_json::json!({ "api_token": renewed(&test) }).to_string();
    let mut login = request("POST", "/api/1.19/auth/session", &[]);
    *login.body_mut() = Body::from(token);
    let (head, body) = test.ask(&router, login);
    assert_eq!(head.status(), 200, "{body}");
    let cookie = head.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let is_there = |minutes: u64| {
        test.door.time.skip(Duration::from_secs(60 * minutes));
        let asked = request("GET", "/api/1.19/array", &[(COOKIE.as_str(), &cookie)]);
        test.ask(&router, asked).0.status() == 200
    };
    assert!(is_there(29) && !is_there(30));
}

/// Another API token in place of the first.
fn renewed(test: &TestDoor) -> String {
    let name = "pureuser".parse().unwrap();
    test.users().delete_token(&name).unwrap();
    test.token()
}

#[test]
fn a_certificate_is_found_by_its_identifier_and_no_other_by_it() {
    let test = TestDoor::open();
    let router = router(Arc::clone(&test.door));
    let session = log_in(&test, &router);
    let open = || Purity::open(test.door.context()).unwrap();
    let create = |name: &str| {
        let options = SelfSigned {
            key: KeySpec::Ec,
            ..SelfSigned::default()
        };
        let name = name.parse().unwrap();
        open().create_certificate(&name, &options).unwrap();
    };
    let found = |query: &str| -> Result<Vec<(String, String)>, String> {
        let (head, body) = test.ask(&router, get(&session, &format!("certificates?{query}")));
        if head.status() != 200 {
            return Err(body);
        }
        let body: Value = serde_json::from_str(&body).unwrap();
        let text = |item: &Value, field: &str| item[field].as_str().unwrap().to_owned();
        let items = body["items"].as_array().unwrap().iter();
        Ok(items
            .map(|item| (text(item, "id"), text(item, "name")))
            .collect())
    };
    create("one");
    create("two");
    let all = found("").unwrap();
    assert_eq!(all.len(), 3);
    let ids: Vec<&str> = all.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(found(&format!("ids={}", ids.join(","))).unwrap(), all);
    assert_eq!(
        found(&format!("ids={}", ids[1].to_uppercase())).unwrap()[0],
        all[1]
    );
    let (id, name) = all.last().unwrap().clone();
    assert_eq!(
        found(&format!("ids={id}&filter=name='{name}'"))
            .unwrap()
            .len(),
        1
    );
    // Its number goes to another certificate, its identifier to none.
    open().delete_certificate(&name.parse().unwrap()).unwrap();
    assert!(
        found(&format!("ids={id}"))
            .unwrap_err()
            .contains("does not exist")
    );
    create("three");
    assert!(
        found(&format!("ids={id}"))
            .unwrap_err()
            .contains("does not exist")
    );
    for wrong in ["1", "", "00000000-0000-8000-8000-000000000000", "%ff"] {
        let came = found(&format!("ids={},{wrong}x", ids[0]));
        assert!(came.unwrap_err().contains("does not exist"), "{wrong}");
    }
}
