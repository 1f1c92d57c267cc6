//! Each sync of a command that changes the drives fails, one after the other: what was there stays, what
//! was written is readable, and nothing is left beside the bays.

use pure_tests::{Sandbox, debian};

/// The commands, and how to come back to where they can be tried again.
const COMMANDS: [(&str, &str); 5] = [
    ("puresim key rotate", "true"),
    ("puresim key rotate --data-encryption-key", "true"),
    ("puresim drive add", "true"),
    (
        "puresim drive replace CH0.BAY1",
        "puresim drive list --notitle | grep -q 'BAY1 .*failed' || puresim drive fail CH0.BAY1",
    ),
    (
        "puresim drive insert CH0.BAY2",
        "puresim drive list --notitle | grep -q 'BAY2 .*missing' || puresim drive pull CH0.BAY2",
    ),
];

#[test]
fn a_sync_that_fails_loses_nothing() {
    debian::need("strace", "strace").unwrap();
    let sandbox = Sandbox::new().unwrap();
    let done = |text: &str| sandbox.run(text).unwrap().success();
    done("puresim array create small --drives 5 && puresim array use small");
    done("printf kept | puresim data write vol1");
    // A rotation that is postponed is told with each command.
    let read = "puresim data read vol1 2> /dev/null";
    let mut failed = 0;
    for (command, before) in COMMANDS {
        for call in ["fsync", "fdatasync"] {
            for when in 1..=4 {
                done(before);
                let inject = format!("inject={call}:error=EIO:when={when}");
                let ran = sandbox.run(&format!("strace -f -o /dev/null -e {inject} {command}"));
                let what = format!("{command}, {call} {when}");
                failed += u32::from(ran.unwrap().status != 0);
                assert_eq!(done(read), "kept", "{what}");
                done("puresim power cycle");
                assert_eq!(done(read), "kept", "{what}");
                let beside = "ls \"$PURESIM_HOME\"/arrays/*/drives | grep '[.].*[.]' || true";
                assert_eq!(done(beside), "", "{what}: left beside the bays");
                let damaged =
                    "puresim drive list --notitle 2> /dev/null | grep -E 'damaged|unknown' || true";
                assert_eq!(done(damaged), "", "{what}");
            }
        }
    }
    assert!(failed > 10, "{failed} commands failed");
}
