//! The network cut at every step, also between a request and its response, as when the key manager is
//! killed after its commit: the array is in the state before or the state after.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pure_tests::fixture::Fixture;

/// More responses than any command waits for.
const NEVER: usize = usize::MAX;

/// A proxy between the array and the key manager, which drops the chosen piece of a response, and the
/// connection with it.
struct Proxy {
    port: u16,
    /// How many pieces of responses are let through before the cut.
    left: Arc<AtomicUsize>,
}

impl Proxy {
    fn start(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let left = Arc::new(AtomicUsize::new(NEVER));
        let shared = Arc::clone(&left);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else {
                    continue;
                };
                let left = Arc::clone(&shared);
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || forward(from, to, None));
                thread::spawn(move || forward(server, client, Some(left)));
            }
        });
        Self { port, left }
    }

    /// Cuts the network permanently when `count` more pieces of responses have come.
    fn cut_after(&self, count: usize) {
        self.left.store(count, Ordering::SeqCst);
    }
}

fn forward(mut from: TcpStream, mut to: TcpStream, left: Option<Arc<AtomicUsize>>) {
    let mut buffer = [0; 16 << 10];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let is_cut = left.as_ref().is_some_and(|left| {
            let taken = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| match left {
                NEVER => Some(NEVER),
                left => left.checked_sub(1),
            });
            taken.is_err()
        });
        if is_cut || to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

#[test]
fn enable_replace_and_disable_with_the_network_cut() {
    let fixture = Fixture::new().unwrap();
    let proxy = Proxy::start(fixture.port.number());
    fixture.done(&format!(
        "purekmip setattr kmip_srvr --uri localhost:{}",
        proxy.port
    ));
    let is_enabled = "purearray list --security-token --notitle 2> /dev/null | grep -q ^True";
    let enable = "purearray enable security-token --kmip kmip_srvr";
    let disable = "purearray disable security-token";
    for (before, command) in [
        (format!("! {is_enabled} || {disable}"), enable),
        (
            format!("{is_enabled} || {enable}"),
            "purearray replace security-token",
        ),
        (format!("{is_enabled} || {enable}"), "puresim key rotate"),
        (format!("{is_enabled} || {enable}"), disable),
        (
            format!("{is_enabled} || {enable}; puresim power off"),
            "puresim power on",
        ),
    ] {
        let mut failed = 0;
        for count in 0.. {
            proxy.cut_after(NEVER);
            fixture.done(&before);
            proxy.cut_after(count);
            let ran = fixture.sandbox.run(command).unwrap();
            let cut = proxy.left.load(Ordering::SeqCst) == 0;
            proxy.cut_after(NEVER);
            fixture.check(&format!("{command}, cut after {count} pieces"));
            failed += u32::from(ran.status != 0);
            if !cut {
                break;
            }
        }
        assert!(failed > 3, "{command} failed {failed} times");
    }
}
