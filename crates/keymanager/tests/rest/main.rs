//! The REST API of the key manager: many at once, attackers, and what is told in the log.

mod client;

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kmip::enums::{CryptographicAlgorithm, ObjectType, Operation, UsageMask};
use kmip::operation::CreateRequest;
use kmip::{Attribute, ProtocolVersion, RequestMessage};
use pure_keymanager::model::{App, Event, EventFilter, EventKind, KeyOps};
use serde_json::Value;

use client::{Browser, Fixture, PASSWORD, USER, basic, open, read};

fn app(fixture: &Fixture) -> App {
    let groups = [fixture.group.clone()];
    let name = "flasharray".parse().unwrap();
    fixture.manager.create_app(&groups, &name, "kmip").unwrap()
}

/// A request of KMIP for a new key.
fn create() -> RequestMessage {
    let attributes = vec![
        Attribute::algorithm(CryptographicAlgorithm::Aes),
        Attribute::length(256),
        Attribute::usage_mask(UsageMask::ENCRYPT),
    ];
    RequestMessage::single(
        ProtocolVersion::V1_4,
        CreateRequest::new(ObjectType::SymmetricKey, attributes).into(),
    )
}

#[test]
fn twenty_change_one_app_by_page_rest_command_and_kmip_and_the_log_is_whole() {
    let fixture = Fixture::new();
    let app = app(&fixture);
    let bearer = fixture.log_in();
    let page = Browser::log_in(&fixture);
    // Of each kind as many, and an even number of switches in all.
    const ROUNDS: usize = 4;
    const OF_A_KIND: usize = 5;
    std::thread::scope(|scope| {
        for thread in 0..4 * OF_A_KIND {
            let (fixture, app, bearer, page) = (&fixture, &app, &bearer, &page);
            scope.spawn(move || {
                let other = open(&fixture.folder);
                for round in 0..ROUNDS {
                    let text = format!("{thread} {round}");
                    // One field each: what the others write stays.
                    match thread % 4 {
                        0 => {
                            let path = format!("/sys/v1/apps/{}", app.id);
                            let body = format!("{{\"description\":\"{text}\"}}");
                            let (status, answer) = fixture.ask("PATCH", &path, bearer, &body);
                            assert_eq!(status, 200, "{answer}");
                        }
                        1 => {
                            let changed = other.change_app(&app.id, |app| {
                                app.adds = KeyOps::EXPORT;
                                Ok(())
                            });
                            changed.unwrap();
                        }
                        2 => {
                            let response = other.respond(app, &create());
                            assert!(response.items[0].result.is_ok());
                        }
                        _ => page.switch(fixture, &app.id),
                    }
                }
            });
        }
    });
    let now = fixture.manager.app(&app.id).unwrap();
    assert!(now.description.is_some() && now.adds == KeyOps::EXPORT && now.name == "flasharray");
    assert!(now.enabled, "it was switched an even number of times");
    let filter = EventFilter {
        limit: 10_000,
        ..EventFilter::default()
    };
    let events = fixture.manager.events(&filter).unwrap();
    let count = |door: &str, action: &str| {
        let own = events
            .iter()
            .filter(|it| it.door == door && it.action == action && it.done);
        own.count()
    };
    for door in ["REST", "command", "web"] {
        assert_eq!(count(door, "change app"), OF_A_KIND * ROUNDS, "{door}");
    }
    let made = OF_A_KIND * ROUNDS;
    assert_eq!(count("KMIP", &Operation::Create.to_string()), made);
    assert_eq!(fixture.manager.keys(None).unwrap().len(), made);
    let numbers: Vec<i64> = events.iter().map(|event| event.number).collect();
    assert!(
        numbers.is_sorted_by(|a, b| *a == b + 1),
        "none is missing: {numbers:?}"
    );
    for door in ["REST", "web"] {
        let mut own = events
            .iter()
            .filter(|it| it.door == door && it.action == "change app");
        let told = |it: &Event| (it.name.clone(), it.client.clone());
        assert!(own.all(|it| told(it) == (USER.to_owned(), Some("127.0.0.1".to_owned()))));
    }
}

