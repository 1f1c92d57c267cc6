//! Gets a second: over one connection, beside PyKMIP's server, and over many.

use anyhow::Result;
use pure_tests::{Sandbox, port::Port, pykmip};

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::key_manager::{self, CLIENT, get};
use crate::one_core::on_one_core;
use crate::rate::{in_turns, rate};

/// Over one connection, server and client on one core.
pub(crate) fn one(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let rates = on_one_core(|| {
        let port = key_manager::start(fixture)?;
        let get = get(fixture, &format!("localhost:{port} {CLIENT}"))?;
        let peer = PyKmip::start(fixture)?;
        in_turns(|| rate(fixture, &get), || rate(fixture, &peer.get))
    })?;
    found(Figure::of_rates(
        "key manager, Get over one connection, on one core",
        "PyKMIP's server, the same client",
        rates,
        50.0,
    ));
    Ok(())
}

/// Over many connections at once, on all cores.
pub(crate) fn many(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let port = key_manager::start(fixture)?;
    let get = get(fixture, &format!("localhost:{port} {CLIENT}"))?;
    let many = format!("{get} --connections 64");
    found(Figure::of_rates(
        "key manager, Get over 64 connections, on all cores",
        "one connection, on all cores",
        in_turns(|| rate(fixture, &many), || rate(fixture, &get))?,
        1.5,
    ));
    Ok(())
}

/// PyKMIP's server with a key; it ends with this.
struct PyKmip {
    _sandbox: Sandbox,
    get: String,
}

impl PyKmip {
    fn start(fixture: &Fixture) -> Result<Self> {
        let sandbox = Sandbox::new()?;
        let port = Port::reserve()?;
        let folder = sandbox.work();
        for name in ["client.pem", "client.key"] {
            std::fs::copy(fixture.folder().join(name), folder.join(name))?;
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
        let get = get(fixture, &client)?;
        Ok(Self {
            _sandbox: sandbox,
            get,
        })
    }
}
