//! The array's REST API: one certificate over a connection that is kept, beside nginx that serves the same
//! bytes; with very many certificates; and pages of them.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::http::{Nginx, http_rate};
use crate::many;
use crate::one_core::on_one_core;
use crate::rate::in_turns;

/// The certificate that is asked for.
const ONE: &str = "certificates?names=one";

/// A certificate by its name, on one core with its client.
pub(crate) fn one(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let rates = on_one_core(|| {
        let array = Served::start(fixture)?;
        fs::write(fixture.folder().join("one.json"), array.get(ONE)?)?;
        let peer = Nginx::start(fixture)?;
        in_turns(|| array.rate(ONE), || peer.rate())
    })?;
    found(Figure::of_rates(
        "REST, `GET certificates?names=one` over one connection, on one core",
        "nginx, the same bytes over TLS",
        rates,
        0.25,
    ));
    Ok(())
}

/// The same with 100,000 certificates.
pub(crate) fn among_many(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let other = fixture.another()?;
    let few = Served::start(&other)?;
    many::fill(fixture)?;
    let full = Served::start(fixture)?;
    let [full, few] = in_turns(|| full.rate(ONE), || few.rate(ONE))?;
    found(Figure::of_nanoseconds(
        "REST, `GET certificates?names=one` with 100,000 certificates",
        "with a few",
        [1e9 / full, 1e9 / few],
        1.3,
    ));
    Ok(())
}

/// The last page of 100,000 beside the first.
pub(crate) fn pages(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let database = many::fill(fixture)?;
    // A page shows what is in its certificates; the copies of these two pages are enough.
    for order in ["name LIMIT 1100", "name DESC LIMIT 1100"] {
        fixture.shell(&format!(
            "sqlite3 {database} \"INSERT OR IGNORE INTO certificate_material \
             SELECT copy.id, material.certificate, intermediates, key \
             FROM (SELECT id FROM certificate ORDER BY {order}) AS copy, certificate_material AS material \
             WHERE material.id = (SELECT id FROM certificate WHERE name = 'one')\""
        ))?;
    }
    let array = Served::start(fixture)?;
    let token = |name: &str| -> String {
        let place = format!("[\"{name}\"]");
        place.bytes().map(|byte| format!("{byte:02x}")).collect()
    };
    let first = "certificates?limit=1000".to_owned();
    // The names are copy1 to copy100000, of which copy99999 is the last and copy99099 the 1000th from it.
    let last = format!("{first}&continuation_token={}", token("copy99099"));
    for page in [&first, &last] {
        let items = array.get(page)?.matches("\"certificate\":").count();
        ensure!(items == 1000, "{items} certificates on a page");
    }
    let [last, first] = in_turns(|| array.rate(&last), || array.rate(&first))?;
    found(Figure::of_nanoseconds(
        "REST, the last page of 1,000 of 100,000 certificates",
        "the first page",
        [1e9 / last, 1e9 / first],
        1.3,
    ));
    Ok(())
}

/// An array that is served, and a session there.
struct Served<'a> {
    fixture: &'a Fixture,
    base: String,
    session: String,
}

impl<'a> Served<'a> {
    fn start(fixture: &'a Fixture) -> Result<Self> {
        fixture.shell("purecert create one --self-signed --common-name one --if-missing")?;
        let script = "puresim serve start --listen 127.0.0.1:0 > /dev/null 2>&1
            puresim serve status --csv | grep -o 'https://[0-9.:]*' | head -n 1 > address
            token=$(puresim user token create pureuser --csv --notitle | cut -d , -f 2)
            curl --silent --insecure --request POST --header \"api-token: $token\" --dump-header - \
                $(cat address)/api/2.26/login | tr -d '\\r' | sed -n 's/^x-auth-token: //p' > session
            cat address session";
        let said = fixture.shell(script)?;
        let mut lines = said.lines();
        let address = lines.next().context("the address of the array")?;
        let session = lines.next().context("the session")?;
        Ok(Self {
            fixture,
            base: format!("{address}/api/2.26"),
            session: session.to_owned(),
        })
    }

    fn get(&self, path: &str) -> Result<String> {
        let (base, session) = (&self.base, &self.session);
        let header = format!("x-auth-token: {session}");
        self.fixture.shell(&format!(
            "curl --silent --insecure --fail --header '{header}' '{base}/{path}'"
        ))
    }

    fn rate(&self, path: &str) -> Result<f64> {
        let url = format!("{}/{path}", self.base);
        let header = format!("x-auth-token: {}", self.session);
        http_rate(self.fixture, &url, &header)
    }
}

impl Drop for Served<'_> {
    fn drop(&mut self) {
        let _ = self.fixture.shell("puresim serve stop");
    }
}
