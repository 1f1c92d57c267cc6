//! The command line: output, messages and exit status.

use std::net::TcpListener;

use assert_cmd::Command;
use assert_cmd::assert::Assert;

/// A home of its own, with the array that the first command makes.
struct Sandbox(tempfile::TempDir);

impl Sandbox {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn run(&self, arguments: &str) -> Assert {
        let folder = self.0.path();
        Command::new(env!("CARGO_BIN_EXE_purekmip"))
            .args(arguments.split_whitespace())
            .env_remove("PURE_ARRAY")
            .env("PURESIM_HOME", folder.join("home"))
            .env("XDG_RUNTIME_DIR", folder)
            .env("PURESIM_NOW", "2024-02-29T06:01:39Z")
            .assert()
    }

    /// Standard output of a command that succeeds and says nothing else.
    fn done(&self, arguments: &str) -> String {
        let assert = self.run(arguments).success().stderr("");
        text(&assert.get_output().stdout)
    }

    /// Standard output and standard error of a command that fails.
    fn failed(&self, arguments: &str) -> (String, String) {
        let assert = self.run(arguments).code(1);
        let output = assert.get_output();
        (text(&output.stdout), text(&output.stderr))
    }

    /// That a command fails with this error and prints nothing else.
    fn refused(&self, arguments: &str, error: &str) {
        self.run(arguments)
            .code(1)
            .stdout("")
            .stderr(format!("{error}\n"));
    }
}

/// Without the blanks that fill up the last column.
fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

/// A port on which nothing listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

const REFUSED: &str = "TCP connection: connection refused. Start the key manager, or correct the \
                       URI with purekmip setattr.";

#[test]
fn create_takes_uris_by_comma_and_repeated() {
    let sandbox = Sandbox::new();
    assert_eq!(
        sandbox.done("create k --uri a:1,b:2 --uri [::1]:3 --certificate management"),
        "Name  URI              Certificate  Ca Certificate Configured\n\
         k     a:1,b:2,[::1]:3  management   False\n"
    );
    let twice = sandbox.run("create l --uri a:1,A:1 --certificate management");
    twice.code(2).stdout("").stderr(
        "Error on l: Missing or invalid parameter. URI A:1 is given twice. Give each once.\n",
    );
    assert_eq!(sandbox.done("list --notitle l*"), "");
}

#[test]
fn setattr_changes_what_is_given_and_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.done("create k --uri a:1 --certificate management");
    assert_eq!(
        sandbox.done("setattr K --uri b:2,c:3 --csv"),
        "Name,URI,Certificate,Ca Certificate Configured\nk,\"b:2,c:3\",management,False\n"
    );
    sandbox.refused(
        "setattr k --certificate cert_9",
        "Error on cert_9: Certificate does not exist.",
    );
    sandbox.refused(
        "setattr l --uri a:1",
        "Error on l: KMIP server does not exist.",
    );
    let wrong = sandbox.run("setattr k").code(2);
    let said = text(&wrong.get_output().stderr);
    assert!(
        said.contains("--uri") && said.contains("--ca-certificate"),
        "{said}"
    );
    assert_eq!(
        sandbox.done("list --notitle"),
        "k  b:2,c:3  management  False\n"
    );
}

#[test]
fn delete_does_what_it_can() {
    let sandbox = Sandbox::new();
    sandbox.done("create k --uri a:1 --certificate management");
    sandbox.refused("delete l k", "Error on l: KMIP server does not exist.");
    assert_eq!(sandbox.done("list --notitle"), "");
}

#[test]
fn list_shows_each_server_once() {
    let sandbox = Sandbox::new();
    for name in ["k1", "k2", "other"] {
        sandbox.done(&format!("create {name} --uri a:1 --certificate management"));
    }
    let names = |arguments: &str| -> Vec<String> {
        let assert = sandbox.run(arguments);
        text(&assert.get_output().stdout)
            .lines()
            .map(|l| l.split(' ').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("list --notitle other k* k1"), ["other", "k1", "k2"]);
    assert_eq!(names("list --notitle x k1"), ["k1"]);
    let (_, said) = sandbox.failed("list x k1");
    assert_eq!(said, "Error on x: KMIP server does not exist.\n");
}

#[test]
fn list_prints_no_ca_certificate_where_there_is_none() {
    let sandbox = Sandbox::new();
    sandbox.done("create k --uri a:1 --certificate management");
    sandbox.refused(
        "list k --ca-certificate",
        "Error on k: KMIP server has no CA certificate. Give it one with purekmip setattr \
         --ca-certificate.",
    );
}

#[test]
fn details_of_a_server() {
    let sandbox = Sandbox::new();
    sandbox.done("create k --uri a:1 --certificate management");
    assert_eq!(
        sandbox.done("list --detail --nvp"),
        "name=k\nuri=a:1\ncertificate=management\n\
         certificate_valid_to=2034-02-26 06:01:39 UTC\ndays_left=3650\nca_issued_to=-\n\
         ca_valid_to=-\nsecurity_token=False\n"
    );
}

#[test]
fn test_has_a_row_for_each_uri() {
    let sandbox = Sandbox::new();
    let (one, two) = (closed_port(), closed_port());
    let uris = format!("127.0.0.1:{one},127.0.0.1:{two}");
    sandbox.done(&format!("create k --uri {uris} --certificate management"));
    let (shown, said) = sandbox.failed("test --csv");
    assert_eq!(
        shown,
        format!(
            "Name,URI,Status,Details\n\
             k,127.0.0.1:{one},FAILED,\"{REFUSED}\"\n\
             k,127.0.0.1:{two},FAILED,\"{REFUSED}\"\n"
        )
    );
    assert_eq!(said, "Warning: KMIP server k cannot be used.\n");
}

#[test]
fn test_of_an_unknown_server() {
    let sandbox = Sandbox::new();
    let (_, said) = sandbox.failed("test nope");
    assert_eq!(said, "Error on nope: KMIP server does not exist.\n");
}

#[test]
fn verbose_test_shows_the_stages_up_to_the_fault() {
    let sandbox = Sandbox::new();
    let port = closed_port();
    sandbox.done(&format!(
        "create k --uri 127.0.0.1:{port} --certificate management"
    ));
    let (shown, said) = sandbox.failed("test --verbose --csv k");
    assert_eq!(said, "");
    let mut lines = shown.lines();
    assert_eq!(lines.next(), Some("Name,URI,Stage,Status,Time,Details"));
    let certificate = lines.next().unwrap();
    assert!(certificate.starts_with(&format!("k,127.0.0.1:{port},Certificate,OK,")));
    assert!(
        certificate.contains("certificate: management; subject: CN=pure01"),
        "{certificate}"
    );
    assert!(
        certificate.contains("valid to: 2034-02-26 06:01:39 UTC; SHA-256: "),
        "{certificate}"
    );
    assert!(lines.next().unwrap().contains(",Name resolution,OK,"));
    let fault = lines.next().unwrap();
    assert!(
        fault.contains(",TCP connection,FAILED,") && fault.contains(REFUSED),
        "{fault}"
    );
    assert_eq!(lines.next(), None);
}
