//! Requests a second.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::client::Options;

/// How many Gets per second get their response on that many connections, for `time` milliseconds.
pub(crate) fn rate(
    client: &Options,
    id: &str,
    name: Option<&str>,
    connections: usize,
    time: u64,
) -> Result<f64> {
    let together = Barrier::new(connections);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            .map(|_| scope.spawn(|| work(client, id, name, &together, Duration::from_millis(time))))
            .collect();
        let mut rate = 0.0;
        for worker in workers {
            rate += worker.join().expect("no panic")?;
        }
        Ok(rate)
    })
}

fn work(
    client: &Options,
    id: &str,
    name: Option<&str>,
    together: &Barrier,
    time: Duration,
) -> Result<f64> {
    let session = client.session();
    together.wait();
    let mut session = session?;
    let (begun, mut done) = (Instant::now(), 0);
    while begun.elapsed() < time {
        if let Some(name) = name {
            let found = session.locate(name)?;
            ensure!(found == [id], "{name} is {found:?}");
        }
        ensure!(session.get(id)?.len() == 32, "no key of 256 bits");
        done += 1;
    }
    Ok(f64::from(done) / begun.elapsed().as_secs_f64())
}
