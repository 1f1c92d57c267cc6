//! A key manager killed at any moment: what it has responded is there afterwards.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use predicates::str::ends_with;
use pure_tests::port::Port;
use pure_tests::pykmip::{self, file};
use pure_tests::run::DEADLINE;
use pure_tests::{Sandbox, package_folder};

/// After how many responses the key manager is killed, round after round.
const ROUNDS: [usize; 5] = [1, 4, 9, 16, 25];

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let (mut sandbox, port) = (Sandbox::new().unwrap(), Port::reserve().unwrap());
    sandbox.set("interop", package_folder().join("interop"));
    let script = fs::read_to_string(file("key-manager.sh")).unwrap();
    sandbox.run(&port.translate(&script)).unwrap().success();

    let responses = sandbox.work().join("responses");
    let mut total = 0;
    for count in ROUNDS {
        total += load(&sandbox, &port, count, &responses);
        let start = "puresim keymanager start --listen 127.0.0.1:5696";
        sandbox.run(&port.translate(start)).unwrap().success();
        assert_cmd::Command::from_std(client(&sandbox, &port, "check"))
            .pipe_stdin(&responses)
            .unwrap()
            .timeout(DEADLINE)
            .assert()
            .success()
            .stdout(ends_with(" keys\n"));
    }
    let lines = fs::read_to_string(&responses).unwrap().lines().count();
    assert_eq!(lines, total);
    assert!(lines >= ROUNDS.iter().sum());
}

/// Has PyKMIP's client make keys, kills the key manager after `count` responses, and adds all
/// responses to the file `responses`. Gives their number.
fn load(sandbox: &Sandbox, port: &Port, count: usize, responses: &std::path::Path) -> usize {
    let mut load = client(sandbox, port, "load");
    let mut load = load
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(load.stdout.take().unwrap()).lines();
    let mut acknowledged: Vec<String> = lines.by_ref().take(count).map(Result::unwrap).collect();
    assert_eq!(acknowledged.len(), count, "the load ended by itself");
    let status = sandbox
        .run("puresim keymanager status --notitle")
        .unwrap()
        .success();
    let process = status.split_whitespace().last().unwrap();
    sandbox
        .run(&format!("kill -9 {process}"))
        .unwrap()
        .success();
    // Responses that were on their way count too.
    acknowledged.extend(lines.map(Result::unwrap));
    assert!(
        !load.wait().unwrap().success(),
        "the key manager is still running"
    );

    let before = fs::read_to_string(responses).unwrap_or_default();
    fs::write(responses, format!("{before}{}\n", acknowledged.join("\n"))).unwrap();
    acknowledged.len()
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
