//! The key manager's REST API: one key beside nginx that serves the same bytes, KMIP while REST is under load, and
//! pages of very many keys.

use std::fs;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::http::{Nginx, http_rate};
use crate::key_manager::{self, CLIENT, get};
use crate::keys::fill;
use crate::one_core::on_one_core;
use crate::rate::{in_turns, rate};

/// How many keys a page has.
const PAGE: usize = 100;
const FEW: usize = 1_000;
const MANY: usize = 1_000_000;

/// A key by its UUID, on one core with its client.
pub(crate) fn one(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let rates = on_one_core(|| {
        let served = Served::start(fixture)?;
        let key = served.key()?;
        fs::write(fixture.folder().join("one.json"), served.get(&key)?)?;
        let peer = Nginx::start(fixture)?;
        in_turns(|| served.rate(&key), || peer.rate())
    })?;
    found(Figure::of_rates(
        "key manager, `GET /crypto/v1/keys/{kid}` over one connection, on one core",
        "nginx, the same bytes over TLS",
        rates,
        0.25,
    ));
    Ok(())
}

/// KMIP's Get while others ask for keys by REST.
pub(crate) fn under_load(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let served = Served::start(fixture)?;
    let key = served.key()?;
    let get = get(fixture, &format!("localhost:{} {CLIENT}", served.kmip))?;
    // So many that no core is idle: one that is idle wakes late, and is faster when others keep it awake.
    let get = format!("{get} --connections 8");
    let loaded = || {
        let load = served.load(&key)?;
        let loaded = rate(fixture, &get);
        drop(load);
        loaded
    };
    found(Figure::of_rates(
        "key manager, Get over 8 connections while REST is under load, on all cores",
        "the same alone",
        in_turns(loaded, || rate(fixture, &get))?,
        0.5,
    ));
    Ok(())
}

/// The first and the last page of a million keys, beside those of a thousand.
pub(crate) fn pages(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let other = fixture.another()?;
    let mut full = Served::start(fixture)?;
    let mut few = Served::start(&other)?;
    full.fill(MANY)?;
    few.fill(FEW)?;
    for (which, page) in [("first", first as fn(usize) -> String), ("last", last)] {
        let [of_full, of_few] = [page(full.keys), page(few.keys)];
        for (served, page) in [(&full, &of_full), (&few, &of_few)] {
            let items = served.get(page)?.matches("\"kid\":").count();
            ensure!(items == PAGE, "{items} keys on the {which} page");
        }
        let [of_full, of_few] = in_turns(|| full.rate(&of_full), || few.rate(&of_few))?;
        found(Figure::of_nanoseconds(
            &format!("key manager with 1,000,000 keys, the {which} page of {PAGE} by REST"),
            "with 1,000",
            [1e9 / of_full, 1e9 / of_few],
            1.3,
        ));
    }
    Ok(())
}

fn first(_: usize) -> String {
    format!("/crypto/v1/keys?limit={PAGE}&sort=kid:asc")
}

/// The page after the last but so many of the copies, which are numbered from 1. Before it is the key that they
/// are copies of, or behind all of them.
fn last(keys: usize) -> String {
    let start = keys - PAGE;
    format!(
        "/crypto/v1/keys?limit={PAGE}&sort=kid:asc&start={start:08x}-0000-4000-8000-{start:012x}"
    )
}

/// A key manager that serves HTTPS, and a session of an app there.
struct Served<'a> {
    fixture: &'a Fixture,
    base: String,
    kmip: u16,
    session: String,
    keys: usize,
}

impl<'a> Served<'a> {
    fn start(fixture: &'a Fixture) -> Result<Self> {
        let kmip = key_manager::start_with(fixture, "--https 127.0.0.1:0")?;
        let said = fixture.shell(
            "base=$(puresim keymanager status --columns https --notitle | tr -d ' ')
             puresim keymanager app create script --interface rest > /dev/null
             curl --silent --fail --cacert ca.pem --request POST $base/sys/v1/session/auth \
                --header \"Authorization: Basic $(puresim keymanager app show script --dsm-api-key)\" \
                | grep -o '\"access_token\":\"[^\"]*' | cut -d '\"' -f 4 > session
             puresim keymanager key create bench-rest > /dev/null
             echo $base; cat session",
        )?;
        let mut lines = said.lines();
        let base = lines.next().context("the address of the key manager")?;
        let session = lines.next().context("the session")?;
        Ok(Self {
            fixture,
            base: base.to_owned(),
            kmip,
            session: session.to_owned(),
            keys: 1,
        })
    }

    /// The path of a key.
    fn key(&self) -> Result<String> {
        let id = "puresim keymanager key show bench-rest --columns uuid --notitle";
        let id = self.fixture.shell(id)?;
        Ok(format!("/crypto/v1/keys/{}", id.trim()))
    }

    /// Adds so many copies of the key.
    fn fill(&mut self, copies: usize) -> Result<()> {
        self.fixture.shell(&fill(copies))?;
        self.keys = copies;
        Ok(())
    }

    fn header(&self) -> String {
        format!("Authorization: Bearer {}", self.session)
    }

    fn get(&self, path: &str) -> Result<String> {
        let (base, header) = (&self.base, self.header());
        self.fixture.shell(&format!(
            "curl --silent --fail --cacert ca.pem --header '{header}' '{base}{path}'"
        ))
    }

    fn rate(&self, path: &str) -> Result<f64> {
        http_rate(
            self.fixture,
            &format!("{}{path}", self.base),
            &self.header(),
        )
    }

    /// Asks for that over four connections again and again, until it is dropped.
    fn load(&self, path: &str) -> Result<Load> {
        let (url, header) = (format!("{}{path}", self.base), self.header());
        let mut wrk: Command = self
            .fixture
            .peer("wrk", &["-t1", "-c4", "-d60s", "-H", &header, &url]);
        let load = wrk.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Ok(Load(load.context("wrk")?))
    }
}

/// `wrk`, until this is dropped.
struct Load(Child);

impl Drop for Load {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
