//! Servers that are no DSM, or a bad one: each is told for what it is, in time, and nothing it sends does harm.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pure_dsm::{Credential, Distrust, DsmError, Roots, Session, Settings};
use pure_testing::{
    Authority, ClientAuthentication, Leaf, Listener, TLS_VERSIONS, TlsStream, closed_port, dns,
    end_at, server_config,
};
use secrecy::SecretString;

const GRANTED: &str =
    r#"{"access_token":"token","entity_id":"1","expires_in":600,"token_type":"Bearer"}"#;
const PASSWORD: &str = "correct horse";

fn user() -> Credential {
    Credential::User {
        email: "anna@example.com".to_owned(),
        password: SecretString::from(PASSWORD),
    }
}

fn settings(port: u16, roots: &Authority) -> Settings {
    Settings {
        address: format!("https://localhost:{port}").parse().unwrap(),
        roots: Roots::from_pem(&roots.pem()).unwrap(),
        proxy: None,
        now: None,
        time: Some(Duration::from_secs(2)),
    }
}

/// The head of a request: method and path.
fn read_head(stream: &mut impl Read) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    Ok(head.lines().next().unwrap_or_default().to_owned())
}

fn response(status: &str, body: &str) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

/// A server that grants log-ins, and answers all else by `answer`.
fn serving(
    leaf: &Leaf,
    answer: impl Fn(&str, &mut TlsStream) -> io::Result<()> + Send + Sync + 'static,
) -> Listener {
    let config = server_config(TLS_VERSIONS[1], leaf, ClientAuthentication::None);
    Listener::tls(config, move |stream| {
        loop {
            let request = read_head(stream)?;
            if request.contains("/session/auth") {
                stream.write_all(&response("200 OK", GRANTED))?;
            } else if request.contains("/session/") {
                stream.write_all(&response("204 No Content", ""))?;
            } else {
                answer(&request, stream)?;
            }
        }
    })
}

/// What comes of a request for the groups.
fn groups(answer: impl Fn(&mut TlsStream) -> io::Result<()> + Send + Sync + 'static) -> DsmError {
    let root = Authority::root("Root");
    let server = serving(&root.server(|_| {}), move |_, stream| answer(stream));
    let session = Session::begin(&settings(server.port(), &root), &user()).unwrap();
    let error = session.groups().unwrap_err();
    let shown = format!("{error} {error:?} {session:?}");
    assert!(
        !shown.contains("token\"") && !shown.contains("horse"),
        "{shown}"
    );
    assert!(
        !error.to_string().contains(|c: char| c.is_control()),
        "{error:?}"
    );
    assert!(error.to_string().chars().count() < 500);
    error
}

fn sending(bytes: Vec<u8>) -> DsmError {
    groups(move |stream| stream.write_all(&bytes))
}

#[test]
fn whoever_is_not_trusted_is_sent_no_password() {
    let (root, other) = (Authority::root("Root"), Authority::root("Other"));
    for (leaf, trusted, expected) in [
        (root.server(|_| {}), &other, Distrust::Issuer),
        (
            root.server(|it| end_at(it, 1_000_000_000)),
            &root,
            Distrust::Expired,
        ),
        (
            root.server(|it| it.subject_alt_names = vec![dns("elsewhere")]),
            &root,
            Distrust::Name,
        ),
    ] {
        let asked = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&asked);
        let config = server_config(TLS_VERSIONS[1], &leaf, ClientAuthentication::None);
        let server = Listener::tls(config, move |stream| {
            let mut byte = [0];
            seen.fetch_add(stream.read(&mut byte)?, Ordering::SeqCst);
            Ok(())
        });
        let error = Session::begin(&settings(server.port(), trusted), &user()).unwrap_err();
        match error {
            DsmError::Untrusted { fault, .. } => assert_eq!(fault, expected),
            error => panic!("{expected:?}: {error:?}"),
        }
        drop(server);
        assert_eq!(asked.load(Ordering::SeqCst), 0, "{expected:?}");
    }
}

