use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use pure_core::user::{Password, Role};

use super::*;
use crate::test_door::{TestDoor, ask};

fn get(cookie: &str, path: &str) -> Request<Body> {
    let request = Request::builder().uri(path).header(COOKIE, cookie);
    request.body(Body::empty()).unwrap()
}

fn form(path: &str, form: &str) -> Request<Body> {
    let request = Request::builder().method("POST").uri(path);
    let request = request
        .header("host", "array")
        .header(ORIGIN, "https://array")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(Body::from(form.to_owned())).unwrap()
}

/// A console, and the cookie of a session of `pureuser`.
fn log_in(test: &TestDoor) -> (Router, String) {
    let (_, ending) = watch::channel(false);
    let router = router(Arc::clone(&test.door), ending);
    let (head, body) = test.ask(&router, form(LOG_IN, "user=pureuser&password=pureuser"));
    assert_eq!(head.status(), 303, "{body}");
    let cookie = head.headers()[SET_COOKIE].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    (router, cookie)
}

#[test]
fn a_panic_ends_one_request_only() {
    let test = TestDoor::open();
    let (router, cookie) = log_in(&test);
    for _ in 0..40 {
        let (head, body) = test.ask(&router, get(&cookie, "/data-locking/panic"));
        assert_eq!(head.status(), 500);
        assert!(!body.contains("test asks"), "{body}");
    }
    let both = async {
        let panics = ask(router.clone(), get(&cookie, "/data-locking/panic"));
        tokio::join!(panics, ask(router.clone(), get(&cookie, "/drives")))
    };
    let ((one, _), (other, drives)) = test.runtime.block_on(both);
    assert_eq!((one.status().as_u16(), other.status().as_u16()), (500, 200));
    assert!(drives.contains("CH0.BAY1"), "{drives}");
}

#[test]
fn a_session_ends_after_half_an_hour_in_which_no_page_is_opened() {
    let test = TestDoor::open();
    let (router, cookie) = log_in(&test);
    let ask = |minutes: u64, is_live: bool| {
        test.door.time.skip(Duration::from_secs(60 * minutes));
        let mut asked = get(&cookie, "/drives");
        if is_live {
            asked.headers_mut().insert("x-live", "yes".parse().unwrap());
        }
        test.ask(&router, asked).0
    };
    for _ in 0..3 {
        assert_eq!(ask(29, false).status(), 200);
    }
    // A page that keeps itself up to date does not count.
    assert_eq!(ask(15, true).status(), 200);
    let ended = ask(15, false);
    assert_eq!(ended.status(), 303);
    assert_eq!(ended.headers()[LOCATION], LOG_IN);
    assert_eq!(ask(0, false).status(), 303, "it does not come back");
}

/// Each line is on one page, whichever event is asked for.
#[test]
fn the_log_goes_on_to_older_lines() {
    let test = TestDoor::open();
    let (router, cookie) = log_in(&test);
    let (users, anna) = (test.users(), "anna".parse().unwrap());
    let password = Password::new("correct horse".to_owned().into()).unwrap();
    users.create(&anna, Role::Readonly, &password).unwrap();
    for number in 0..230 {
        let role = [Role::OpsAdmin, Role::Readonly][number % 2];
        users.set_role(&anna, role).unwrap();
    }
    for event in ["", "user"] {
        let (mut path, mut rows) = (format!("/log?event={event}"), Vec::new());
        loop {
            let (_, body) = test.ask(&router, get(&cookie, &path));
            rows.push(body.matches("role changed").count());
            let Some((before, _)) = body.split_once("\">Older") else {
                break;
            };
            let (_, older) = before.rsplit_once("href=\"").unwrap();
            path = older.split('"').next().unwrap().replace("&#38;", "&");
        }
        assert_eq!(rows, [100, 100, 30], "{event}");
    }
}
