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
    killed_everywhere(&fixture, &case("puresim key rotate --data-encryption-key"));
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

/// Between keys of one card, between cards, and between a card and a key manager, in both directions.
#[test]
fn cards_are_replaced() {
    let fixture = Fixture::new().unwrap().instrument(UNDER_TEST).unwrap();
    fixture.done(
        "puresim card create a 2> /dev/null; puresim card create b 2> /dev/null; puresim card insert a
         purearray enable security-token",
    );
    let on_card = "purearray replace security-token --smart-card";
    let on_kmip = "purearray replace security-token --kmip kmip_srvr";
    let case = |before, command| Case {
        before,
        command,
        after: "true",
    };
    killed_everywhere(&fixture, &case("true", on_card));
    killed_everywhere(&fixture, &case(on_card, on_kmip));
    killed_everywhere(&fixture, &case(on_kmip, on_card));
    // The array runs while its card is away: the card that is the token's comes back when it is killed.
    let swap = "puresim card remove 2> /dev/null; puresim card insert";
    let to_a: &'static str = format!("{swap} a && {on_card} && {swap} b").leak();
    let change = Case {
        before: to_a,
        command: on_card,
        after: "true",
    };
    killed_with(&fixture, &change, &|fixture| {
        let opens = |card: &str| {
            fixture.done(&format!("{swap} {card}"));
            let tested =
                fixture.done("purearray test security-token > /dev/null && echo yes || echo no");
            tested.trim() == "yes"
        };
        let (a, b) = (opens("a"), opens("b"));
        assert!(a != b, "a opens: {a}, b opens: {b}");
        if a {
            opens("a");
        }
    });
}

/// Moved within a file system, and from one to another.
#[test]
fn cards_are_moved() {
    let fixture = Fixture::new().unwrap().instrument(UNDER_TEST).unwrap();
    fixture.done(
        "puresim card create a 2> /dev/null; puresim card insert a; purearray enable security-token",
    );
    let home = fixture.sandbox.path().join("home");
    let memory = tempfile::tempdir_in("/dev/shm").unwrap();
    let elsewhere = memory.path().join("a.card");
    let elsewhere = elsewhere.to_str().unwrap();
    let remove: &'static str = format!("puresim card remove --to {elsewhere}").leak();
    let insert: &'static str = format!("puresim card insert --from {elsewhere}").leak();
    let is_in = "puresim card list --notitle | grep -q pure01";
    let take_in: &'static str = format!("{is_in} || {insert}").leak();
    let take_out: &'static str = format!("! {is_in} || {remove}").leak();
    // One whole card, in one place; and the array opens with it.
    let check = |fixture: &Fixture| {
        fixture.done(take_in);
        let secret = "^secret [0-9a-f]{64}$";
        let found = fixture.done(&format!(
            "grep -raElE '{secret}' {} {} || true",
            home.display(),
            memory.path().display()
        ));
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(!std::path::Path::new(elsewhere).exists());
    };
    for (before, command) in [(take_in, remove), (take_out, insert)] {
        let case = Case {
            before,
            command,
            after: "true",
        };
        killed_with(&fixture, &case, &check);
    }
}

#[test]
fn drives_fail_are_replaced_and_move() {
    let fixture = Fixture::new().unwrap().instrument(UNDER_TEST).unwrap();
    fixture.done("purearray enable security-token --kmip kmip_srvr");
    killed_everywhere(
        &fixture,
        &Case {
            before: "! puresim drive list --notitle | grep -q 'BAY2 .*failed' || puresim drive replace CH0.BAY2",
            command: "puresim drive fail CH0.BAY2",
            after: "true",
        },
    );
    killed_everywhere(
        &fixture,
        &Case {
            before: "puresim drive list --notitle | grep -q 'BAY2 .*failed' || puresim drive fail CH0.BAY2",
            command: "puresim drive replace CH0.BAY2",
            after: "true",
        },
    );
    killed_everywhere(
        &fixture,
        &Case {
            before: "true",
            command: "puresim drive pull CH0.BAY1 && puresim drive insert CH0.BAY1",
            after: "puresim drive list --notitle | grep -q 'BAY1 .*healthy' || puresim drive insert CH0.BAY1",
        },
    );
    killed_everywhere(
        &fixture,
        &Case {
            before: "test -e \"$PURESIM_HOME\"/shelf/*.drive || puresim drive pull CH0.BAY1",
            command: "puresim drive insert CH0.BAY30 --from \"$PURESIM_HOME\"/shelf/*.drive",
            after: "puresim drive pull CH0.BAY30 || true
                    puresim drive insert CH0.BAY1 --from \"$PURESIM_HOME\"/shelf/*.drive",
        },
    );
    let beside =
        "ls \"$PURESIM_HOME\"/arrays/*/drives | grep -v '^CH0.[BN][AV][YB][0-9]*$' || true";
    assert_eq!(fixture.done(beside), "", "nothing is left beside the bays");
}

/// The array and its key manager are as before or as in the snapshot, and where only restoring again makes
/// them so, every command says that.
#[test]
#[ignore = "takes minutes: cargo xtask test --all"]
fn snapshots_are_restored() {
    let fixture = Fixture::new().unwrap().instrument(UNDER_TEST).unwrap();
    fixture.done("purearray enable security-token --kmip kmip_srvr; puresim snapshot save base");
    let restore = "puresim snapshot restore base";
    let check = |fixture: &Fixture| {
        let test = "purearray test security-token 2>&1 > tested || true";
        let error = fixture.done(test);
        if error.contains("Restoring snapshot base was interrupted. Finish it with") {
            fixture.done(restore);
        }
        let left = fixture.done("ls \"$PURESIM_HOME\"/arrays/*/restoring 2> left || true");
        assert_eq!(left, "", "{error}");
    };
    for before in [
        "puresim drive pull CH0.BAY3; purearray replace security-token
         puresim key rotate --data-encryption-key",
        "puresim array delete pure01 --yes",
    ] {
        let case = Case {
            before,
            command: restore,
            after: restore,
        };
        killed_with(&fixture, &case, &check);
    }
}

/// Kills the command at each of its points: the first, the middle and the last time it comes there.
fn killed_everywhere(fixture: &Fixture, case: &Case) {
    killed_with(fixture, case, &|_| ());
}

/// As [`killed_everywhere`]; `check` sees what each kill has left before anything else does.
fn killed_with(fixture: &Fixture, case: &Case, check: &dyn Fn(&Fixture)) {
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
    let expected = u32::try_from(times.len().min(6)).unwrap();
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
            check(fixture);
            assert_whole(fixture, &format!("{} killed at {point}", case.command));
            fixture.done(case.after);
        }
    }
    assert!(
        killed >= expected,
        "{} was killed {killed} times",
        case.command
    );
}

fn assert_whole(fixture: &Fixture, what: &str) {
    fixture.check(what);
    let stale = fixture.done("puresim drive list --notitle | grep -c stale || true");
    // A drive that came back while its insertion was interrupted joins at the next rotation.
    let allowed = if what.contains("drive insert") { 1 } else { 0 };
    assert!(
        stale.trim().parse::<u32>().unwrap() <= allowed,
        "{what}: stale drives"
    );
}
