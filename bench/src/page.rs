//! A page of the console in Chromium: from its first byte until it is painted.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use pure_tests::{browser, package_folder};
use serde::Deserialize;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::paired::paired;

/// What the program in the browser prints, in milliseconds.
#[derive(Deserialize)]
struct Times {
    ours: Vec<f64>,
    peer: Vec<f64>,
}

/// `puresim serve` until it is dropped.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Beside the same page as a static file.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    fixture.shell(
        "purecert list > list
         openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout peer.key \
             -out peer.pem -days 2 -subj /CN=peer 2> /dev/null",
    )?;
    let mut serve = fixture.ours("puresim serve --listen 127.0.0.1:0 --csv");
    let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let lines = BufReader::new(child.stdout.take().context("its output")?).lines();
    let _serving = Serving(child);
    let mut addresses = lines.map_while(Result::ok).filter_map(|line| {
        let (_, address) = line.split_once("https://")?;
        let end = address.find(['"', ',', '/']).unwrap_or(address.len());
        Some(address[..end].to_owned())
    });
    let address = addresses.next().context("it says where it listens")?;
    let times = in_browser(fixture, &address)?;
    let each = |times: &[f64]| -> Vec<Duration> {
        let times = times.iter().map(|time| time.max(0.0) / 1000.0);
        times.map(Duration::from_secs_f64).collect()
    };
    // They were measured in turns already.
    let (ours, peer) = (each(&times.ours), each(&times.peer));
    ensure!(!ours.is_empty() && ours.len() == peer.len(), "no times");
    let medians = paired(1, |_| Ok(ours.clone()), |_| Ok(peer.clone()))?;
    found(Figure::of_times(
        "the console's overview in Chromium, first byte to painted",
        "the same page as a static file",
        medians,
        1.5,
    ));
    Ok(())
}

fn in_browser(fixture: &Fixture, address: &str) -> Result<Times> {
    let program = package_folder().join("browser/speed.mjs");
    let runs = fixture.runs.to_string();
    let mut node = fixture.peer("node", &[program]);
    node.args([address, "peer.key", "peer.pem", &runs]);
    node.env(browser::MODULES, browser::modules()?);
    let output = node.stdin(Stdio::null()).output().context("node")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the browser: {}", said.trim());
    serde_json::from_slice(&output.stdout).context("what the browser prints")
}