#[test]
fn nobody_and_whoever_speaks_something_else() {
    let root = Authority::root("Root");
    let begin = |port| Session::begin(&settings(port, &root), &user()).unwrap_err();
    let error = begin(closed_port());
    assert!(matches!(error, DsmError::Unreachable { .. }), "{error:?}");
    let plain = Listener::sending(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    let error = begin(plain.port());
    assert!(matches!(error, DsmError::Unreachable { .. }), "{error:?}");
    // Silent before the handshake.
    let silent = Listener::tcp(|mut stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let start = Instant::now();
    let error = begin(silent.port());
    assert!(matches!(error, DsmError::TimedOut { .. }), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_log_in_that_gives_no_token() {
    let root = Authority::root("Root");
    let leaf = root.server(|_| {});
    for (status, body) in [
        ("200 OK", "{}"),
        ("200 OK", "[]"),
        ("200 OK", "<html>Log in</html>"),
        (
            "200 OK",
            "{\"access_token\":\"a\\r\\nHost: b\",\"entity_id\":\"\"}",
        ),
        ("200 OK", "{\"access_token\":null}"),
        ("204 No Content", ""),
    ] {
        let config = server_config(TLS_VERSIONS[1], &leaf, ClientAuthentication::None);
        let sent = response(status, body);
        let server = Listener::tls(config, move |stream| {
            read_head(stream)?;
            stream.write_all(&sent)
        });
        let error = Session::begin(&settings(server.port(), &root), &user()).unwrap_err();
        assert!(
            matches!(error, DsmError::Garbled { .. }),
            "{body}: {error:?}"
        );
    }
}

#[test]
fn no_redirection_is_followed() {
    let elsewhere = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&elsewhere);
    let other = Listener::tcp(move |_| {
        seen.fetch_add(1, Ordering::SeqCst);
    });
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let to = format!("https://localhost:{}/", other.port());
        let head = format!("HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
        match sending(head.into_bytes()) {
            DsmError::Redirected { to: told, .. } => assert_eq!(told, to),
            error => panic!("{status}: {error:?}"),
        }
    }
    assert_eq!(elsewhere.load(Ordering::SeqCst), 0);
}

#[test]
fn what_is_no_list_of_groups() {
    for body in [
        "",
        "{}",
        "{",
        "null",
        "\u{1b}[2J",
        "[{}]",
        "[1]",
        "[{\"group_id\":1,\"name\":2}]",
    ] {
        let error = sending(response("200 OK", body));
        assert!(
            matches!(error, DsmError::Garbled { .. }),
            "{body}: {error:?}"
        );
    }
    let deep = "[".repeat(1_000_000);
    let error = sending(response("200 OK", &deep));
    assert!(matches!(error, DsmError::Garbled { .. }), "{error:?}");
    for bytes in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[]"[..],
        b"HTTP/9 what\r\n\r\n",
        b"",
    ] {
        let sent = bytes.to_vec();
        let error = groups(move |stream| {
            stream.write_all(&sent)?;
            Err(io::ErrorKind::ConnectionAborted.into())
        });
        assert!(
            matches!(error, DsmError::Garbled { .. } | DsmError::TimedOut { .. }),
            "{error:?}"
        );
    }
}

#[test]
fn what_a_server_says_is_one_line() {
    let text = format!("no\r\n\x1b]0;title\x07 \u{202e}{}", "x".repeat(1_000_000));
    match sending(response("500 Broken", &text)) {
        DsmError::Refused { status: 500, text } => assert!(text.starts_with("no ]0;title xxx")),
        error => panic!("{error:?}"),
    }
    let error = sending(response("401 Unauthorized", "over\nand out"));
    assert_eq!(error.to_string(), "The log-in is refused: over and out.");
}

#[test]
fn a_body_without_end_is_given_up() {
    let error = groups(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        let part = [b' '; 1 << 16];
        loop {
            write!(stream, "{:x}\r\n", part.len())?;
            stream.write_all(&part)?;
            stream.write_all(b"\r\n")?;
        }
    });
    let expected = "it sends more than 16 MiB";
    assert!(error.to_string().contains(expected), "{error:?}");
}

#[test]
fn whoever_hangs_or_trickles_is_not_waited_for() {
    let hang: fn(&mut TlsStream) -> io::Result<()> = |stream| {
        stream.flush()?;
        std::thread::sleep(Duration::from_secs(6));
        Ok(())
    };
    let trickle: fn(&mut TlsStream) -> io::Result<()> = |stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
        for _ in 0..60 {
            stream.write_all(b" ")?;
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    };
    for answer in [hang, trickle] {
        let start = Instant::now();
        let error = groups(answer);
        assert!(
            matches!(error, DsmError::TimedOut { seconds: 2, .. }),
            "{error:?}"
        );
        // With the log-out.
        assert!(
            start.elapsed() < Duration::from_secs(6),
            "{:?}",
            start.elapsed()
        );
    }
}

#[test]
fn a_list_that_does_not_end_is_given_up() {
    let root = Authority::root("Root");
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let group = |number: usize| format!(r#"{{"group_id":"{number}","name":"g"}}"#);
    let server = serving(&root.server(|_| {}), move |_, stream| {
        let page = count.fetch_add(1, Ordering::SeqCst);
        let all: Vec<String> = (0..1000).map(|it| group(page * 1000 + it)).collect();
        stream.write_all(&response("200 OK", &format!("[{}]", all.join(","))))
    });
    let mut settings = settings(server.port(), &root);
    settings.time = None;
    let session = Session::begin(&settings, &user()).unwrap();
    let error = session.groups().unwrap_err();
    assert!(
        error.to_string().contains("its list has no end"),
        "{error:?}"
    );
    assert_eq!(asked.load(Ordering::SeqCst), 1001);
}

#[test]
fn one_that_knows_no_pages_is_asked_twice() {
    let root = Authority::root("Root");
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = serving(&root.server(|_| {}), move |_, stream| {
        count.fetch_add(1, Ordering::SeqCst);
        let all = (0..1000).map(|it| format!(r#"{{"group_id":"{it}","name":"g{it}"}}"#));
        let all: Vec<String> = all.collect();
        stream.write_all(&response("200 OK", &format!("[{}]", all.join(","))))
    });
    let session = Session::begin(&settings(server.port(), &root), &user()).unwrap();
    assert_eq!(session.groups().unwrap().len(), 1000);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[test]
fn a_session_ends_with_a_log_out() {
    let root = Authority::root("Root");
    let ended = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&ended);
    let config = server_config(
        TLS_VERSIONS[1],
        &root.server(|_| {}),
        ClientAuthentication::None,
    );
    let server = Listener::tls(config, move |stream| {
        loop {
            let request = read_head(stream)?;
            if request.contains("terminate") {
                count.fetch_add(1, Ordering::SeqCst);
            }
            stream.write_all(&response("200 OK", GRANTED))?;
        }
    });
    drop(Session::begin(&settings(server.port(), &root), &user()).unwrap());
    assert_eq!(ended.load(Ordering::SeqCst), 1);
}
