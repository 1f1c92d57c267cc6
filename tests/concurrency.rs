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

#[test]
fn homes_that_are_set_up_at_once_open_their_doors_at_ports_of_their_own() {
    let sandbox = Sandbox::new().unwrap();
    let up = "for n in 1 2 3 4; do
            (export PURESIM_HOME=$PWD/home$n; puresim up --listen 127.0.0.1:0 > said$n 2>&1 || cat said$n) &
        done; wait";
    assert_eq!(sandbox.run(up).unwrap().success(), "");
    let shown = "for n in 1 2 3 4; do
            export PURESIM_HOME=$PWD/home$n
            puresim serve status --csv --notitle | cut -d, -f3,4 | tr , '\\n'
            puresim down > /dev/null
        done";
    let shown = sandbox.run(shown).unwrap().success();
    let mut addresses: Vec<&str> = shown.lines().collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), 8, "{shown}");
}
