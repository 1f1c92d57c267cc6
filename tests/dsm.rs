//! The key manager as Fortanix DSM: the vendor's own clients, unmodified. They are installed at the first run:
//! `cargo xtask test --all`.

use std::path::{Path, PathBuf};
use std::process::Command;

use pure_tests::binaries::profile_folder;
use pure_tests::run::run;
use pure_tests::{Sandbox, package_folder, python};

/// A key manager with HTTPS at free ports, until it is dropped.
struct KeyManager {
    sandbox: Sandbox,
    https: String,
    mtls: String,
}

impl KeyManager {
    fn start() -> Self {
        let sandbox = Sandbox::new().unwrap();
        let start = "puresim keymanager start --listen 127.0.0.1:0 --https 127.0.0.1:0 \
                     --https-mtls 127.0.0.1:0";
        let said = sandbox.run(start).unwrap().success();
        let mut addresses = said.split_whitespace().filter_map(|word| {
            let address = word.strip_prefix("https://")?.trim_end_matches('.');
            let (_, port) = address.rsplit_once(':')?;
            Some(format!("https://localhost:{port}"))
        });
        let (https, mtls) = (addresses.next().unwrap(), addresses.next().unwrap());
        sandbox
            .run("puresim keymanager ca > ca.pem")
            .unwrap()
            .success();
        Self {
            sandbox,
            https,
            mtls,
        }
    }

    /// A call of that program, in the folder where the CA's certificate is.
    fn running(&self, program: &Path) -> Command {
        let mut command = self.sandbox.command("sh");
        command.args(["-c", "exec \"$0\" \"$@\""]).arg(program);
        command
    }

    /// No secret is in what the key manager says, nor in its log.
    fn check_secrecy(&self) {
        let log = self.sandbox.run("puresim keymanager log --csv").unwrap();
        let log = log.success();
        assert!(log.contains("REST") && log.contains("log in"), "{log}");
        let shown = "cat $PURESIM_HOME/keymanager/keymanager.log";
        let journal = self.sandbox.run(shown).unwrap().success();
        for secret in ["correct horse", "wrong horse"] {
            assert!(!log.contains(secret) && !journal.contains(secret));
        }
        assert_eq!(journal, "", "the key manager failed");
    }
}

impl Drop for KeyManager {
    fn drop(&mut self) {
        let _ = self.sandbox.run("puresim keymanager stop");
    }
}

/// The package with the vendor's crate, built under the target folder.
fn rust_client() -> PathBuf {
    let target = profile_folder()
        .unwrap()
        .parent()
        .unwrap()
        .join("dsm-client");
    let mut build = Command::new("cargo");
    build.args(["build", "--locked", "--manifest-path"]);
    build.arg(package_folder().join("dsm/client/Cargo.toml"));
    let status = build.env("CARGO_TARGET_DIR", &target).status().unwrap();
    assert!(status.success(), "libssl-dev and pkg-config are needed");
    target.join("debug/dsm-client")
}

#[test]
#[ignore = "installs sdkms and sdkms-cli: cargo xtask test --all"]
fn dsm_command_line_python_sdk_and_terraform_calls_work_unmodified() {
    let key_manager = KeyManager::start();
    let mut command = key_manager.running(&python::dsm().unwrap());
    command.arg(package_folder().join("dsm/cli.py"));
    command.args([&key_manager.https, &key_manager.mtls]);
    let ca = key_manager.sandbox.work().join("ca.pem");
    command.arg(ca);
    let said = run(&command).unwrap().success();
    assert!(said.ends_with("done\n"), "{said}");
    key_manager.check_secrecy();
}

#[test]
#[ignore = "builds the crate sdkms: cargo xtask test --all"]
fn dsm_rust_crate_works_unmodified() {
    let key_manager = KeyManager::start();
    let mut command = key_manager.running(&rust_client());
    command.args([&key_manager.https, &key_manager.mtls]);
    let work = key_manager.sandbox.work();
    command.arg(&work).env("SSL_CERT_FILE", work.join("ca.pem"));
    let said = run(&command).unwrap().success();
    assert!(said.ends_with("The crate did everything.\n"), "{said}");
    key_manager.check_secrecy();
}
