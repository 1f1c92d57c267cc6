//! The array's doors: `puresim serve` with clients that nobody here wrote.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use pure_tests::port::Port;
use pure_tests::run::{run, run_within};
use pure_tests::{Sandbox, Serving, debian, package_folder, python};

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
    let serving = Serving::start(&sandbox, &[]).unwrap();
    keep_certificate(&sandbox);
    let interpreter = python::interpreter().unwrap();
    let arguments = [serving.address.as_str(), "management.pem"];
    play(&sandbox, &interpreter, "rest1.py", &arguments);
    assert_eq!(serving.end().unwrap(), Some(0));
}

#[test]
fn rest_2_is_as_it_is_described() {
    let sandbox = sandbox();
    let script =
        "printf 'correct horse\\n' | puresim user create reader --role readonly > /dev/null 2>&1
        openssl req -x509 -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.pem -days 30 \
            -subj /CN=leaf 2> /dev/null";
    sandbox.run(script).unwrap().success();
    let serving = Serving::start(&sandbox, &[]).unwrap();
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
    assert_eq!(serving.end().unwrap(), Some(0));
}

#[test]
fn api_clients_get_access_tokens_for_id_tokens_that_they_signed() {
    let sandbox = sandbox();
    let script = "for name in client stranger; do
            openssl genrsa -traditional -out $name.key 2048 2> /dev/null
            openssl rsa -in $name.key -pubout -out $name.pub 2> /dev/null
        done
        puresim user client create app --public-key client.pub --issuer test \
            --max-role storage_admin --timeout 1h --csv > client.csv";
    sandbox.run(script).unwrap().success();
    let serving = Serving::start(&sandbox, &[]).unwrap();
    keep_certificate(&sandbox);
    let token = token(&sandbox, "pureuser");
    let interpreter = python::interpreter().unwrap();
    let arguments = [&serving.address, &token, "management.pem", "."];
    play(&sandbox, &interpreter, "oauth.py", &arguments);
    // The array's time decides when an access token ends.
    let asked = || {
        let command = format!(
            "curl --silent --insecure --header \"Authorization: Bearer $(cat access)\" \
             https://{}/api/2.26/arrays",
            serving.address
        );
        sandbox.run(&command).unwrap().success()
    };
    assert!(asked().contains("pure01"), "{}", asked());
    let advance = "puresim clock advance 59m > /dev/null";
    sandbox.run(advance).unwrap().success();
    assert!(asked().contains("pure01"), "{}", asked());
    sandbox
        .run("puresim clock advance 2m > /dev/null")
        .unwrap()
        .success();
    assert!(asked().contains("Invalid session."), "{}", asked());
    assert_eq!(serving.end().unwrap(), Some(0));
}

