//! The commands with crash points and disclosed secrets in them, under the name they are called by:
//! for the tests of crashes and secrecy, and for nothing else.

use std::env;
use std::path::Path;
use std::process::ExitCode;

use pure_core::fault::{self, Plan};

fn main() -> ExitCode {
    fault::follow(Plan {
        crash_at: env::var("PURESIM_CRASH_AT").ok(),
        points: env::var_os("PURESIM_POINTS").map(Into::into),
        disclose: env::var_os("PURESIM_DISCLOSE").map(Into::into),
    });
    let called = env::args_os().next().unwrap_or_default();
    match Path::new(&called)
        .file_name()
        .and_then(|name| name.to_str())
    {
        Some("purearray") => purearray::main(),
        Some("puresim") => puresim::main(),
        _ => ExitCode::from(2),
    }
}
