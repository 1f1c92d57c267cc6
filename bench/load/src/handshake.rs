//! Handshakes a second.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::client::Options;

/// How many full mutual handshakes a second one client does with the server.
pub(crate) fn rate(client: &Options, time: u64) -> Result<f64> {
    let settings = client.settings()?;
    let time = Duration::from_millis(time);
    let (begun, mut done) = (Instant::now(), 0);
    while begun.elapsed() < time {
        client.open(&settings)?;
        done += 1;
    }
    Ok(f64::from(done) / begun.elapsed().as_secs_f64())
}
