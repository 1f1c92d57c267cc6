//! Many commands at once on one array.

use std::process::{Child, Stdio};

use pure_tests::Sandbox;

const UUID: &str = "e003132d-6d58-4e7e-a781-03fc5d8c7c21";
const COUNT: usize = 50;

/// Starts `purecert create` for each of `names` before it waits for the first, and gives the exit
/// status and the standard error of each.
fn create_at_once(sandbox: &Sandbox, names: &[String]) -> Vec<(Option<i32>, String)> {
    let start = |name: &String| -> Child {
        let mut create = sandbox.command("purecert");
        create.args(["create", name, "--self-signed", "--common-name", UUID]);
        create
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<Child> = names.iter().map(start).collect();
    let finish = |child: Child| {
        let output = child.wait_with_output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    children.into_iter().map(finish).collect()
}

/// The names of the certificates that the operator made, in the order listed.
fn listed(sandbox: &Sandbox) -> Vec<String> {
    let output = sandbox.run("purecert list --notitle").unwrap().success();
    let names = output
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "management")
        .map(str::to_owned)
        .collect()
}

#[test]
fn fifty_certificates_made_at_once_are_all_there() {
    let sandbox = Sandbox::new().unwrap();
    let names: Vec<String> = (0..COUNT).map(|i| format!("cert-{i:02}")).collect();
    for (name, (status, errors)) in names.iter().zip(create_at_once(&sandbox, &names)) {
        assert_eq!(status, Some(0), "{name}: {errors}");
    }
    assert_eq!(listed(&sandbox), names);
}

#[test]
fn one_name_taken_fifty_times_at_once_is_had_once() {
    let sandbox = Sandbox::new().unwrap();
    let outcomes = create_at_once(&sandbox, &vec!["cert".to_owned(); COUNT]);
    let done = outcomes
        .iter()
        .filter(|(status, _)| *status == Some(0))
        .count();
    assert_eq!(done, 1);
    for (status, errors) in outcomes.iter().filter(|(status, _)| *status != Some(0)) {
        assert_eq!(*status, Some(1));
        assert_eq!(errors, "Error on cert: Certificate exists.\n");
    }
    assert_eq!(listed(&sandbox), ["cert"]);
}
