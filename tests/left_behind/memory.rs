//! The memory of each command at its end, and of the key manager when it has served.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use pure_tests::Sandbox;
use pure_tests::fixture::Fixture;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;

use rustix::process::Signal;

use crate::process::{memory, send, wait_until_stopped};
use crate::secrets::Secrets;
use crate::table::{self, Freed};

/// How long a program takes at most to be itself.
const PAUSE: Duration = Duration::from_millis(200);

fn fixture() -> Fixture {
    assert!(
        rustix::process::geteuid().is_root(),
        "This test reads the memory of processes: run it as root."
    );
    let fixture = Fixture::new().unwrap();
    fixture
        .instrument(env!("CARGO_BIN_EXE_under-test"))
        .unwrap()
}

/// Where parts of `secrets` lie in the memory of that process.
fn left_in(process: u32, secrets: &Secrets) -> Vec<String> {
    let search = secrets.search();
    let pieces = memory(process).into_iter();
    pieces
        .flat_map(|(place, bytes)| {
            let finds = search.find(&bytes).into_iter();
            finds.map(move |find| {
                format!(
                    "{} as {} in {place} at {:x} of {:x}",
                    find.name,
                    find.form,
                    find.offset,
                    bytes.len()
                )
            })
        })
        .collect()
}

/// Starts a command of the shell, which stops itself when it is done, and waits until then.
#[track_caller]
fn until_its_end(fixture: &Fixture, command: &str) -> Child {
    let folder = fixture.sandbox.path();
    let instruments = folder.join("instrumented");
    // The shell becomes the command.
    let mut shell = fixture.sandbox.command("sh");
    let line = format!(
        "ulimit -c unlimited && exec {}/{command}",
        instruments.display()
    );
    shell
        .args(["-c", &line])
        .env("PURESIM_DISCLOSE", folder.join("disclosed"));
    shell.env("PURESIM_STOP_AT_EXIT", "").stdout(Stdio::null());
    let child = fixture.sandbox.spawn(shell).unwrap();
    wait_until_stopped(child.id());
    child
}

/// Runs a command of the shell to its end; what it disclosed, and what of it is in its memory then.
#[track_caller]
fn at_the_end_of(fixture: &Fixture, command: &str) -> (Secrets, Vec<String>) {
    let file = fixture.sandbox.path().join("disclosed");
    let _ = std::fs::remove_file(&file);
    let mut child = until_its_end(fixture, command);
    let secrets = Secrets::read(&file);
    let left = left_in(child.id(), &overwritten(&secrets));
    send(child.id(), Signal::CONT);
    assert!(child.wait().unwrap().success(), "{command}");
    (secrets, left)
}

/// Those that SECURITY.md says are overwritten.
fn overwritten(secrets: &Secrets) -> Secrets {
    secrets.filter(|name| table::of(name).freed == Freed::Overwritten)
}

#[test]
fn what_is_in_memory_is_found() {
    let sandbox = Sandbox::new().unwrap();
    let mut command = sandbox.command("sleep");
    command
        .arg("100")
        .env("PLANTED", "a secret of a test, which is planted");
    let mut child = sandbox.spawn(command).unwrap();
    std::thread::sleep(PAUSE);
    let planted = Secrets::default().with("planted", "a secret of a test");
    let found = left_in(child.id(), &planted);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        found[0].starts_with("planted as bytes in [stack]"),
        "{found:?}"
    );
}