#[test]
fn the_web_server_shows_the_management_certificate_of_now_and_no_array_that_is_off() {
    let sandbox = sandbox();
    let serving = Serving::start(&sandbox, &[]).unwrap();
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
    assert_eq!(serving.end().unwrap(), Some(0));
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
        "--columns",
        "name,rest",
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

/// Every name has one who makes it and one who removes it, whichever door they came by, and the log has
/// them all.
#[test]
fn twenty_clients_at_all_doors_of_one_array_lose_nothing() {
    debian::need("ssh", "openssh-client").unwrap();
    let (sandbox, port) = (sandbox(), Port::reserve().unwrap());
    let script = "ssh-keygen -q -t ed25519 -N '' -f id
        puresim user key add pureuser < id.pub > /dev/null 2>&1";
    sandbox.run(script).unwrap().success();
    let ssh = port.number().to_string();
    let options = ["--ssh", &format!("127.0.0.1:{ssh}")];
    let serving = Serving::start(&sandbox, &options).unwrap();
    keep_certificate(&sandbox);
    let token = token(&sandbox, "pureuser");
    let interpreter = python::interpreter().unwrap();
    let arguments = [&serving.address, &token, "management.pem", &ssh, "id"];
    play(&sandbox, &interpreter, "crowd.py", &arguments);
    assert_eq!(serving.end().unwrap(), Some(0));
}

#[test]
fn honest_clients_are_served_while_others_attack() {
    let sandbox = sandbox();
    let serving = Serving::start(&sandbox, &[]).unwrap();
    keep_certificate(&sandbox);
    let token = token(&sandbox, "pureuser");
    let pid = serving.process().to_string();
    let interpreter = python::interpreter().unwrap();
    let arguments = [&serving.address, &token, "management.pem", &pid];
    play(&sandbox, &interpreter, "attacks.py", &arguments);
    assert_eq!(serving.end().unwrap(), Some(0));
}

/// Plays `program` with an SDK of the array against one that serves REST up to `newest`, and has 2,500
/// certificates.
fn play_sdk(interpreter: &std::path::Path, newest: &str) {
    let sandbox = sandbox();
    let script = "openssl genrsa -traditional -out client.key 2048 2> /dev/null
        openssl rsa -in client.key -pubout -out client.pub 2> /dev/null
        puresim user client create app --public-key client.pub --issuer test --csv > client.csv";
    sandbox.run(script).unwrap().success();
    let serving = Serving::start(&sandbox, &["--rest-version", newest]).unwrap();
    keep_certificate(&sandbox);
    fill(&sandbox, 2500);
    let token = token(&sandbox, "pureuser");
    let arguments = [serving.address.as_str(), &token, "management.pem", newest];
    play(&sandbox, interpreter, "sdk.py", &arguments);
    assert_eq!(serving.end().unwrap(), Some(0));
}

/// Puts `count` copies of the certificate `management` into the array's database: to make as many keys
/// would take minutes.
fn fill(sandbox: &Sandbox, count: usize) {
    let script = format!(
        "cat > fill.py << 'END'
import glob, os, sqlite3
[path] = glob.glob(os.environ['PURESIM_HOME'] + '/arrays/*/array.db')
db = sqlite3.connect(path)
names = [row[1] for row in db.execute('PRAGMA table_info(certificate)')]
rest = ', '.join(name for name in names if name not in ('id', 'name'))
[[first]] = db.execute(\"SELECT id FROM certificate WHERE name = 'management'\")
for number in range({count}):
    copy = db.execute(f'INSERT INTO certificate (name, {{rest}}) SELECT ?, {{rest}} FROM certificate WHERE id = ?', (f'copy-{{number:05}}', first))
    db.execute('INSERT INTO certificate_material SELECT ?, certificate, intermediates, key FROM certificate_material WHERE id = ?', (copy.lastrowid, first))
db.commit()
END
python3 fill.py"
    );
    sandbox.run(&script).unwrap().success();
}

/// It takes py-pure-client, which is hundreds of megabytes: `cargo xtask test --all` runs it.
#[test]
#[ignore = "installs py-pure-client: cargo xtask test --all"]
fn py_pure_client_works_unmodified() {
    play_sdk(&python::sdk().unwrap(), "2.56");
}

/// With what an array of today offers.
#[test]
#[ignore = "installs py-pure-client: cargo xtask test --all"]
fn py_pure_client_of_1_47_works_unmodified() {
    play_sdk(&python::older_sdk().unwrap(), "2.26");
}

/// Plays what ansible.yml brings the array to twice, and what changes it.
fn play_ansible(collections: Option<&std::path::Path>) {
    let sandbox = sandbox();
    let leaf = "openssl req -x509 -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.pem -days 30 \
        -subj /CN=leaf 2> /dev/null";
    sandbox.run(leaf).unwrap().success();
    let serving = Serving::start(&sandbox, &["--rest-version", "2.56"]).unwrap();
    keep_certificate(&sandbox);
    let token = token(&sandbox, "pureuser");
    let interpreter = python::sdk().unwrap();
    let playbook = |name: &str| {
        let mut command = sandbox.command("sh");
        command
            .args(["-c", "exec \"$@\" 2>&1", "sh"])
            .arg(&interpreter);
        command.args(["-m", "ansible", "playbook", "-i", "localhost,"]);
        command.arg(package_folder().join("doors").join(name));
        let folder = sandbox.work().display().to_string();
        let values = format!(
            "{{\"folder\": \"{folder}\", \"ca\": \"{folder}/management.pem\", \"peer\": \"127.0.0.1\", \
             \"older\": {}, \"ansible_python_interpreter\": \"{}\"}}",
            collections.is_none(),
            interpreter.display()
        );
        command.args(["--extra-vars", &values]);
        command
            .env("PUREFA_URL", &serving.address)
            .env("PUREFA_API", &token)
            .env("LC_ALL", "C.UTF-8")
            .env("ANSIBLE_HOME", sandbox.work().join("ansible"))
            .env("ANSIBLE_LOCALHOST_WARNING", "False")
            .env("ANSIBLE_NOCOLOR", "1");
        if let Some(folder) = collections {
            command.env("ANSIBLE_COLLECTIONS_PATH", folder);
        }
        // Several of these, each in Python, may share two cores.
        run_within(Duration::from_secs(600), &command)
            .unwrap()
            .success()
    };
    let first = playbook("ansible.yml");
    assert!(first.contains("changed=3 "), "{first}");
    let second = playbook("ansible.yml");
    assert!(second.contains("changed=0 "), "{second}");
    playbook("ansible-changes.yml");
    let third = playbook("ansible.yml");
    assert!(third.contains("changed=0 "), "{third}");
    assert_eq!(serving.end().unwrap(), Some(0));
}

#[test]
#[ignore = "installs Ansible: cargo xtask test --all"]
fn ansible_works_unmodified() {
    play_ansible(None);
}

#[test]
#[ignore = "installs Ansible: cargo xtask test --all"]
fn a_later_collection_of_ansible_works_unmodified() {
    play_ansible(Some(&python::later_collection().unwrap()));
}
