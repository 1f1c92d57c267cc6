//! The array's memory: one for all sessions of a user whatever their environments, wiped when the power
//! goes, and what commands do where it cannot be kept.

use std::path::{Path, PathBuf};
use std::process::Command;

use pure_tests::{Sandbox, script};

/// What cron, su, sudo, ssh, systemd and containers make of the environment of a session: a command that
/// runs what follows with it. `$TMPDIR` is a folder of the sandbox.
const SESSIONS: [&str; 10] = [
    // cron
    "env -u XDG_RUNTIME_DIR -u TMPDIR -u LC_ALL",
    // a login by ssh
    "env XDG_RUNTIME_DIR=/run/user/4711",
    // su
    "env -u XDG_RUNTIME_DIR -u TMPDIR HOME=/root USER=root LOGNAME=root",
    // sudo
    "env -u XDG_RUNTIME_DIR SUDO_USER=anna SUDO_UID=1000",
    // a service of systemd
    "env -u HOME -u USER -u LOGNAME -u XDG_RUNTIME_DIR TMPDIR=/tmp",
    // a service with folders of its own
    "env RUNTIME_DIRECTORY=$TMPDIR XDG_RUNTIME_DIR=$TMPDIR",
    // docker exec
    "env -u XDG_RUNTIME_DIR -u TMPDIR HOME=/",
    // a build
    "env TMPDIR=$TMPDIR/build XDG_RUNTIME_DIR=",
    // relative and missing folders
    "env TMPDIR=. XDG_RUNTIME_DIR=nowhere",
    "env -u XDG_RUNTIME_DIR TMPDIR=/nowhere",
];

/// The ways to a mount namespace of one's own: as root, or where the system lets everybody.
const NAMESPACES: [&str; 2] = ["unshare --mount", "unshare --map-root-user --mount"];

/// The files that the sandbox's array has in memory, wherever this user's memories lie.
fn memories(sandbox: &Sandbox) -> Vec<PathBuf> {
    let id = sandbox.array();
    let id = id.file_name().unwrap().to_str().unwrap();
    let user = rustix::process::geteuid().as_raw();
    let places = [
        format!("/run/user/{user}/puresim"),
        format!("/dev/shm/puresim-{user}"),
        format!("/tmp/puresim-{user}"),
    ];
    let mut found: Vec<_> = places.iter().flat_map(|place| within(place, id)).collect();
    // Nor in a folder that the environment names.
    let folder = sandbox.path();
    found.extend(
        ["run", "tmp", "user", "work"]
            .iter()
            .flat_map(|place| within(folder.join(place), id)),
    );
    found
}

/// The files below `folder` whose names begin with `id`.
fn within(folder: impl AsRef<Path>, id: &str) -> Vec<PathBuf> {
    let found = Command::new("find")
        .arg(folder.as_ref())
        .args(["-name", &format!("{id}*")])
        .output()
        .unwrap();
    let text = String::from_utf8(found.stdout).unwrap();
    text.lines().map(PathBuf::from).collect()
}

#[test]
fn all_sessions_of_a_user_see_one_array_with_one_memory() {
    let sandbox = Sandbox::new().unwrap();
    let done = |text: &str| sandbox.run(text).unwrap().success();
    done("mkdir -p \"$TMPDIR/build\"; echo hello | puresim data write vol1");
    assert_eq!(memories(&sandbox).len(), 1);
    for (number, session) in SESSIONS.iter().enumerate() {
        let other = SESSIONS[(number + 3) % SESSIONS.len()];
        assert_eq!(
            done(&format!("{session} puresim data read vol1")),
            "hello\n"
        );
        done(&format!("{session} purecert list"));
        assert_eq!(memories(&sandbox).len(), 1, "{session}");
        done(&format!("{session} puresim power off"));
        assert!(memories(&sandbox).is_empty(), "{session}");
        let refused = sandbox
            .run(&format!("{other} puresim data read vol1"))
            .unwrap();
        assert!(refused.failure(1).contains("The array is off."));
        done(&format!("{session} puresim power on"));
        assert_eq!(done(&format!("{other} puresim data read vol1")), "hello\n");
        assert_eq!(memories(&sandbox).len(), 1, "{other}");
        done(&format!("{other} puresim power cycle"));
        assert_eq!(memories(&sandbox).len(), 1, "{other}");
    }
    let lost = done("puresim log --csv --notitle --filter \"event=power\" | grep -c lost || true");
    assert_eq!(lost.trim(), "0");
}

#[test]
fn the_power_stays_on_until_what_is_running_has_ended() {
    let sandbox = Sandbox::new().unwrap();
    let played = sandbox.run(
        "mkfifo pipe; puresim power on > /dev/null
         puresim data write vol1 < pipe > /dev/null & writer=$!
         exec 3> pipe; echo one >&3; sleep 1
         puresim power off 3>&- & off=$!
         sleep 1; kill -0 $off || echo \"off already\"
         echo two >&3; exec 3>&-
         wait $writer && wait $off && puresim power status --csv --notitle | cut -d, -f2
         puresim power on > /dev/null; puresim data read vol1",
    );
    let text = played.unwrap().success();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with("Warning"))
        .collect();
    assert_eq!(lines, ["off", "one", "two"]);
}

/// Runs a script in a mount namespace of its own; `None` where nobody may have one.
fn in_namespace(sandbox: &Sandbox, name: &str) -> Option<String> {
    let mounts = |namespace: &&&str| {
        let mount = format!("{namespace} mount -t tmpfs tmpfs \"$TMPDIR\"");
        sandbox.run(&mount).unwrap().status == 0
    };
    let namespace = NAMESPACES.iter().find(mounts)?;
    let script = script(name);
    let played = sandbox.run(&format!("{namespace} sh {}", script.display()));
    Some(played.unwrap().success())
}

#[test]
fn where_the_memory_cannot_be_kept_nothing_is_lost_and_nothing_is_said_that_is_not_so() {
    let sandbox = Sandbox::new().unwrap();
    if let Some(output) = in_namespace(&sandbox, "memory.sh") {
        assert!(output.ends_with("\nnothing is lost\n"), "{output}");
    }
}

#[test]
fn a_host_that_does_not_say_which_boot_it_is_keeps_no_key() {
    let sandbox = Sandbox::new().unwrap();
    if let Some(output) = in_namespace(&sandbox, "boot-unknown.sh") {
        assert!(
            output.contains("cannot be kept in memory: the host does not say"),
            "{output}"
        );
        assert!(output.ends_with("\nlocked\nno memory\n"), "{output}");
    }
}