#[test]
#[ignore = "takes a minute or more: cargo xtask test --all"]
fn two_thousand_log_ins_do_not_stop_kmip() {
    let fixture = Fixture::new();
    let app = app(&fixture);
    const LOG_INS: usize = 2000;
    const THREADS: usize = 20;
    let (over, served) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let response = fixture.manager.respond(&app, &create());
                assert!(response.items[0].result.is_ok());
                served.fetch_add(1, Ordering::Relaxed);
            }
        });
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for number in 0..LOG_INS / THREADS {
                        // So few are wrong that nobody waits for them.
                        let is_right = number % 50 != 0;
                        let secret = if is_right { PASSWORD } else { "wrong horse" };
                        let path = "/sys/v1/session/auth";
                        let (status, _) = fixture.ask("POST", path, &basic(USER, secret), "");
                        assert_eq!(status, if is_right { 200 } else { 401 });
                    }
                });
            }
        });
        over.store(true, Ordering::Relaxed);
    });
    let served = served.load(Ordering::Relaxed);
    assert!(served >= LOG_INS / 2, "{served} keys were made meanwhile");
    let filter = EventFilter {
        kind: Some(EventKind::Auth.as_str().to_owned()),
        limit: 10_000,
        ..EventFilter::default()
    };
    let events = fixture.manager.events(&filter).unwrap();
    assert_eq!(events.len(), LOG_INS);
    assert_eq!(
        events.iter().filter(|event| !event.done).count(),
        LOG_INS / 50
    );
    assert!(events.iter().all(|event| !event.message.contains("horse")));
}

#[test]
fn whoever_fails_again_and_again_has_to_wait() {
    let fixture = Fixture::new();
    let app = app(&fixture);
    let log_in = |name: &str, secret: &str| {
        let begin = Instant::now();
        let path = "/sys/v1/session/auth";
        let (status, _) = fixture.ask("POST", path, &basic(name, secret), "");
        (status, begin.elapsed())
    };
    let wait = Duration::from_secs(2);
    let right = fixture.manager.api_key(&app).unwrap();
    for (name, secret) in [(USER, PASSWORD), (app.id.as_str(), right.as_str())] {
        for _ in 0..5 {
            assert_eq!(log_in(name, "wrong horse").0, 401);
        }
        // The right one, too, and when it is tried many times at once.
        std::thread::scope(|scope| {
            let tried: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| log_in(name, secret)))
                .collect();
            let tried = tried.into_iter().map(|it| it.join().unwrap());
            let (statuses, times): (Vec<_>, Vec<_>) = tried.unzip();
            assert_eq!(statuses, [200; 3]);
            assert!(times.iter().any(|time| *time >= wait), "{times:?}");
        });
    }
    // By the pages as well, and both count together.
    let form = |password: &str| {
        let form = format!("email={}&password={password}", USER.replace('@', "%40"));
        fixture.submit("/log-in", &form).0
    };
    for number in 0..5 {
        match number % 2 {
            0 => assert_eq!(form("wrong+horse"), 401),
            _ => assert_eq!(log_in(USER, "wrong horse").0, 401),
        }
    }
    let begin = Instant::now();
    assert_eq!(form("correct+horse"), 303);
    assert!(begin.elapsed() >= wait);
}

