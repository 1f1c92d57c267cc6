//! Clients that are slow, silent, many, or talk nonsense.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use kmip::enums::{ResultReason, SecretDataType};
use kmip::operation::{QueryRequest, RegisterRequest, RequestPayload};
use kmip::{Failure, KeyBlock, ManagedObject, RequestMessage, ResponseMessage};
use pure_keymanager::Limits;
use zeroize::Zeroizing;

use crate::fixture::Fixture;
use crate::session::Session;

const SHORT: Duration = Duration::from_millis(300);

fn impatient() -> Limits {
    Limits {
        message: SHORT,
        idle: SHORT,
        ..Limits::default()
    }
}

fn connect(fixture: &Fixture) -> TcpStream {
    let tcp = TcpStream::connect(fixture.address).unwrap();
    tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    tcp
}

/// How long it takes the key manager to close.
fn closes_after(mut tcp: &TcpStream, begun: Instant) -> Duration {
    let mut rest = Vec::new();
    // Whether it closes or resets does not matter.
    let _ = tcp.read_to_end(&mut rest);
    begun.elapsed()
}

fn query() -> RequestMessage {
    let version = kmip::ProtocolVersion::V1_4;
    RequestMessage::single(version, QueryRequest::default().into())
}

/// A request of about that many bytes.
fn large(bytes: usize) -> RequestPayload {
    let block = KeyBlock::new(kmip::enums::KeyFormatType::Opaque)
        .with_material(Zeroizing::new(vec![1; bytes]));
    RegisterRequest::new(
        Vec::new(),
        ManagedObject::SecretData {
            kind: SecretDataType::Password,
            block,
        },
    )
    .into()
}

fn only_failure(response: &ResponseMessage) -> Failure {
    let [item] = response.items.as_slice() else {
        panic!("{response:?}")
    };
    item.result.clone().expect_err("it was done")
}

