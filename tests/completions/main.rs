//! The committed completion scripts, as the shells run them.

use std::fs;
use std::path::Path;

use pure_tests::{Sandbox, debian, package_folder};

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
                 puresim keymanager app create flasharray && puresim keymanager key create spare && \
                 echo 'correct horse' | puresim keymanager user create anna@example.com";
    sandbox.run(setup).unwrap().success();
    assert_eq!(offered(&["account", "show", ""]), ["acme"]);
    assert_eq!(offered(&["group", "delete", "st"]), ["storage"]);
    assert_eq!(offered(&["key", "list", "--group", ""]), ["storage"]);
    assert_eq!(offered(&["app", "certificate", "f"]), ["flasharray"]);
    assert_eq!(offered(&["key", "deactivate", ""]), ["spare"]);
    assert_eq!(offered(&["user", "delete", "an"]), ["anna@example.com"]);
    assert_eq!(
        offered(&["fault", "set", "close", "--app", ""]),
        ["flasharray"]
    );
}

#[test]
fn completing_makes_nothing() {
    let mut sandbox = Sandbox::new().unwrap();
    sandbox.set("PURESIM_SEED", "example");
    sandbox.set("completions", package_folder().join("../completions"));
    bash(&sandbox, &["purecert", "list", ""]);
    assert!(
        !sandbox.path().join("home").exists(),
        "a completion made an array"
    );
}

/// The scripts where `cargo xtask install` puts them, under `share` in the folder of the sandbox.
fn install(sandbox: &Sandbox) {
    for command in ["purecert", "purekmip", "purearray", "puresim"] {
        for (script, to) in [
            (
                format!("{command}.bash"),
                format!("bash-completion/completions/{command}"),
            ),
            (
                format!("_{command}"),
                format!("zsh/site-functions/_{command}"),
            ),
            (
                format!("{command}.fish"),
                format!("fish/vendor_completions.d/{command}.fish"),
            ),
        ] {
            let to = sandbox.work().join("share").join(to);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            let from = package_folder().join("../completions").join(script);
            fs::copy(from, to).unwrap();
        }
    }
}

/// What Tab does in a session at a terminal, in a shell that is set up as `cargo xtask install` says.
#[test]
fn tab_completes_in_bash_and_zsh() {
    debian::need("expect", "expect").unwrap();
    debian::need("zsh", "zsh").unwrap();
    let bash_completion = Path::new("/usr/share/bash-completion/bash_completion");
    debian::need_file(bash_completion, "bash-completion").unwrap();
    let mut sandbox = sandbox();
    install(&sandbox);
    let work = sandbox.work().to_owned();
    fs::create_dir(work.join("only")).unwrap();
    let bashrc = format!("PS1='ready> '; . {}\n", bash_completion.display());
    fs::write(work.join("bashrc"), bashrc).unwrap();
    let zshrc = "PS1='ready> '; fpath=($PWD/share/zsh/site-functions $fpath)\n\
                 autoload -Uz compinit; compinit -u -D\n";
    fs::write(work.join(".zshrc"), zshrc).unwrap();
    sandbox.set("XDG_DATA_HOME", work.join("share"));
    sandbox.set("ZDOTDIR", &work);
    sandbox.set("TERM", "dumb");
    for shell in [&["bash", "--rcfile", "bashrc", "-i"][..], &["zsh", "-i"]] {
        let mut expect = sandbox.command("expect");
        expect.arg(package_folder().join("completions/session.exp"));
        expect.args(shell);
        pure_tests::run::run(&expect).unwrap().success();
    }
}

/// What Tab offers in fish, which finds the scripts by itself in the data folders.
#[test]
fn tab_completes_in_fish() {
    debian::need("fish", "fish").unwrap();
    let mut sandbox = sandbox();
    install(&sandbox);
    let data = sandbox.work().join("share");
    sandbox.set("XDG_DATA_DIRS", format!("{}:/usr/share", data.display()));
    let offered = |line: &str| {
        let mut fish = sandbox.command("fish");
        fish.args(["-c", &format!("complete -C '{line}'")]);
        let offered = pure_tests::run::run(&fish).unwrap().success();
        let words = offered.lines().filter_map(|line| line.split('\t').next());
        words.map(str::to_owned).collect::<Vec<String>>()
    };
    assert_eq!(offered("purecert cre"), ["create"]);
    assert_eq!(offered("purecert list cer"), ["cert_4"]);
    let columns = "purecert list --columns name,issued_t";
    assert_eq!(offered(columns), ["name,issued_to"]);
    assert_eq!(offered("purekmip test k"), ["kmip_srvr"]);
    assert_eq!(offered("puresim drive list --sort cap"), ["capacity"]);
    assert_eq!(offered("puresim scenario use deac"), ["deactivated"]);
    assert_eq!(offered("purearray list --js"), ["--json"]);
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
