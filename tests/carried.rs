//! All drives of a powered-off array copied elsewhere, with the database: without the key manager they
//! open nothing, with it they open everything.

use pure_tests::Sandbox;
use pure_tests::package_folder;
use pure_tests::port::Port;

#[test]
fn a_copied_array_opens_only_with_the_key_manager() {
    let (sandbox, port) = (Sandbox::new().unwrap(), Port::reserve().unwrap());
    let run = |text: &str| sandbox.run(&port.translate(text)).unwrap();
    for script in ["keymanager.sh", "server.sh", "documented.sh"] {
        let path = package_folder().join("setup").join(script);
        run(&std::fs::read_to_string(path).unwrap()).success();
    }
    run("head -c 100000 /dev/urandom > plain && puresim data write vol1 < plain").success();
    run("puresim power off && puresim keymanager stop").success();
    run("cp -R \"$PURESIM_HOME\" elsewhere && rm -r elsewhere/keymanager").success();

    let copied = |text: &str| run(&format!("PURESIM_HOME=$PWD/elsewhere {text}"));
    let locked = copied("puresim power on").failure(1);
    assert!(locked.contains("connection refused"), "{locked}");
    let refused = copied("puresim data read vol1").failure(1);
    assert!(refused.contains("The array is locked"), "{refused}");

    run("puresim keymanager start --listen 127.0.0.1:5696").success();
    copied("puresim power on").success();
    run("PURESIM_HOME=$PWD/elsewhere puresim data read vol1 | cmp - plain").success();
}

#[test]
fn a_drive_of_another_array_is_refused_by_name() {
    let sandbox = Sandbox::new().unwrap();
    let run = |text: &str| sandbox.run(text).unwrap();
    run("PURE_ARRAY=pure02 puresim array create pure02").success();
    run("PURE_ARRAY=pure02 puresim drive pull CH0.BAY0 --to .").success();
    run("puresim drive pull CH0.BAY0").success();
    let refused = run("puresim drive insert CH0.BAY0 --from PSSD*.drive").failure(1);
    assert!(refused.contains("belongs to the array pure02"), "{refused}");
    run("puresim drive insert CH0.BAY0").success();
}
