//! The commands with crash points and disclosed secrets in them, under the name they are called by:
//! for the tests of crashes and of what is left behind, and for nothing else.

use std::env;
use std::path::Path;
use std::process::ExitCode;

use pure_core::fault::{self, Plan};
use rustix::process::{Signal, getpid, kill_process};

fn main() -> ExitCode {
    fault::follow(Plan {
        crash_at: env::var("PURESIM_CRASH_AT").ok(),
        points: env::var_os("PURESIM_POINTS").map(Into::into),
        disclose: env::var_os("PURESIM_DISCLOSE").map(Into::into),
    });
    let stops = env::var_os("PURESIM_STOP_AT_EXIT").is_some();
    let called = env::args_os().next().unwrap_or_default();
    let called = Path::new(&called)
        .file_name()
        .and_then(|name| name.to_str());
    let status = match called {
        Some("purecert") => purecert::main(),
        Some("purekmip") => purekmip::main(),
        Some("purearray") => purearray::main(),
        Some("puresim") => puresim::main(),
        _ => ExitCode::from(2),
    };
    // Nothing is left to do but to tell the system the status: now a test may look at the memory.
    if stops {
        let _ = kill_process(getpid(), Signal::STOP);
    }
    status
}