#[test]
fn no_command_ends_with_a_key_in_its_memory() {
    let fixture = fixture();
    fixture.done("printf 'of an export\\nof an export\\n' > passphrase");
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for command in [
        "purearray enable security-token --kmip kmip_srvr",
        "purearray test security-token",
        "purearray list --security-token",
        "purearray replace security-token",
        "purekmip test kmip_srvr",
        "purekmip setattr kmip_srvr --certificate cert_4",
        "purecert list",
        "purecert create rsa --self-signed --common-name x",
        "purecert create ec --self-signed --key-algorithm ec --common-name x",
        "puresim key rotate",
        "puresim power cycle",
        "puresim data write vol2 < plain",
        "puresim data read vol2",
        "puresim drive pull CH0.BAY9",
        "puresim drive insert CH0.BAY9",
        "puresim drive add",
        "puresim card create alice",
        "puresim card insert alice",
        "puresim power off",
        "puresim power on",
        "purearray disable security-token",
        "purearray enable security-token",
        "purearray test security-token",
        "puresim power cycle",
        "puresim array create second",
        "puresim array export second second.pure < passphrase",
        "puresim array delete second --yes",
        "puresim array import second.pure < passphrase",
    ] {
        let (secrets, left) = at_the_end_of(&fixture, command);
        seen.extend(secrets.names());
        wrong.extend(left.into_iter().map(|find| format!("{command}: {find}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for name in table::disclosed() {
        assert!(seen.contains(&name.to_owned()), "no {name} was disclosed");
    }
}

/// What becomes of a process that is told to die with a core dump, whatever its limit was.
fn dumped(mut child: Child) -> ExitStatus {
    let process = child.id();
    let raised = Command::new("prlimit")
        .args(["--core=unlimited", "--pid"])
        .arg(process.to_string())
        .status();
    assert!(raised.expect("prlimit is part of util-linux").success());
    send(process, Signal::QUIT);
    send(process, Signal::CONT);
    child.wait().unwrap()
}

#[test]
fn no_command_leaves_a_core_dump() {
    let fixture = fixture();
    let mut sleep = fixture.sandbox.command("sh");
    sleep.args(["-c", "ulimit -c unlimited && exec sleep 100"]);
    let sleep = fixture.sandbox.spawn(sleep).unwrap();
    std::thread::sleep(PAUSE);
    assert!(dumped(sleep).core_dumped(), "core dumps are off here");
    for command in [
        "purecert list",
        "purekmip list",
        "purearray list",
        "puresim power status",
    ] {
        let status = dumped(until_its_end(&fixture, command));
        assert_eq!(
            (status.signal(), status.core_dumped()),
            (Some(3), false),
            "{command}"
        );
    }
    // That of `sleep`.
    assert!(cores(&fixture.sandbox.work()) <= 1);
}

/// How many core dumps lie in that folder.
fn cores(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name());
    let is_core = |name: &std::ffi::OsString| name.to_string_lossy().starts_with("core");
    names.filter(is_core).count()
}

#[test]
fn the_key_manager_leaves_no_core_dump_under_load() {
    let fixture = fixture();
    fixture.done(
        "ulimit -c unlimited
         puresim keymanager stop
         PURESIM_SEED=transcript puresim keymanager start --listen 127.0.0.1:5696
         purearray enable security-token --kmip kmip_srvr
         for i in 1 2 3 4 5 6; do
             (while purearray test security-token; do :; done) > /dev/null 2>&1 &
         done",
    );
    std::thread::sleep(2 * PAUSE);
    let status = fixture.done("puresim keymanager status --notitle");
    let process: u32 = status.split_whitespace().last().unwrap().parse().unwrap();
    let links = ["cwd", "status"].map(|name| format!("/proc/{process}/{name}"));
    let folder = std::fs::read_link(&links[0]).unwrap();
    let before = cores(&folder);
    // Whatever its limit was.
    let raised = Command::new("prlimit")
        .args(["--core=unlimited", "--pid"])
        .arg(process.to_string())
        .status();
    assert!(raised.unwrap().success());
    send(process, Signal::ABORT);
    while Path::new(&links[1]).exists() {
        std::thread::sleep(PAUSE);
    }
    assert_eq!(cores(&folder), before);
    fixture.done("PURESIM_SEED=transcript puresim keymanager start --listen 127.0.0.1:5696");
}

#[test]
fn the_key_manager_keeps_no_key_that_it_has_served() {
    let fixture = fixture();
    let file = fixture.sandbox.path().join("served");
    let path = file.to_string_lossy();
    let disclosed = |line: &str| {
        assert_eq!(
            fixture.instrumented("PURESIM_DISCLOSE", &path, line),
            0,
            "{line}"
        )
    };
    disclosed(
        "purearray enable security-token --kmip kmip_srvr && purearray replace security-token",
    );
    let status = fixture.done("puresim keymanager status --notitle");
    let process = status.split_whitespace().last().unwrap().parse().unwrap();
    let home = fixture.sandbox.path().join("home/keymanager");
    let of_ca = Secrets::default().with("private key", der_of(&home.join("ca.pem")));
    // The raw bytes, and what it works with: a control that its memory is what is searched.
    let master = std::fs::read(home.join("master.key")).unwrap();
    let master = Secrets::default().with("master key", master);
    assert!(!left_in(process, &master).is_empty(), "it is in use");
    for _ in 0..5 {
        // Sixteen at once, and while they are served the keys of those before may be nowhere else than
        // in what is being sent.
        disclosed("for i in $(seq 16); do purearray test security-token > /dev/null & done; wait");
        let keys = Secrets::read(&file).only("token's key");
        assert_eq!(
            left_in(process, &keys.and(of_ca.clone())),
            Vec::<String>::new()
        );
    }
}

/// The private key in a file of PEM, in DER.
fn der_of(path: &Path) -> Vec<u8> {
    PrivatePkcs8KeyDer::from_pem_file(path)
        .unwrap()
        .secret_pkcs8_der()
        .to_vec()
}
