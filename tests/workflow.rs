//! The documented scripts, unchanged.

use std::fs;

use pure_tests::port::Port;
use pure_tests::{Sandbox, script};

/// What the script wrote, on its port or, where that is taken, on another.
fn play(sandbox: &Sandbox, port: &Port, text: &str) -> String {
    let ran = sandbox.run(&port.translate(text)).unwrap();
    port.translate_back(&ran.success())
}

fn read(name: &str) -> String {
    fs::read_to_string(script(name)).unwrap()
}

/// How often `needle` occurs in `text`.
fn count(text: &str, needle: &str) -> usize {
    text.matches(needle).count()
}

#[test]
fn the_documented_workflow_from_the_certificate_to_the_mismatch() {
    let (sandbox, port) = (Sandbox::new().unwrap(), Port::reserve_documented().unwrap());
    let output = play(&sandbox, &port, &read("documented-workflow.sh"));

    assert_eq!(
        count(&output, "kmip_srvr  localhost:5696  OK"),
        1,
        "{output}"
    );
    assert_eq!(count(&output, "True     enabled  KMIP"), 1, "{output}");
    assert_eq!(count(&output, "True     key mismatch  KMIP"), 1, "{output}");
    assert_eq!(
        count(&output, "CT0   localhost:5696  OK      KMIP"),
        1,
        "{output}"
    );
    let refused = output
        .lines()
        .rfind(|line| line.starts_with("CT0   localhost:5696  FAILED"));
    assert!(
        refused.is_some_and(|line| line.contains("Deactivated")),
        "{output}"
    );
    assert!(output.contains("\nexit status 1\n"), "{output}");

    let status = sandbox.run("puresim keymanager status").unwrap();
    assert_ne!(status.status, 0, "the script stopped it: {}", status.text);
}

#[test]
fn rapid_data_locking_after_the_documented_workflow() {
    let (sandbox, port) = (Sandbox::new().unwrap(), Port::reserve_documented().unwrap());
    let workflow = read("documented-workflow.sh");
    let (enabled, _) = workflow.split_once("\nkey=").unwrap();
    play(&sandbox, &port, enabled);
    let script = format!("set -e\n{}", read("rapid-data-locking.sh"));
    let output = play(&sandbox, &port, &script);

    let remarks: Vec<_> = output
        .lines()
        .filter(|line| ["locked", "refused"].contains(line))
        .collect();
    assert_eq!(remarks, ["locked", "refused", "locked"], "{output}");
    assert_eq!(count(&output, "pure01 is on."), 3, "{output}");
    let unreachable = "localhost:5696: TCP connection: connection refused";
    // The power-on that failed, and the read that names its reason.
    assert_eq!(count(&output, unreachable), 2, "{output}");
    assert!(
        output.contains("Error on vol1: The array is locked"),
        "{output}"
    );
    let last = output
        .lines()
        .rfind(|line| line.starts_with("Error"))
        .unwrap();
    assert!(
        last.contains("Key mismatch") && last.contains("Deactivated"),
        "{output}"
    );
}
