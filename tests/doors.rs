//! The array's doors: `puresim serve` with clients that nobody here wrote.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use pure_tests::run::run;
use pure_tests::{Sandbox, package_folder, python};
use rustix::process::{Pid, Signal, kill_process};

/// `puresim serve` at a free port, until it is dropped.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(sandbox: &Sandbox, options: &[&str]) -> Self {
        let mut command = sandbox.command("puresim");
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--csv"])
            .args(options);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = sandbox.spawn(command).unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let served = lines.map(Result::unwrap).find_map(|line| {
            let (_, address) = line.split_once("https://")?;
            Some(address.trim_end_matches('"').to_owned())
        });
        let address = served.expect("it says where it listens");
        Self { child, address }
    }

    /// Asks it to end, and returns its exit status.
    fn end(mut self) -> Option<i32> {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a program of `tests/doors`, which says at its end that it is done.
#[track_caller]
fn play(sandbox: &Sandbox, interpreter: &std::path::Path, program: &str, arguments: &[&str]) {
    let mut command = sandbox.command("sh");
    command.args(["-c", "exec \"$0\" \"$@\""]).arg(interpreter);
    command.arg(package_folder().join("doors").join(program));
    let said = run(command.args(arguments)).unwrap().success();
    assert!(said.ends_with("done\n"), "{said}");
}

/// An API token of `user`.
fn token(sandbox: &Sandbox, user: &str) -> String {
    let shown = sandbox.run(&format!("puresim user token create {user} --csv --notitle"));
    let shown = shown.unwrap().success();
    shown
        .split(',')
        .nth(1)
        .unwrap()
        .trim_matches('"')
        .to_owned()
}

/// A sandbox with the array and its certificate `management.pem`.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    sandbox.run("purecert list > /dev/null").unwrap().success();
    sandbox
}

/// Keeps the certificate of the web server as `management.pem`.
fn keep_certificate(sandbox: &Sandbox) {
    let kept = sandbox.run("purecert list management --certificate > management.pem");
    kept.unwrap().success();
}

#[test]
fn the_purestorage_library_works_over_rest_1() {
    let sandbox = sandbox();
    let serving = Serving::start(&sandbox, &[]);
    keep_certificate(&sandbox);
    let interpreter = python::interpreter().unwrap();
    let arguments = [serving.address.as_str(), "management.pem"];
    play(&sandbox, &interpreter, "rest1.py", &arguments);
    assert_eq!(serving.end(), Some(0));
}

#[test]
fn rest_2_is_as_it_is_described() {
    let sandbox = sandbox();
    let script =
        "printf 'correct horse\\n' | puresim user create reader --role readonly > /dev/null 2>&1
        openssl req -x509 -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.pem -days 30 \
            -subj /CN=leaf 2> /dev/null";
    sandbox.run(script).unwrap().success();
    let serving = Serving::start(&sandbox, &[]);
    keep_certificate(&sandbox);
    let (admin, reader) = (token(&sandbox, "pureuser"), token(&sandbox, "reader"));
    let interpreter = python::interpreter().unwrap();
    let arguments = [&serving.address, &admin, &reader, "management.pem", "."];
    play(&sandbox, &interpreter, "rest2.py", &arguments);
    let log = sandbox
        .run("puresim log --csv --notitle")
        .unwrap()
        .success();
    assert!(
        log.contains("pureuser via REST,certificate,brought,imported"),
        "{log}"
    );
    assert!(
        log.contains("REST,user,pureuser,logged in by API token"),
        "{log}"
    );
    assert_eq!(serving.end(), Some(0));
}

#[test]
fn the_web_server_shows_the_management_certificate_of_now_and_no_array_that_is_off() {
    let sandbox = sandbox();
    let serving = Serving::start(&sandbox, &[]);
    let shown = || {
        let command = format!(
            "openssl s_client -connect {} < /dev/null 2> /dev/null | openssl x509 -noout -subject -ext \
             subjectAltName",
            serving.address
        );
        sandbox.run(&command).unwrap()
    };
    let first = shown().success();
    assert!(
        first.contains("DNS:pure01, DNS:localhost, IP Address:127.0.0.1"),
        "{first}"
    );
    let change = "purecert setattr management --common-name other > /dev/null";
    sandbox.run(change).unwrap().success();
    let second = shown().success();
    assert!(
        second.contains("CN = other") || second.contains("CN=other"),
        "{second}"
    );
    assert!(second.contains("IP Address:127.0.0.1"), "{second}");
    sandbox
        .run("puresim power off > /dev/null")
        .unwrap()
        .success();
    assert_ne!(shown().status, 0, "an array that is off does not respond");
    sandbox
        .run("puresim power on > /dev/null")
        .unwrap()
        .success();
    assert_eq!(shown().success(), second);
    assert_eq!(serving.end(), Some(0));
}

#[test]
fn each_array_has_a_door_and_users_of_its_own() {
    let sandbox = sandbox();
    sandbox
        .run("puresim array create pure02 > /dev/null")
        .unwrap()
        .success();
    let mut command = sandbox.command("puresim");
    command.args([
        "serve",
        "--all",
        "--listen",
        "127.0.0.1:0",
        "--csv",
        "--notitle",
    ]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = sandbox.spawn(command).unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(2);
    let lines: Vec<String> = lines.map(Result::unwrap).collect();
    let token = token(&sandbox, "pureuser");
    let log_in = |line: &str| {
        let (name, address) = line.split_once(',').unwrap();
        let text = format!(
            "curl --silent --insecure --request POST --header 'api-token: {token}' {}/api/2.4/login",
            address.trim_matches('"')
        );
        (name.to_owned(), sandbox.run(&text).unwrap().success())
    };
    let answers: Vec<(String, String)> = lines.iter().map(|line| log_in(line)).collect();
    let _ = child.kill();
    let _ = child.wait();
    assert_eq!(answers[0].0, "pure01");
    assert!(
        answers[0].1.contains("\"username\":\"pureuser\""),
        "{answers:?}"
    );
    assert_eq!(answers[1].0, "pure02");
    assert!(
        answers[1].1.contains("Unable to list user for API token."),
        "{answers:?}"
    );
}

/// It takes py-pure-client, which is 868 MB: `cargo xtask test --all` runs it.
#[test]
#[ignore = "installs py-pure-client: cargo xtask test --all"]
fn py_pure_client_works_unmodified() {
    let sandbox = sandbox();
    let serving = Serving::start(&sandbox, &["--rest-version", "2.56"]);
    keep_certificate(&sandbox);
    let token = token(&sandbox, "pureuser");
    let interpreter = python::sdk().unwrap();
    let arguments = [serving.address.as_str(), &token, "management.pem"];
    play(&sandbox, &interpreter, "sdk.py", &arguments);
    assert_eq!(serving.end(), Some(0));
}
