//! Two hundred processes at once on one array, by its commands and by all of its doors, and the question whether
//! what they reported can be.

mod doors;

use std::collections::HashMap;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use pure_tests::Sandbox;

use crate::model::{End, Event, State, is_linearisable};
use crate::objects::{self, Kind, Object};
use crate::random::Random;
use crate::tally::Tally;
use doors::{Door, Doors};

/// How many processes run at once.
pub const PROCESSES: usize = 200;
/// How many clients are at the doors at once.
pub const CLIENTS: usize = 40;
/// Objects of each kind.
const OBJECTS: u64 = 12;

/// Crowds until `time` is over, three at most.
///
/// # Errors
/// When the sandbox cannot be made; what is found wrong is counted.
pub fn run(tally: &mut Tally, random: &Random, count: usize, time: Duration) -> Result<()> {
    let sandbox = Sandbox::new()?;
    ensure!(
        sandbox.run("purecert list > /dev/null")?.status == 0,
        "no array"
    );
    let end = Instant::now() + time;
    for crowd in 0..3 {
        if crowd > 0 && Instant::now() + time / 3 > end {
            break;
        }
        let outcome = once(&sandbox, &mut random.part(300 + crowd), count, None);
        tally.check(
            &format!("crowd {} of {count} processes", crowd + 1),
            outcome,
        );
    }
    Ok(())
}

/// Crowds at the array's doors until `time` is over, one at least, each of `count` clients: by commands, REST, the
/// console and SSH.
///
/// # Errors
/// As those of [`run`].
pub fn run_at_doors(
    tally: &mut Tally,
    random: &Random,
    count: usize,
    time: Duration,
) -> Result<()> {
    let sandbox = Sandbox::new()?;
    ensure!(
        sandbox.run("purecert list > /dev/null")?.status == 0,
        "no array"
    );
    let doors = Doors::open(&sandbox)?;
    let end = Instant::now() + time;
    for crowd in 0.. {
        let mut random = random.part(400 + crowd);
        let outcome = once(&sandbox, &mut random, count, Some(&doors));
        tally.check(
            &format!("crowd {} of {count} clients at all doors", crowd + 1),
            outcome,
        );
        if Instant::now() >= end {
            break;
        }
    }
    Ok(())
}

fn once(
    sandbox: &Sandbox,
    random: &mut Random,
    count: usize,
    doors: Option<&Doors<'_>>,
) -> Result<String> {
    let before = objects::seen(sandbox)?;
    let work: Vec<_> = (0..count).map(|_| choose(random)).collect();
    let start = Instant::now();
    let events: Vec<Result<(Object, Event)>> = thread::scope(|scope| {
        let running: Vec<_> = work
            .iter()
            .map(|(object, random)| scope.spawn(|| act(sandbox, object, random, doors)))
            .collect();
        let ended = running.into_iter().map(thread::ScopedJoinHandle::join);
        ended
            .map(|it| it.unwrap_or_else(|_| Err(anyhow!("panicked"))))
            .collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    let mut histories: HashMap<Object, Vec<Event>> = HashMap::new();
    for event in events {
        let (object, event) = event?;
        histories.entry(object).or_default().push(event);
    }
    sandbox.run("puresim power on > /dev/null")?;
    let after = objects::seen(sandbox)?;
    ensure!(
        after
            .keys()
            .all(|object| histories.contains_key(object) || before.contains_key(object)),
        "there is an object that nobody made"
    );
    for (object, events) in &histories {
        let state = |seen: &HashMap<Object, u64>| -> State { seen.get(object).copied() };
        let (first, last) = (state(&before), state(&after));
        ensure!(
            is_linearisable(events, first, last),
            "{object:?} from {first:?} to {last:?}: no order of {events:?} leads there"
        );
    }
    let events = || histories.values().flatten();
    let number = |end: fn(&End) -> bool| events().filter(|event| end(&event.end)).count();
    let longest = events()
        .map(|event| event.until - event.from)
        .max()
        .unwrap_or_default();
    Ok(format!(
        "{} done, {} refused because an object was or was not there, {} failed with a clear error \
         (such as: locked just then), in {seconds:.1} s, the longest {:.1} s; each of {} objects has \
         a legal order that ends as found",
        number(|end| *end == End::Done),
        number(|end| matches!(end, End::Refused { .. })),
        number(|end| *end == End::Failed),
        longest.as_secs_f64(),
        histories.len()
    ))
}

fn choose(random: &mut Random) -> (Object, Random) {
    let number = random.below(OBJECTS);
    let object = match random.below(40) {
        0 => (Kind::Array, "array".to_owned()),
        1..=13 => (Kind::Certificate, format!("cert-{number}")),
        14..=26 => (Kind::Server, format!("kmip-{number}")),
        _ => (Kind::Volume, format!("vol-{number}")),
    };
    (object, random.part(number))
}

/// Runs one command on the object, and one of twelve with another that everybody feels.
fn act(
    sandbox: &Sandbox,
    object: &Object,
    random: &Random,
    doors: Option<&Doors<'_>>,
) -> Result<(Object, Event)> {
    let mut random = random.clone();
    if random.below(12) == 0 {
        let line = *random.of(&[
            "puresim key rotate",
            "puresim power cycle",
            "purearray list",
        ]);
        // Not by the sandbox's shell, which is one session.
        let mut words = line.split_whitespace();
        let mut command = sandbox.command(words.next().context("a command")?);
        let output = command.args(words).stdout(Stdio::null()).output()?;
        objects::end(
            output.status.code(),
            &String::from_utf8_lossy(&output.stderr),
        )?;
    }
    let change = objects::change(object.0, &mut random);
    let (door, mut command) = match doors {
        Some(doors) => {
            let door = Doors::choose(object, &mut random);
            (door, doors.command(door, object, change)?)
        }
        None => (Door::Command, objects::command(sandbox, object, change)?),
    };
    let from = Instant::now();
    let output = command.output()?;
    let until = Instant::now();
    let end = Doors::end(door, &output)?;
    ensure!(end != End::Killed, "{object:?}: a signal ended it");
    Ok((
        object.clone(),
        Event {
            change,
            end,
            from,
            until,
        },
    ))
}
