//! The array's SSH door with clients that nobody here wrote: OpenSSH, expect, paramiko.

use pure_tests::run::run;
use pure_tests::{Sandbox, debian, package_folder, python};

/// Runs a script of `tests/ssh` after the prelude; it says at its end that it is done.
#[track_caller]
fn play(sandbox: &Sandbox, script: &str) {
    let prelude = std::fs::read_to_string(package_folder().join("ssh/prelude.sh")).unwrap();
    let mut command = sandbox.command("bash");
    command.args(["-c", &format!("{prelude}\n{script}")]);
    let said = run(&command).unwrap().success();
    assert!(said.ends_with("done\n"), "{said}");
}

fn sandbox() -> Sandbox {
    debian::need("ssh", "openssh-client").unwrap();
    let sandbox = Sandbox::new().unwrap();
    sandbox.run("purecert list > /dev/null").unwrap().success();
    sandbox
}

#[test]
fn openssh_runs_the_commands_of_the_array_and_nothing_else() {
    let script = std::fs::read_to_string(package_folder().join("ssh/openssh.sh")).unwrap();
    play(&sandbox(), &script);
}

#[test]
fn the_documented_workflow_through_ssh_alone() {
    debian::need("expect", "expect").unwrap();
    let sandbox = sandbox();
    let script = format!(
        "puresim keymanager start --listen 127.0.0.1:0 > /dev/null
         puresim keymanager account create acme > /dev/null
         puresim keymanager group create storage --account acme > /dev/null
         puresim keymanager app create flasharray --group storage > /dev/null
         puresim keymanager ca > ca.pem
         address=$(puresim keymanager status --columns address --notitle)
         upload='ssh -F config -i id_pureuser -l pureuser array purecert list cert_4 --certificate \
             | puresim keymanager app certificate flasharray --yes > /dev/null 2> upload.err'
         expect {}/ssh/workflow.exp \"$(puresim keymanager app show flasharray --uuid)\" \
             \"localhost:${{address##*:}}\" ca.pem \"$upload\" | tr -d '\\r'",
        package_folder().display()
    );
    play(&sandbox, &script);
}

#[test]
fn paramiko_and_clients_that_want_no_good() {
    let sandbox = sandbox();
    let python = python::interpreter().unwrap();
    let script = format!(
        "{} {}/ssh/clients.py $port id_pureuser",
        python.display(),
        package_folder().display()
    );
    play(&sandbox, &script);
}