#[test]
fn silent_clients_are_sent_away_and_hold_up_nobody() {
    let fixture = Fixture::with_limits(impatient());
    let begun = Instant::now();
    let silent: Vec<TcpStream> = (0..50).map(|_| connect(&fixture)).collect();
    let mut client = fixture.session();
    let id = client.create("k");
    client.get(&id).unwrap();
    for tcp in &silent {
        let after = closes_after(tcp, begun);
        assert!(after >= SHORT, "{after:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_client_that_drips_is_sent_away() {
    let fixture = Fixture::with_limits(impatient());
    let mut tcp = connect(&fixture);
    let mut dripping = tcp.try_clone().unwrap();
    let begun = Instant::now();
    std::thread::spawn(move || {
        // The beginning of a handshake, a byte at a time.
        for byte in [0x16, 3, 1, 2, 0].into_iter().chain([0; 200]) {
            if dripping.write_all(&[byte]).is_err() {
                break;
            }
            std::thread::sleep(SHORT / 10);
        }
    });
    let after = closes_after(&tcp, begun);
    assert!(after < SHORT * 10, "{after:?}");
    let _ = tcp.shutdown(Shutdown::Both);
    let _ = tcp.flush();

    // The same within a request.
    let mut session = Session::open(&fixture, Some(&fixture.identity("slow", &["storage"])));
    let request = query().encode();
    session.write(&request).unwrap();
    session.read().unwrap();
    let begun = Instant::now();
    let mut written = 0;
    for byte in request.iter() {
        if session.write(&[*byte]).is_err() {
            break;
        }
        written += 1;
        std::thread::sleep(SHORT / 10);
    }
    assert!(session.read().is_err());
    assert!(written < request.len(), "it was patient: {written}");
    assert!(begun.elapsed() < SHORT * 10);
}

#[test]
fn a_known_client_may_be_silent_for_a_while() {
    let limits = Limits {
        idle: SHORT * 4,
        ..impatient()
    };
    let fixture = Fixture::with_limits(limits);
    let mut client = fixture.session();
    for _ in 0..3 {
        client.exchange(&query()).unwrap();
        std::thread::sleep(SHORT * 2);
    }
    std::thread::sleep(SHORT * 4);
    assert!(client.exchange(&query()).is_err());
}

#[test]
fn when_there_are_too_many_strangers_go_first() {
    let limits = Limits {
        max_connections: 8,
        ..Limits::default()
    };
    let fixture = Fixture::with_limits(limits);
    let mut client = fixture.session();
    let id = client.create("k");
    let strangers: Vec<TcpStream> = (0..40).map(|_| connect(&fixture)).collect();
    // Those who came first are gone, at once.
    let begun = Instant::now();
    for tcp in &strangers[..30] {
        closes_after(tcp, begun);
    }
    assert!(begun.elapsed() < Duration::from_secs(5));
    client.get(&id).unwrap();
    // A new client finds a place, too.
    let mut second = Session::open(&fixture, Some(&fixture.identity("second", &["storage"])));
    second.get(&id).unwrap();
    drop(strangers);
    client.get(&id).unwrap();
}

#[test]
fn when_all_are_known_the_most_silent_goes() {
    let limits = Limits {
        max_connections: 2,
        ..Limits::default()
    };
    let fixture = Fixture::with_limits(limits);
    let identity = fixture.identity("flasharray", &["storage"]);
    let open = || {
        let mut session = Session::open(&fixture, Some(&identity));
        session.exchange(&query()).unwrap();
        session
    };
    let (mut first, mut second) = (open(), open());
    first.exchange(&query()).unwrap();
    let mut third = open();
    assert!(second.exchange(&query()).is_err());
    first.exchange(&query()).unwrap();
    third.exchange(&query()).unwrap();
}

#[test]
fn nonsense_is_answered_and_ends_the_conversation() {
    let fixture = Fixture::new();
    let identity = fixture.identity("flasharray", &["storage"]);
    let mut too_long = query().encode().to_vec();
    too_long[4..8].copy_from_slice(&u32::MAX.to_be_bytes());
    let mut no_structure = query().encode().to_vec();
    no_structure[3] = 2;
    let mut no_request = query().encode().to_vec();
    no_request[2] = 0x7B;
    let mut deep = Vec::new();
    for depth in (0..100_u32).rev() {
        deep.extend_from_slice(&[0x42, 0, 0x78, 1]);
        deep.extend_from_slice(&(depth * 8).to_be_bytes());
    }
    for bytes in [
        too_long.as_slice(),
        &no_structure,
        &no_request,
        &deep,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ] {
        let mut session = Session::open(&fixture, Some(&identity));
        session.write(bytes).unwrap();
        let response = session.read().unwrap();
        let response = ResponseMessage::decode(&response, &Default::default()).unwrap();
        assert_eq!(only_failure(&response).reason, ResultReason::InvalidMessage);
        assert!(session.read().is_err(), "it continues");
    }
    // What is not TLS ends at once.
    let mut tcp = connect(&fixture);
    let begun = Instant::now();
    tcp.write_all(b"SSH-2.0-OpenSSH_9.6\r\n").unwrap();
    assert!(closes_after(&tcp, begun) < Duration::from_secs(5));
}

#[test]
fn strangers_send_little() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let request = |bytes| RequestMessage::single(client.version, large(bytes));
    let (big, small) = (request(200_000), request(1000));
    let too_big = request(1 << 20);
    let response = client.exchange(&big).unwrap();
    response.items[0].result.clone().unwrap();

    let mut stranger = Session::open(&fixture, None);
    let response = stranger.exchange(&small).unwrap();
    let reason = only_failure(&response).reason;
    assert_eq!(reason, ResultReason::AuthenticationNotSuccessful);
    // It is told, although it was still talking.
    for (session, request) in [(&mut stranger, &big), (&mut client, &too_big)] {
        let response = session.exchange(request).unwrap();
        let reason = only_failure(&response).reason;
        assert_eq!(reason, ResultReason::InvalidMessage);
    }
}
