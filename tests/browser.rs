//! Pages in Chromium. It is installed when it is not there: `cargo xtask test --all` runs these.

use std::path::PathBuf;

use pure_tests::port::Port;
use pure_tests::{Sandbox, Serving, browser, debian, package_folder};

/// A folder for screenshots, when they are wanted: the pictures of `docs/` are made so.
const PICTURES: &str = "PURE_BROWSER_PICTURES";

/// Runs a program of `tests/browser`, which says at its end that it is done.
#[track_caller]
fn play(sandbox: &mut Sandbox, program: &str, arguments: &[&str]) {
    sandbox.set(browser::MODULES, browser::modules().unwrap());
    let mut command = sandbox.command("node");
    command
        .arg(package_folder().join("browser").join(program))
        .args(arguments);
    command.args(std::env::var_os(PICTURES).map(PathBuf::from));
    // A loaded machine takes minutes for some eighty looks at pages.
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(said.ends_with("done\n"), "{said}{wrong}");
}

#[test]
#[ignore = "installs Chromium: cargo xtask test --all"]
fn the_console_from_logging_in_to_the_mismatch() {
    let (mut sandbox, port) = (Sandbox::new().unwrap(), Port::reserve_documented().unwrap());
    let setup = std::fs::read_to_string(package_folder().join("setup/keymanager.sh")).unwrap();
    let app = sandbox
        .run(&port.translate(&format!("{setup}\necho $UUID")))
        .unwrap()
        .success();
    let app = app.lines().last().unwrap().to_owned();
    let serving = Serving::start(&sandbox, &[]).unwrap();
    let number = port.number().to_string();
    let arguments = [serving.address.as_str(), &app, &number];
    play(&mut sandbox, "console.mjs", &arguments);
}

#[test]
#[ignore = "installs Chromium: cargo xtask test --all"]
fn the_guide_by_clicks_from_signing_up_to_the_mismatch() {
    let (mut sandbox, port) = (Sandbox::new().unwrap(), Port::reserve_documented().unwrap());
    let start = "puresim keymanager start --listen 127.0.0.1:5696 --https 127.0.0.1:0";
    sandbox.run(&port.translate(start)).unwrap().success();
    // The array's doors, and a key for its prompt: the files that `guide.mjs` logs in with over SSH.
    debian::need("ssh", "openssh-client").unwrap();
    let prelude = package_folder().join("ssh/prelude.sh");
    let open = format!("bash -c '. {}'", prelude.display());
    sandbox.run(&open).unwrap().success();
    let address = |of: &str, column: &str| {
        let line = format!("puresim {of} status --columns {column} --notitle");
        let said = sandbox.run(&line).unwrap().success();
        let (_, address) = said.split_once("https://").expect("it says where");
        let end = address.find(|c: char| c == '/' || c.is_whitespace());
        address[..end.unwrap_or(address.len())].to_owned()
    };
    let (manager, array) = (address("keymanager", "https"), address("serve", "rest"));
    let number = port.number().to_string();
    let arguments = [manager.as_str(), array.as_str(), &number];
    play(&mut sandbox, "guide.mjs", &arguments);
}
