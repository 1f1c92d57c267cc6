//! The seeds of cargo fuzz, and what it once found.

use std::fs;
use std::path::Path;

/// Gives the property all bytes under `fuzz/corpus/TARGET` and `fuzz/regressions/TARGET`.
fn replay(target: &str, property: fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let mut inputs = 0;
    for kind in ["corpus", "regressions"] {
        let Ok(entries) = fs::read_dir(fuzz.join(kind).join(target)) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            property(&fs::read(path).unwrap());
            inputs += 1;
        }
    }
    assert!(inputs > 8, "only {inputs} inputs");
}

#[test]
fn ttlv() {
    replay("ttlv", pure_fuzz_properties::ttlv);
}

#[test]
fn request() {
    replay("request", pure_fuzz_properties::request);
}

#[test]
fn response() {
    replay("response", pure_fuzz_properties::response);
}

#[test]
fn batch() {
    replay("batch", pure_fuzz_properties::batch);
}

#[test]
fn certificate() {
    replay("certificate", pure_fuzz_properties::certificate);
}

#[test]
fn conversation() {
    replay("conversation", pure_fuzz_properties::conversation);
}

#[test]
fn dsm() {
    replay("dsm", pure_fuzz_properties::dsm);
}

#[test]
fn key_text() {
    replay("key_text", pure_fuzz_properties::key_text);
}

#[test]
fn query() {
    replay("query", pure_fuzz_properties::query);
}

#[test]
fn id_token() {
    replay("id_token", pure_fuzz_properties::id_token);
}

#[test]
fn ssh_line() {
    replay("ssh_line", pure_fuzz_properties::ssh_line);
}
