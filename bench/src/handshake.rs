//! Mutual handshakes of TLS 1.3, a second.

use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use pure_tests::port::Port;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::key_manager::{self, CLIENT};
use crate::rate::{in_turns, rate};

/// Of the key manager beside openssl's server.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let port = key_manager::start(fixture)?;
    let ours = format!("handshake localhost:{port} {CLIENT}");
    let peer = Openssl::start(fixture)?;
    found(Figure::of_rates(
        "key manager, mutual handshakes of TLS 1.3",
        "`openssl s_server`, the same client",
        in_turns(|| rate(fixture, &ours), || rate(fixture, &peer.handshake))?,
        0.8,
    ));
    Ok(())
}

/// A server of openssl's with a certificate like the key manager's.
struct Openssl {
    _server: Stopped,
    handshake: String,
}

impl Openssl {
    fn start(fixture: &Fixture) -> Result<Self> {
        fixture.shell(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
             -keyout peer-ca.key -out peer-ca.pem -subj '/CN=peer CA' 2> /dev/null
             openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout peer.key \
             -out peer.csr -subj /CN=localhost 2> /dev/null
             printf 'subjectAltName=DNS:localhost\\nextendedKeyUsage=serverAuth\\n' > peer.ext
             openssl x509 -req -in peer.csr -CA peer-ca.pem -CAkey peer-ca.key -CAcreateserial \
             -days 30 -extfile peer.ext -out peer.pem 2> /dev/null",
        )?;
        let port = Port::reserve()?.number();
        let line = format!(
            "s_server -accept 127.0.0.1:{port} -cert peer.pem -key peer.key -CAfile client.pem \
             -Verify 1 -tls1_3 -quiet -www -num_tickets 0"
        );
        let mut command = fixture.peer("openssl", &line.split(' ').collect::<Vec<_>>());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let server = Stopped(command.spawn().context("openssl s_server")?);
        thread::sleep(Duration::from_millis(500));
        let client =
            format!("localhost:{port} --ca peer-ca.pem --certificate client.pem --key client.key");
        Ok(Self {
            _server: server,
            handshake: format!("handshake {client}"),
        })
    }
}

/// A process that ends with this.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        // One that has ended by itself is stopped already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