#[test]
fn what_nobody_should_send_stops_nobody() {
    let fixture = Fixture::new();
    let bearer = fixture.log_in();
    // Silent before the handshake, silent after it, and in the middle of a body.
    let silent: Vec<_> = (0..600).map(|_| fixture.connect_tcp()).collect();
    let mut slow = fixture.connect();
    slow.write_all(b"POST /sys/v1/groups HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        .unwrap();
    let (status, _) = fixture.ask("GET", "/sys/v1/version", "", "");
    assert_eq!(status, 200);
    drop(silent);

    let mut tls = fixture.connect();
    let head = format!(
        "GET /sys/v1/version HTTP/1.1\r\nX: {}\r\n\r\n",
        "x".repeat(100_000)
    );
    let _ = tls.write_all(head.as_bytes());
    let (status, _) = read(&mut tls);
    assert!(status == 431 || status == 0, "{status}");
    let long = format!("{{\"name\":\"{}\"}}", "x".repeat(300_000));
    let mut tls = fixture.connect();
    let head = format!(
        "POST /sys/v1/groups HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer}\r\nContent-Length: {}\r\n\r\n",
        long.len()
    );
    let _ = tls.write_all(head.as_bytes());
    let _ = tls.write_all(long.as_bytes());
    tls.sock
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let (status, _) = read(&mut tls);
    assert!(status == 413 || status == 0, "{status}");
    for (method, path, body, expected) in [
        ("POST", "/sys/v1/groups", "{", 400),
        ("POST", "/sys/v1/groups", "{\"name\": 7}", 400),
        ("POST", "/sys/v1/groups", "{\"name\": \"a/b\"}", 400),
        ("GET", "/sys/v1/groups/..%2f..", "", 404),
        ("GET", "/crypto/v1/keys?limit=-1", "", 400),
        ("GET", "/crypto/v1/keys?limit=0&start=%00", "", 200),
        ("TRACE", "/sys/v1/groups", "", 405),
        ("GET", "/etc/passwd", "", 404),
    ] {
        let (status, answer) = fixture.ask(method, path, &bearer, body);
        assert_eq!(status, expected, "{method} {path} {body}: {answer}");
    }
    for authorization in ["Bearer x", "Basic x", "Basic Og==", "Digest", ""] {
        let (status, answer) = fixture.ask("GET", "/sys/v1/groups", authorization, "");
        assert_eq!(status, 401, "{authorization}: {answer}");
    }
}

#[test]
fn who_may_not_does_not() {
    let fixture = Fixture::new();
    let app = app(&fixture);
    let other = fixture.manager.account(None).unwrap();
    let group = fixture
        .manager
        .create_group(&other, &"secret".parse().unwrap())
        .unwrap();
    let key = fixture
        .manager
        .create_key(&group, &"hidden".parse().unwrap(), true)
        .unwrap();
    let secret = fixture.manager.api_key(&app).unwrap();
    let basic = basic(&app.id, &secret);
    let ask = |method: &str, path: &str, body: &str| fixture.ask(method, path, &basic, body).0;
    let hidden = format!("/crypto/v1/keys/{}", key.row.id);
    assert_eq!(ask("GET", &hidden, ""), 404);
    assert_eq!(ask("GET", &format!("{hidden}/export"), ""), 404);
    assert_eq!(ask("DELETE", &hidden, ""), 404);
    let (_, listed) = fixture.ask("GET", "/crypto/v1/keys", &basic, "");
    assert_eq!(listed, "[]");
    for (method, path) in [
        ("GET", "/sys/v1/users"),
        ("GET", "/sys/v1/logs"),
        ("POST", "/sys/v1/groups"),
        ("POST", "/sys/v1/apps"),
    ] {
        assert_eq!(ask(method, path, "{\"name\":\"x\"}"), 403, "{path}");
    }
    let credential = format!("/sys/v1/apps/{}/credential", app.id);
    assert_eq!(ask("GET", &credential, ""), 403);
    fixture
        .manager
        .change_app(&app.id, |app| {
            app.enabled = false;
            Ok(())
        })
        .unwrap();
    assert_eq!(ask("GET", "/crypto/v1/keys", ""), 401);
}

#[test]
fn sessions_end_when_what_they_were_begun_with_changes() {
    let fixture = Fixture::new();
    let bearer = fixture.log_in();
    let ask = |bearer: &str| fixture.ask("GET", "/sys/v1/groups", bearer, "").0;
    assert_eq!(ask(&bearer), 200);
    let text = zeroize::Zeroizing::new("battery staple".to_owned());
    let password = pure_keymanager::model::Password::new(text).unwrap();
    // By another process.
    open(&fixture.folder).set_password(USER, &password).unwrap();
    assert_eq!(ask(&bearer), 401);

    let app = app(&fixture);
    let secret = fixture.manager.api_key(&app).unwrap();
    let path = "/sys/v1/session/auth";
    let (_, answer) = fixture.ask("POST", path, &basic(&app.id, &secret), "");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    assert_eq!(ask(&bearer), 200);
    fixture.manager.reset_api_key(&app, None).unwrap();
    assert_eq!(ask(&bearer), 401);
}

#[test]
fn account_group_and_app_say_what_keys_get_besides() {
    let fixture = Fixture::new();
    let (bearer, app) = (fixture.log_in(), app(&fixture));
    let ask = |method: &str, path: &str, body: &str| {
        let (status, answer) = fixture.ask(method, path, &bearer, body);
        (
            status,
            serde_json::from_str::<Value>(&answer).unwrap_or_default(),
        )
    };
    let with = |ops: &str| {
        format!(
            r#"{{"client_configurations":{{"kmip":{{"key_ops_override":{{"add_key_ops":{ops}}}}}}}}}"#
        )
    };
    for path in [
        format!("/sys/v1/accounts/{}", fixture.group.account_id),
        format!("/sys/v1/groups/{}", fixture.group.id),
        format!("/sys/v1/apps/{}", app.id),
    ] {
        let named = |answer: &Value| {
            let ops = &answer["client_configurations"]["kmip"]["key_ops_override"]["add_key_ops"];
            ops.clone()
        };
        let (status, before) = ask("GET", &path, "");
        assert_eq!((status, named(&before)), (200, Value::Null), "{path}");
        let (status, changed) = ask("PATCH", &path, &with(r#"["EXPORT"]"#));
        assert_eq!(
            (status, named(&changed)),
            (200, serde_json::json!(["EXPORT"])),
            "{path}"
        );
        // What is not said stays.
        let (_, renamed) = ask(
            "PATCH",
            &path,
            r#"{"description":"more","client_configurations":null}"#,
        );
        assert_eq!(named(&renamed), serde_json::json!(["EXPORT"]), "{path}");
        for wrong in [r#"["DECRYPT"]"#, "7", r#"[7]"#] {
            assert_eq!(ask("PATCH", &path, &with(wrong)).0, 400, "{path} {wrong}");
        }
        assert_eq!(
            named(&ask("GET", &path, "").1),
            serde_json::json!(["EXPORT"])
        );
        let (_, cleared) = ask("PATCH", &path, &with("[]"));
        assert_eq!(named(&cleared), Value::Null, "{path}");
    }
}
