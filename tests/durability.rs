//! A key manager killed at any moment: what it has answered is there afterwards.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use pure_tests::port::Port;
use pure_tests::pykmip::{self, file};
use pure_tests::{Sandbox, package_folder};

/// After how many answers the key manager is killed, round after round.
const ROUNDS: [usize; 5] = [1, 4, 9, 16, 25];

#[test]
fn what_was_answered_survives_kill_9() {
    let (mut sandbox, port) = (Sandbox::new().unwrap(), Port::reserve().unwrap());
    sandbox.set("interop", package_folder().join("interop"));
    let script = fs::read_to_string(file("key-manager.sh")).unwrap();
    sandbox.run(&port.translate(&script)).unwrap().success();

    let answers = sandbox.work().join("answers");
    let mut total = 0;
    for count in ROUNDS {
        total += load(&sandbox, &port, count, &answers);
        let start = "puresim keymanager start --listen 127.0.0.1:5696";
        sandbox.run(&port.translate(start)).unwrap().success();
        let mut check = client(&sandbox, &port, "check");
        check.stdin(File::open(&answers).unwrap());
        let checked = pure_tests::sandbox::run(check).unwrap().success();
        assert!(checked.ends_with(" keys\n"), "{checked}");
    }
    let lines = fs::read_to_string(&answers).unwrap().lines().count();
    assert_eq!(lines, total);
    assert!(lines >= ROUNDS.iter().sum());
}

/// Has PyKMIP's client make keys, kills the key manager after `count` answers, and adds all answers
/// to the file `answers`. Gives their number.
fn load(sandbox: &Sandbox, port: &Port, count: usize, answers: &std::path::Path) -> usize {
    let mut load = client(sandbox, port, "load");
    let mut load = load
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(load.stdout.take().unwrap()).lines();
    let mut answered: Vec<String> = lines.by_ref().take(count).map(Result::unwrap).collect();
    assert_eq!(answered.len(), count, "the load ended by itself");
    let status = sandbox
        .run("puresim keymanager status --notitle")
        .unwrap()
        .success();
    let process = status.split_whitespace().last().unwrap();
    sandbox
        .run(&format!("kill -9 {process}"))
        .unwrap()
        .success();
    // Answers that were on their way count too.
    answered.extend(lines.map(Result::unwrap));
    assert!(
        !load.wait().unwrap().success(),
        "the key manager still runs"
    );

    let before = fs::read_to_string(answers).unwrap_or_default();
    fs::write(answers, format!("{before}{}\n", answered.join("\n"))).unwrap();
    answered.len()
}

fn client(sandbox: &Sandbox, port: &Port, mode: &str) -> Command {
    let mut python = pykmip::python(sandbox).unwrap();
    python
        .arg(file("pykmip_load.py"))
        .arg(mode)
        .arg(port.number().to_string());
    python.args(["ca.pem", "mine.pem", "mine.key"]);
    python
}
