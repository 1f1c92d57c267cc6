//! The key manager as a server.

use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use pure_tests::{Sandbox, port::Port, pykmip};

use super::core::on_one_core;
use super::figure::Figure;
use super::load::numbers;
use super::servers::SETUP;
use super::stand::Stand;

/// The client of these figures, and where it connects.
const CLIENT: &str = "--ca ca.pem --certificate client.pem --key client.key";

/// How many keys are many.
const MANY: usize = 1_000_000;

/// All figures of the key manager.
pub(super) fn measure(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let port = || std::fs::read_to_string(stand.folder().join("port"));
    let load = stand.binary("pure-load");
    let (get, rates) = on_one_core(|| {
        stand.shell(SETUP)?;
        let client = format!("localhost:{} {CLIENT}", port()?.trim());
        let id = stand.shell(&format!("{} key {client} bench", load.display()))?;
        let get = format!("get {client} {}", id.trim());
        let [ours] = median(3, || numbers(stand, &get))?;
        Ok((get, [ours, peer(stand)?]))
    })?;
    found(Figure::of_rates(
        "key manager, Get over one connection, on one core",
        "PyKMIP's server, the same client",
        rates,
        50.0,
    ));
    // From here on the key manager has all the cores.
    let port = port()?;
    let port = port.trim();
    let client = format!("localhost:{port} {CLIENT}");
    stand.shell(&format!(
        "puresim keymanager stop; puresim keymanager start --listen 127.0.0.1:{port}"
    ))?;
    let [one] = median(3, || numbers(stand, &get))?;
    let crowd = format!("{get} --connections 64");
    let [many] = median(3, || numbers(stand, &crowd))?;
    found(Figure::of_rates(
        "key manager, Get over 64 connections, on all cores",
        "one connection, on all cores",
        [many, one],
        1.5,
    ));
    let shake = format!("handshake {client}");
    let [ours] = median(3, || numbers(stand, &shake))?;
    found(Figure::of_rates(
        "key manager, mutual handshakes of TLS 1.3",
        "`openssl s_server`, the same client",
        [ours, openssl(stand)?],
        0.8,
    ));
    let locate = format!("{get} --locate bench");
    let [few] = median(3, || numbers(stand, &locate))?;
    stand.shell(&fill())?;
    let [full] = median(3, || numbers(stand, &locate))?;
    found(Figure::of_nanoseconds(
        "key manager with 1,000,000 keys: Locate by name and Get",
        "with a few",
        [1e9 / full, 1e9 / few],
        1.5,
    ));
    Ok(())
}

/// The median of so many measurements.
fn median(times: usize, measure: impl Fn() -> Result<[f64; 1]>) -> Result<[f64; 1]> {
    let mut found = (0..times).map(|_| measure()).collect::<Result<Vec<_>>>()?;
    found.sort_by(|[a], [b]| a.total_cmp(b));
    Ok(found[times / 2])
}

/// Gets a second of PyKMIP's server.
fn peer(stand: &Stand) -> Result<f64> {
    let sandbox = Sandbox::new()?;
    let port = Port::reserve()?;
    let folder = sandbox.work();
    for name in ["client.pem", "client.key"] {
        std::fs::copy(stand.folder().join(name), folder.join(name))?;
    }
    let prepare = pykmip::file("pykmip-prepare.sh");
    let line = format!("{} pykmip {} client.pem", prepare.display(), port.number());
    sandbox.run(&line)?.success();
    pykmip::start(&sandbox, "pykmip", &port)?;
    let client = format!(
        "localhost:{} --ca {ca} --certificate client.pem --key client.key",
        port.number(),
        ca = folder.join("pykmip/ca.pem").display(),
    );
    let load = stand.binary("pure-load");
    let id = stand.shell(&format!("{} key {client} bench", load.display()))?;
    let get = format!("get {client} {}", id.trim());
    let [rate] = median(3, || numbers(stand, &get))?;
    Ok(rate)
}

/// Handshakes a second of a server of openssl's with a certificate like the key manager's.
fn openssl(stand: &Stand) -> Result<f64> {
    stand.shell(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
         -keyout peer-ca.key -out peer-ca.pem -subj '/CN=peer CA' 2> /dev/null
         openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout peer.key \
         -out peer.csr -subj /CN=localhost 2> /dev/null
         printf 'subjectAltName=DNS:localhost\\nextendedKeyUsage=serverAuth\\n' > peer.ext
         openssl x509 -req -in peer.csr -CA peer-ca.pem -CAkey peer-ca.key -CAcreateserial \
         -days 30 -extfile peer.ext -out peer.pem 2> /dev/null",
    )?;
    let port = Port::reserve()?.number();
    let accept = format!("127.0.0.1:{port}");
    let arguments = [
        "s_server",
        "-accept",
        &accept,
        "-cert",
        "peer.pem",
        "-key",
        "peer.key",
        "-CAfile",
        "client.pem",
        "-Verify",
        "1",
        "-tls1_3",
        "-quiet",
        "-www",
        "-num_tickets",
        "0",
    ];
    let mut command = stand.peer("openssl", &arguments);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _server = Stopped(command.spawn().context("openssl s_server")?);
    thread::sleep(Duration::from_millis(500));
    let client =
        format!("localhost:{port} --ca peer-ca.pem --certificate client.pem --key client.key");
    let [rate] = median(3, || numbers(stand, &format!("handshake {client}")))?;
    Ok(rate)
}

/// A process that ends with this.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Fills the key manager with copies of its first key under other names.
fn fill() -> String {
    format!(
        "db=$(ls home/keymanager/*.db)
         columns=$(sqlite3 $db \"SELECT group_concat(name) FROM pragma_table_info('key') \
             WHERE name NOT IN ('number', 'id')\")
         sqlite3 $db \"PRAGMA synchronous = OFF; BEGIN; CREATE TEMP TABLE copy AS \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY}) \
             SELECT i, lower(printf('%08x-0000-4000-8000-%012x', i, i)) AS id FROM n; \
             INSERT INTO key (id, $columns) SELECT copy.id, $columns FROM copy, key \
                 WHERE key.number = (SELECT min(number) FROM key); \
             INSERT INTO key_name (key, position, account, name, live) \
                 SELECT copy.id, 0, account.id, 'copy-' || copy.i, 1 FROM copy, account; COMMIT\""
    )
}
