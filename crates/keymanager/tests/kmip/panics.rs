//! A panic ends one request, not the server: not the others' sessions, nor the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use kmip::RequestMessage;
use kmip::operation::QueryRequest;
use pure_keymanager::{KeyManager, Limits, Server};

use crate::fixture::{Fixture, NOW};
use crate::session::{Session, create};

/// A server whose clock panics when it is read for that many times more: in a handshake, before a
/// transaction, within one that reads or writes, after it.
fn with_bomb(fixture: Fixture) -> (Fixture, Arc<AtomicI64>) {
    let bomb = Arc::new(AtomicI64::new(0));
    let fuse = Arc::clone(&bomb);
    let clock = move || {
        assert_ne!(
            fuse.fetch_sub(1, Ordering::SeqCst),
            1,
            "as the test wants it"
        );
        NOW
    };
    let manager = KeyManager::open(fixture.folder.path(), Arc::new(clock)).unwrap();
    let limits = Limits {
        max_connections: 4,
        ..Limits::default()
    };
    let server = Server::bind(manager, "127.0.0.1:0", &[], limits).unwrap();
    let address = server.address();
    std::thread::spawn(move || server.run());
    (fixture.at(address), bomb)
}

/// Waits until no session reads the clock any more: they do after their response, too.
fn wait_until_quiet(bomb: &AtomicI64) {
    let mut before = i64::MAX;
    while before != bomb.load(Ordering::SeqCst) {
        before = bomb.load(Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_panic_ends_one_session_and_no_other() {
    let (fixture, bomb) = with_bomb(Fixture::new());
    let identity = fixture.identity("flasharray", &["storage"]);
    let bystander = fixture.identity("bystander", &["storage"]);
    let mut beside = Session::open(&fixture, Some(&bystander));
    let id = beside.create("k");
    let mut ended = 0;
    // More often than there are connections: each gives its place back.
    for readings in 1..=10 {
        let mut session = Session::open(&fixture, Some(&identity));
        wait_until_quiet(&bomb);
        bomb.store(readings, Ordering::SeqCst);
        let query = RequestMessage::single(session.version, QueryRequest::default().into());
        let write = RequestMessage::single(session.version, create(&[]).into());
        let done = session
            .exchange(&query)
            .and_then(|_| session.exchange(&write));
        ended += u32::from(done.is_err());
        bomb.store(0, Ordering::SeqCst);
        beside.get(&id).unwrap();
        let name = format!("after {readings}");
        let made = beside.create(&name);
        assert_eq!(beside.names(&made), [name]);
    }
    assert!(ended >= 6, "{ended}");
}
