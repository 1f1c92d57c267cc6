//! A home that cannot be written: a clear error, and the state as before.

use pure_tests::{Sandbox, script};

/// What the scripts do with a home that is full: a command of each kind.
const COMMANDS: usize = 3;

/// The ways to a mount namespace of one's own: as root, or where the system lets everybody.
const NAMESPACES: [&str; 2] = ["unshare --mount", "unshare --map-root-user --mount"];

/// Plays a script of `tests/scripts` by `shell`, and checks that each command failed with one line,
/// that nothing changed, and that the script made `after` at its end.
fn check(sandbox: &Sandbox, shell: &str, name: &str) -> Vec<String> {
    let played = sandbox
        .run(&format!("{shell} {}", script(name).display()))
        .unwrap();
    let output = played.success();
    let errors: Vec<_> = output
        .lines()
        .filter(|line| line.starts_with("Error"))
        .collect();
    assert_eq!(errors.len(), COMMANDS, "{output}");
    assert_eq!(
        output.matches("exit status 1: ").count(),
        COMMANDS,
        "{output}"
    );
    assert!(
        output.ends_with("\nafter\nbefore\nmanagement\n"),
        "{output}"
    );
    errors.into_iter().map(str::to_owned).collect()
}

/// The first of these ways that works here.
fn namespace(sandbox: &Sandbox) -> Option<&'static &'static str> {
    let mounts = |namespace: &&&str| {
        let mount = format!("{namespace} mount -t tmpfs tmpfs \"$TMPDIR\"");
        sandbox.run(&mount).unwrap().status == 0
    };
    NAMESPACES.iter().find(mounts)
}

#[test]
fn a_full_disk_is_named_and_leaves_the_array_as_it_was() {
    let sandbox = Sandbox::new().unwrap();
    // Where nobody may mount, the limit of files below shows the same.
    if let Some(namespace) = namespace(&sandbox) {
        for error in check(&sandbox, &format!("{namespace} sh"), "disk-full.sh") {
            assert!(error.contains("No space left"), "{error}");
        }
    }
}

#[test]
fn files_that_cannot_grow_leave_the_array_as_it_was() {
    let sandbox = Sandbox::new().unwrap();
    for error in check(&sandbox, "sh", "file-limit.sh") {
        assert!(error.contains("array's state"), "{error}");
    }
}

#[test]
fn a_rotation_on_a_full_disk_says_whether_it_counts() {
    let sandbox = Sandbox::new().unwrap();
    if let Some(namespace) = namespace(&sandbox) {
        let script = script("rotation-full.sh");
        let played = sandbox
            .run(&format!("{namespace} sh {}", script.display()))
            .unwrap();
        assert!(played.success().contains("works with"));
    }
}

#[test]
fn a_power_cycle_on_a_home_that_cannot_be_written_leaves_the_array_as_it_was() {
    let sandbox = Sandbox::new().unwrap();
    let Some(namespace) = namespace(&sandbox) else {
        return;
    };
    let script = script("power-cycle.sh");
    let played = sandbox
        .run(&format!("{namespace} sh {}", script.display()))
        .unwrap();
    let said = played.success();
    let lines: Vec<&str> = said.lines().collect();
    let [cycle, on, read_only, end] = lines.as_slice() else {
        panic!("{said}")
    };
    for full in [cycle, on] {
        assert!(
            full.contains("No space left to write the array's state"),
            "{said}"
        );
    }
    assert!(read_only.contains("Read-only file system"), "{said}");
    assert_eq!(*end, "as it was");
}
