//! Against a KMIP server and a KMIP client that nobody here wrote: PyKMIP's.

use std::fs;

use pure_tests::port::Port;
use pure_tests::pykmip::{self, file};
use pure_tests::run::{Output, run};
use pure_tests::{Sandbox, package_folder};

const UUID: &str = "e003132d-6d58-4e7e-a781-03fc5d8c7c21";

/// A sandbox in which `interop` is the folder of the peers' files.
fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::new().unwrap();
    sandbox.set("interop", package_folder().join("interop"));
    sandbox
}

/// Runs a Python program of `tests/interop` with PyKMIP.
fn python(sandbox: &Sandbox, program: &str, arguments: &[&str]) -> Output {
    let mut python = pykmip::python(sandbox).unwrap();
    python.arg(file(program)).args(arguments);
    run(&python).unwrap()
}

#[test]
fn the_array_works_with_pykmips_server() {
    let (sandbox, port) = (sandbox(), Port::reserve().unwrap());
    let play = |text: &str| sandbox.run(&port.translate(text)).unwrap();
    play(&format!(
        "purecert create cert_2 --self-signed --common-name {UUID}"
    ))
    .success();

    // The operator of the key manager acts as the same client: PyKMIP goes by the Common Name.
    play(&format!(
        "\"$interop/client-certificate.sh\" operator {UUID}"
    ))
    .success();
    play("purecert list cert_2 --certificate > cert_2.pem; cat cert_2.pem operator.pem > both.pem")
        .success();
    play(&format!(
        "\"$interop/pykmip-prepare.sh\" peer {} both.pem",
        port.number()
    ))
    .success();
    pykmip::start(&sandbox, "peer", &port).unwrap();

    play(
        "purekmip create kmip_srvr --uri localhost:5696 --certificate cert_2 --ca-certificate \
         < peer/ca.pem",
    )
    .success();
    let test = port.translate_back(&play("purekmip test kmip_srvr").success());
    assert!(test.contains("kmip_srvr  localhost:5696  OK"), "{test}");
    let enabled = play("purearray enable security-token --kmip kmip_srvr").success();
    let signature = enabled
        .split_whitespace()
        .find(|word| word.len() == 64)
        .unwrap()
        .to_owned();
    let list = play("purearray list --security-token").success();
    assert!(
        list.contains(&format!("True     enabled  KMIP  {signature}")),
        "{list}"
    );
    let test = port.translate_back(&play("purearray test security-token").success());
    assert!(
        test.contains("CT0   localhost:5696  OK      KMIP"),
        "{test}"
    );
    assert!(test.contains(&signature), "{test}");

    let number = port.number().to_string();
    let revoke = [
        number.as_str(),
        "peer/ca.pem",
        "operator.pem",
        "operator.key",
    ];
    let revoked = python(&sandbox, "pykmip_revoke.py", &revoke).success();
    assert!(revoked.ends_with("1 deactivated\n"), "{revoked}");
    let list = play("purearray list --security-token").text;
    assert!(list.contains("True     key mismatch  KMIP"), "{list}");
    let test = play("purearray test security-token").failure(1);
    assert!(test.contains("Deactivated"), "{test}");
}

#[test]
fn our_key_manager_works_with_pykmips_client() {
    let (sandbox, port) = (sandbox(), Port::reserve().unwrap());
    let script = fs::read_to_string(file("key-manager.sh")).unwrap();
    sandbox.run(&port.translate(&script)).unwrap().success();
    let number = port.number().to_string();
    let arguments = [
        number.as_str(),
        "ca.pem",
        "mine.pem",
        "mine.key",
        "other.pem",
        "other.key",
    ];
    let output = python(&sandbox, "pykmip_client.py", &arguments).success();
    assert!(output.contains("KMIP_1_4 over TLSv1.3"), "{output}");
    assert!(output.contains("KMIP_1_0 over TLSv1.2"), "{output}");
    assert!(output.ends_with("12 runs\n"), "{output}");
}
