//! The documented scripts, as they stand.

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

/// How often `needle` stands in `text`.
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
    assert_ne!(status.status, 0, "the script stopped it: {}", status.output);
}
