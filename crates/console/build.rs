//! Links the unwinder of GCC into release binaries, where there is one to link. Loading it as a
//! shared library, with its own look at the processor, takes a tenth of the time of a short command.

use std::env;
use std::path::Path;
use std::process::Command;

const UNWINDER: &str = "libgcc_eh.a";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    let fits = is("PROFILE", "release")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && env::var("HOST") == env::var("TARGET");
    if fits && is_installed() {
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// Whether the C compiler has it: it tells the whole path then, and otherwise only the name.
fn is_installed() -> bool {
    let mut compiler = Command::new("cc");
    let output = compiler
        .arg(format!("-print-file-name={UNWINDER}"))
        .output();
    output.is_ok_and(|output| {
        let path = String::from_utf8_lossy(&output.stdout);
        Path::new(path.trim()).is_absolute()
    })
}
