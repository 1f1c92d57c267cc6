//! Ten arrays set up side by side by a script of POSIX sh, twice: the second run changes nothing.

use pure_tests::port::Port;
use pure_tests::{Sandbox, package_folder};

const ARRAYS: &str = "a0 a1 a2 a3 a4 a5 a6 a7 a8 a9";

#[test]
fn ten_arrays_are_set_up_side_by_side_and_once() {
    let (sandbox, port) = (Sandbox::new().unwrap(), Port::reserve().unwrap());
    let done = |text: &str| sandbox.run(&port.translate(text)).unwrap().success();
    done("puresim keymanager start --listen 127.0.0.1:5696");
    let script = package_folder().join("scripts/provision.sh");
    let provision = format!(
        "KEY_MANAGER=localhost:5696 sh {} {ARRAYS}",
        script.display()
    );
    let state = "for array in a0 a1 a2 a3 a4 a5 a6 a7 a8 a9; do export PURE_ARRAY=$array; \
        purearray list --csv; purecert list --csv; purekmip list --csv; \
        purearray list --security-token --csv; done; puresim keymanager key list --csv; \
        puresim keymanager app list --csv";

    done(&provision);
    let first = done(state);
    assert_eq!(first.matches("True,enabled,KMIP,").count(), 10, "{first}");
    assert_eq!(first.matches(",Active,").count(), 10, "{first}");
    done(&provision);
    assert_eq!(done(state), first);
}
