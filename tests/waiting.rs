//! A command that waits for another: it says so on a terminal, and gives up in the end.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use pure_tests::Sandbox;

const NOTICE: &str = "Waiting for another command that changes the array.";
const KEY_MANAGER_NOTICE: &str = "Waiting for another command that changes the key manager.";
const BUSY: &str = "Another command has been changing the array for 30 seconds. Try again later.";
const KEY_MANAGER_BUSY: &str =
    "The key manager's state was in use by others for 30 seconds. Try again.";

/// Holds the database for writing until its standard input ends.
const HOLD_DATABASE: &str = "
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute('BEGIN IMMEDIATE')
print('held', flush=True)
sys.stdin.read()
db.execute('ROLLBACK')
";

/// What a command waits for: held until it is dropped.
enum Held {
    Lock(#[expect(dead_code, reason = "held, not used")] File),
    Database(Child),
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Self::Database(holder) = self {
            drop(holder.stdin.take());
            holder.wait().unwrap();
        }
    }
}

fn lock(sandbox: &Sandbox) -> Held {
    let path = sandbox.array().join("lock");
    let file = File::options()
        .create(true)
        .append(true)
        .open(path)
        .unwrap();
    file.lock().unwrap();
    Held::Lock(file)
}

fn database(sandbox: &Sandbox) -> Held {
    held(sandbox, &sandbox.array().join("array.db"))
}

fn key_manager(sandbox: &Sandbox) -> Held {
    held(
        sandbox,
        &sandbox.path().join("home/keymanager/keymanager.db"),
    )
}

/// Holds that database of the sandbox.
fn held(sandbox: &Sandbox, path: &Path) -> Held {
    let mut holder = sandbox.command("python3");
    holder.args(["-c", HOLD_DATABASE]);
    holder.arg(path);
    let mut holder = holder
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut held = [0; 4];
    let stdout = holder.stdout.as_mut().unwrap();
    std::io::Read::read_exact(stdout, &mut held).unwrap();
    Held::Database(holder)
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    sandbox
        .run("purecert create one --self-signed --common-name x; puresim keymanager account create acme")
        .unwrap()
        .success();
    sandbox
}

/// `line` on a terminal of its own, by Python's pty module.
fn on_a_terminal(sandbox: &Sandbox, line: &str) -> Command {
    let mut python = sandbox.command("python3");
    let spawn = "import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(['sh', '-c', sys.argv[1]])))";
    python.args(["-c", spawn, line]).env("TERM", "xterm");
    python
}

/// What `command` writes when it has to wait for a second and a half.
fn delayed(mut command: Command, held: Held) -> String {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = child.spawn().unwrap();
    thread::sleep(Duration::from_millis(2500));
    drop(held);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).unwrap()
}

#[test]
fn a_terminal_is_told_once_after_a_second() {
    let sandbox = sandbox();
    let rotate = || on_a_terminal(&sandbox, "puresim key rotate");
    let text = delayed(rotate(), lock(&sandbox));
    assert_eq!(text.matches(NOTICE).count(), 1, "{text}");
    let delete = on_a_terminal(&sandbox, "purecert delete one");
    let text = delayed(delete, database(&sandbox));
    assert_eq!(text.matches(NOTICE).count(), 1, "{text}");
    let create = on_a_terminal(&sandbox, "puresim keymanager account create other");
    let text = delayed(create, key_manager(&sandbox));
    assert_eq!(text.matches(KEY_MANAGER_NOTICE).count(), 1, "{text}");
    // A command that need not wait says nothing.
    let output = rotate().output().unwrap();
    assert!(!String::from_utf8(output.stdout).unwrap().contains(NOTICE));
}

#[test]
fn nothing_is_told_elsewhere() {
    let sandbox = sandbox();
    let mut rotate = sandbox.command("puresim");
    rotate.args(["key", "rotate"]);
    let text = delayed(rotate, lock(&sandbox));
    assert!(!text.contains(NOTICE), "{text}");
}

#[test]
fn it_gives_up_after_half_a_minute() {
    let gives_up = |line: &str, hold: fn(&Sandbox) -> Held, busy: &str| {
        let sandbox = sandbox();
        let held = hold(&sandbox);
        let start = Instant::now();
        let failed = sandbox.run(line).unwrap().failure(1);
        let waited = start.elapsed().as_secs();
        assert!((29..45).contains(&waited), "{line}: {waited} s");
        assert!(failed.contains(busy), "{line}: {failed}");
        drop(held);
        let listed = sandbox.run("purecert list --notitle; puresim keymanager account list");
        let listed = listed.unwrap().success();
        assert!(
            listed.contains("one ") && listed.contains("acme "),
            "{listed}"
        );
        std::io::stdout().flush().unwrap();
    };
    thread::scope(|scope| {
        scope.spawn(|| gives_up("puresim key rotate", lock, BUSY));
        scope.spawn(|| gives_up("purecert delete one", database, BUSY));
        scope.spawn(|| {
            let line = "puresim keymanager account delete acme --yes";
            gives_up(line, key_manager, KEY_MANAGER_BUSY);
        });
    });
}
