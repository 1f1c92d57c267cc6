//! Commands killed at every step: the array is in the state before or the state after, its data is
//! readable, no generation is mixed, and no key is left Active that nobody uses.

use std::collections::BTreeMap;

use pure_tests::fixture::Fixture;

const UNDER_TEST: &str = env!("CARGO_BIN_EXE_under-test");
/// The shell's exit status of a command that was killed (128 + SIGKILL).
const KILLED: i32 = 137;

/// A command that is killed, what has to be true before it, and how to come back there.
struct Case {
    before: &'static str,
    command: &'static str,
    after: &'static str,
}

#[test]
fn enable_and_disable() {
    let fixture = Fixture::new().unwrap().instrument(UNDER_TEST).unwrap();
    let enable = "purearray enable security-token --kmip kmip_srvr";
    let disable = "purearray disable security-token";
    let is_enabled = "purearray list --security-token --notitle | grep -q ^True";
    let (on, off) = (
        format!("{is_enabled} || {enable}"),
        format!("! {is_enabled} || {disable}"),
    );
    let (on, off): (&'static str, &'static str) = (on.leak(), off.leak());
    killed_everywhere(
        &fixture,
        &Case {
            before: off,
            command: enable,
            after: off,
        },
    );
    killed_everywhere(
        &fixture,
        &Case {
            before: on,
            command: disable,
            after: on,
        },
    );
}

#[test]
fn replace_and_rotate() {
    let fixture = Fixture::new().unwrap().instrument(UNDER_TEST).unwrap();
    fixture.done("purearray enable security-token --kmip kmip_srvr");
    let case = |command| Case {
        before: "true",
        command,
        after: "true",
    };
    killed_everywhere(&fixture, &case("purearray replace security-token"));
    killed_everywhere(&fixture, &case("puresim key rotate"));
}

#[test]
fn drives_and_power() {
    let fixture = Fixture::new().unwrap().instrument(UNDER_TEST).unwrap();
    fixture.done("purearray enable security-token --kmip kmip_srvr");
    killed_everywhere(
        &fixture,
        &Case {
            before: "puresim power off",
            command: "puresim power on",
            after: "true",
        },
    );
    killed_everywhere(
        &fixture,
        &Case {
            before: "true",
            command: "puresim drive add",
            after: "true",
        },
    );
    killed_everywhere(
        &fixture,
        &Case {
            before: "puresim drive list --notitle | grep -q 'BAY1 .*missing' || puresim drive pull CH0.BAY1",
            command: "puresim drive insert CH0.BAY1",
            after: "true",
        },
    );
}

/// Kills the command at each of its points: the first, the middle and the last time it comes there.
fn killed_everywhere(fixture: &Fixture, case: &Case) {
    fixture.done(case.before);
    let points = fixture.sandbox.path().join("points");
    let _ = std::fs::remove_file(&points);
    assert_eq!(
        fixture.instrumented("PURESIM_POINTS", &points.to_string_lossy(), case.command),
        0
    );
    fixture.done(case.after);
    let named = std::fs::read_to_string(&points).unwrap();
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    named
        .lines()
        .for_each(|name| *times.entry(name).or_default() += 1);
    assert!(!times.is_empty(), "{} has no crash points", case.command);
    let mut killed = 0;
    for (name, times) in times {
        let mut chosen = vec![1, times.div_ceil(2), times];
        chosen.dedup();
        for time in chosen {
            let point = format!("{name}:{time}");
            fixture.done(case.before);
            let status = fixture.instrumented("PURESIM_CRASH_AT", &point, case.command);
            // A set of drives that has changed meanwhile may not come to the last point any more.
            assert!(
                status == KILLED || status == 0,
                "{} at {point}: {status}",
                case.command
            );
            killed += u32::from(status == KILLED);
            check(fixture, &format!("{} killed at {point}", case.command));
            fixture.done(case.after);
        }
    }
    assert!(killed >= 6, "{} was killed {killed} times", case.command);
}

fn check(fixture: &Fixture, what: &str) {
    fixture.check(what);
    let stale = fixture.done("puresim drive list --notitle | grep -c stale || true");
    // A drive that came back while its insertion was interrupted joins at the next rotation.
    let allowed = if what.contains("drive insert") { 1 } else { 0 };
    assert!(
        stale.trim().parse::<u32>().unwrap() <= allowed,
        "{what}: stale drives"
    );
}
