//! The committed completion scripts, as the shells run them.

use pure_tests::{Sandbox, package_folder};

/// A sandbox with a certificate, a KMIP server and the folder of the scripts in `$completions`.
fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::new().unwrap();
    sandbox.set("completions", package_folder().join("../completions"));
    let create = "purecert create cert_4 --self-signed --key-algorithm ec --common-name x && \
                  purekmip create kmip_srvr --uri localhost:5696 --certificate cert_4";
    sandbox.run(create).unwrap().success();
    sandbox
}

/// What bash offers behind `words`, the last of which is being typed.
fn bash(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    let command = words[0];
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        ". \"$completions/{command}.bash\"; COMP_WORDS=({}); COMP_CWORD={}; COMP_TYPE=9; \
         _clap_complete_{command} {command} '{}' 2>/dev/null; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1,
        words[words.len() - 1],
    );
    let mut bash = sandbox.command("bash");
    bash.args(["--norc", "-c", &script]);
    let output = pure_tests::run::run(&bash).unwrap().success();
    output.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_verbs_and_options() {
    let sandbox = sandbox();
    for (command, verb) in [
        ("purecert", "construct"),
        ("purekmip", "setattr"),
        ("purearray", "enable"),
    ] {
        assert!(bash(&sandbox, &[command, ""]).contains(&verb.to_owned()));
        assert_eq!(bash(&sandbox, &[command, &verb[..3]]), [verb]);
    }
    let options = bash(&sandbox, &["purecert", "create", "--self"]);
    assert_eq!(options, ["--self-signed"]);
    let nouns = bash(&sandbox, &["puresim", "keymanager", "a"]);
    assert_eq!(nouns, ["account", "app"]);
}

#[test]
fn bash_completes_the_names_of_what_exists() {
    let sandbox = sandbox();
    let mut offered = bash(&sandbox, &["purecert", "list", ""]);
    offered.retain(|word| !word.starts_with('-'));
    assert_eq!(offered, ["cert_4", "management"]);
    assert_eq!(bash(&sandbox, &["purecert", "list", "ce"]), ["cert_4"]);
    assert_eq!(bash(&sandbox, &["purekmip", "test", "k"]), ["kmip_srvr"]);
    let certificates = bash(
        &sandbox,
        &["purekmip", "setattr", "kmip_srvr", "--certificate", "c"],
    );
    assert_eq!(certificates, ["cert_4"]);
    let servers = bash(
        &sandbox,
        &["purearray", "enable", "security-token", "--kmip", ""],
    );
    assert_eq!(servers, ["kmip_srvr"]);
    let bays = bash(&sandbox, &["puresim", "drive", "pull", "CH0.NV"]);
    assert_eq!(bays, ["CH0.NVB0", "CH0.NVB1"]);
    let events = bash(&sandbox, &["puresim", "drill", "--scenario", "key-dea"]);
    assert_eq!(events, ["key-deactivated", "key-deactivation-date"]);
}

#[test]
fn bash_completes_columns_and_no_option_twice() {
    let sandbox = sandbox();
    let typed = ["purecert", "list", "--columns", "name,valid_"];
    assert_eq!(bash(&sandbox, &typed), ["name,valid_from", "name,valid_to"]);
    let detailed = ["purecert", "list", "--detail", "--columns", "days"];
    assert_eq!(bash(&sandbox, &detailed), ["days_left"]);
    let sorted = ["puresim", "drive", "list", "--sort", "cap"];
    assert_eq!(bash(&sandbox, &sorted), ["capacity"]);
    assert_eq!(bash(&sandbox, &["purecert", "list", "--js"]), ["--json"]);
    let again = bash(&sandbox, &["purecert", "list", "--notitle", "--csv", "--"]);
    assert!(!again.contains(&"--csv".to_owned()), "{again:?}");
    let mut once = again.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), again.len(), "{again:?}");
}

#[test]
fn bash_completes_what_the_key_manager_has() {
    let sandbox = sandbox();
    let offered = |words: &[&str]| {
        let words = [&["puresim", "keymanager"], words].concat();
        let mut offered = bash(&sandbox, &words);
        offered.retain(|word| !word.starts_with('-') && !word.is_empty());
        offered
    };
    assert!(offered(&["app", "show", ""]).is_empty());
    assert!(
        !sandbox.path().join("home/keymanager").exists(),
        "a completion made a key manager"
    );
    let setup = "puresim keymanager account create acme && puresim keymanager group create storage && \
                 puresim keymanager app create flasharray && puresim keymanager key create spare";
    sandbox.run(setup).unwrap().success();
    assert_eq!(offered(&["account", "show", ""]), ["acme"]);
    assert_eq!(offered(&["group", "delete", "st"]), ["storage"]);
    assert_eq!(offered(&["key", "list", "--group", ""]), ["storage"]);
    assert_eq!(offered(&["app", "certificate", "f"]), ["flasharray"]);
    assert_eq!(offered(&["key", "deactivate", ""]), ["spare"]);
    assert_eq!(
        offered(&["fault", "set", "close", "--app", ""]),
        ["flasharray"]
    );
}

#[test]
fn completing_makes_nothing() {
    let mut sandbox = Sandbox::new().unwrap();
    sandbox.set("completions", package_folder().join("../completions"));
    bash(&sandbox, &["purecert", "list", ""]);
    assert!(
        !sandbox.path().join("home").exists(),
        "a completion made an array"
    );
}

#[test]
fn every_shell_takes_its_scripts() {
    let sandbox = sandbox();
    for (shell, scripts) in [("bash", "*.bash"), ("zsh", "_*"), ("fish", "*.fish")] {
        let check = format!(
            "command -v {shell} > /dev/null || exit 0; \
             for script in \"$completions\"/{scripts}; do {shell} -n \"$script\" || exit 1; done"
        );
        assert_eq!(sandbox.run(&check).unwrap().success(), "", "{shell}");
    }
}

#[test]
fn zsh_and_fish_ask_for_the_same_names() {
    let sandbox = sandbox();
    let zsh = "_CLAP_IFS=\"$(printf '\\n_')\"; _CLAP_IFS=${_CLAP_IFS%_}; export _CLAP_IFS; \
               PURE_COMPLETE=zsh _CLAP_COMPLETE_INDEX=2 purecert -- purecert list ''";
    let offered = sandbox.run(zsh).unwrap().success();
    assert!(
        offered.lines().any(|line| line.starts_with("cert_4")),
        "{offered}"
    );
    let offered = sandbox
        .run("PURE_COMPLETE=fish purecert -- purecert list ''")
        .unwrap()
        .success();
    assert!(
        offered.lines().any(|line| line.starts_with("cert_4")),
        "{offered}"
    );
}
