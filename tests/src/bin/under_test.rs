//! The commands with crash points and disclosed secrets in them, under the name they are called by:
//! for the tests of crashes and secrecy, and for nothing else.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let called = std::env::args_os().next().unwrap_or_default();
    match Path::new(&called)
        .file_name()
        .and_then(|name| name.to_str())
    {
        Some("purearray") => purearray::main(),
        Some("puresim") => puresim::main(),
        _ => ExitCode::from(2),
    }
}
