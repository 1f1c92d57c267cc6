//! The key manager as a server.

use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use pure_tests::{Sandbox, port::Port, pykmip};

use crate::core::on_one_core;
use crate::figure::Figure;
use crate::load::numbers;
use crate::servers::SETUP;
use crate::stand::Stand;

/// The client of these figures, and where it connects.
const CLIENT: &str = "--ca ca.pem --certificate client.pem --key client.key";

/// How many keys are many.
const MANY: usize = 1_000_000;

/// How often each rate is measured.
const TIMES: usize = 5;

/// All figures of the key manager.
pub(crate) fn measure(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let rate = |line: &str| numbers(stand, line).map(|[rate]| rate);
    let (get, rates) = on_one_core(|| {
        stand.shell(SETUP)?;
        let get = get(stand, &format!("localhost:{} {CLIENT}", port(stand)?))?;
        let peer = PyKmip::start(stand)?;
        let rates = in_turns(|| rate(&get), || rate(&peer.get))?;
        Ok((get, rates))
    })?;
    found(Figure::of_rates(
        "key manager, Get over one connection, on one core",
        "PyKMIP's server, the same client",
        rates,
        50.0,
    ));
    // From here on the key manager has all the cores.
    let port = port(stand)?;
    stand.shell(&format!(
        "puresim keymanager stop; puresim keymanager start --listen 127.0.0.1:{port}"
    ))?;
    let crowd = format!("{get} --connections 64");
    found(Figure::of_rates(
        "key manager, Get over 64 connections, on all cores",
        "one connection, on all cores",
        in_turns(|| rate(&crowd), || rate(&get))?,
        1.5,
    ));
    let ours = format!("handshake localhost:{port} {CLIENT}");
    let peer = Openssl::start(stand)?;
    found(Figure::of_rates(
        "key manager, mutual handshakes of TLS 1.3",
        "`openssl s_server`, the same client",
        in_turns(|| rate(&ours), || rate(&peer.handshake))?,
        0.8,
    ));
    let locate = format!("{get} --locate bench");
    let few = times(|| rate(&locate))?;
    stand.shell(&fill())?;
    let many = times(|| rate(&locate))?;
    found(Figure::of_nanoseconds(
        "key manager with 1,000,000 keys: Locate by name and Get",
        "with a few",
        [1e9 / many, 1e9 / few],
        1.5,
    ));
    Ok(())
}

/// The medians of two rates measured in turns, so that what disturbs one disturbs the other.
fn in_turns(ours: impl Fn() -> Result<f64>, peer: impl Fn() -> Result<f64>) -> Result<[f64; 2]> {
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..TIMES {
        rates[0].push(ours()?);
        rates[1].push(peer()?);
    }
    Ok(rates.map(median))
}

/// The median of a rate.
fn times(rate: impl Fn() -> Result<f64>) -> Result<f64> {
    let rates: Result<Vec<f64>> = (0..TIMES).map(|_| rate()).collect();
    rates.map(median)
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// The port of the key manager.
fn port(stand: &Stand) -> Result<String> {
    let port = std::fs::read_to_string(stand.folder().join("port"))?;
    Ok(port.trim().to_owned())
}

/// Makes a key there; the line that has it fetched over and over.
fn get(stand: &Stand, client: &str) -> Result<String> {
    let load = stand.binary("pure-load");
    let id = stand.shell(&format!("{} key {client} bench", load.display()))?;
    Ok(format!("get {client} {}", id.trim()))
}

/// PyKMIP's server with a key; it ends with this.
struct PyKmip {
    _sandbox: Sandbox,
    get: String,
}

impl PyKmip {
    fn start(stand: &Stand) -> Result<Self> {
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
        let get = get(stand, &client)?;
        Ok(Self {
            _sandbox: sandbox,
            get,
        })
    }
}

/// A server of openssl's with a certificate like the key manager's.
struct Openssl {
    _server: Stopped,
    handshake: String,
}

impl Openssl {
    fn start(stand: &Stand) -> Result<Self> {
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
        let line = format!(
            "s_server -accept 127.0.0.1:{port} -cert peer.pem -key peer.key -CAfile client.pem \
             -Verify 1 -tls1_3 -quiet -www -num_tickets 0"
        );
        let mut command = stand.peer("openssl", &line.split(' ').collect::<Vec<_>>());
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
