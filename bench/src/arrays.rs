//! Very many arrays at their doors: the server's memory, and how long it takes until all are served.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::figure::{Figure, Goal};
use crate::fixture::Fixture;

/// How long a server is left alone before its memory is looked at.
const CALM: Duration = Duration::from_secs(2);

/// `puresim serve` of all arrays of a home, until it is dropped.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What was measured of one server.
struct Measured {
    /// From its start until it said where the last array is.
    ready: Duration,
    /// Its resident memory, in kilobytes.
    memory: f64,
}

/// 1,000 arrays beside 10, and beside 100.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let [ten, hundred] = [fixture.another()?, fixture.another()?];
    let (few, some, many) = (
        served(&ten, 10)?,
        served(&hundred, 100)?,
        served(fixture, 1000)?,
    );
    let megabytes = |kilobytes: f64| format!("{:.1} MB", kilobytes / 1000.0);
    found(Figure {
        measured: "memory of `puresim serve` with 1,000 arrays".to_owned(),
        peer: "with 10".to_owned(),
        ours: megabytes(many.memory),
        theirs: megabytes(few.memory),
        ratio: many.memory / few.memory,
        goal: Goal::AtMost(20.0),
    });
    let each = |measured: &Measured, count: f64| measured.ready.as_nanos() as f64 / count;
    found(Figure::of_nanoseconds(
        "`puresim serve` of 1,000 arrays, start to ready, each",
        "of 100, each",
        [each(&many, 1000.0), each(&some, 100.0)],
        1.3,
    ));
    Ok(())
}

/// Makes so many arrays in a home, and measures a server of all of them; the fastest of three starts.
fn served(fixture: &Fixture, count: usize) -> Result<Measured> {
    fixture.shell(&format!(
        "for number in $(seq {count}); do puresim array create array-$number > /dev/null; done"
    ))?;
    // The first one makes their certificates fit.
    start(fixture, count)?;
    let mut best = start(fixture, count)?;
    for _ in 0..2 {
        let next = start(fixture, count)?;
        if next.ready < best.ready {
            best = next;
        }
    }
    Ok(best)
}

fn start(fixture: &Fixture, count: usize) -> Result<Measured> {
    let started = Instant::now();
    let mut serve = fixture.ours("puresim serve --all --listen 127.0.0.1:0 --csv");
    let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let lines = BufReader::new(child.stdout.take().context("its output")?).lines();
    let serving = Serving(child);
    let served = lines
        .map_while(Result::ok)
        .filter(|line| line.contains("https://"));
    ensure!(served.take(count).count() == count, "an array is missing");
    let ready = started.elapsed();
    thread::sleep(CALM);
    let status = fs::read_to_string(format!("/proc/{}/status", serving.0.id()))?;
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next());
    let memory = resident.context("its resident memory")?.parse()?;
    Ok(Measured { ready, memory })
}
