//! What is made of this crate, as scripts and operators see it. The test binary runs itself as the
//! command `orchard`, so that it is never an old one that is tested.

/// Names functions after themselves.
macro_rules! all {
    ($($test:ident),+ $(,)?) => {
        /// The tests of this file by name.
        pub(crate) const ALL: &[(&str, fn())] = &[$((stringify!($test), $test)),+];
    };
}

mod command;
mod orchard;
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Set when the binary is to be the command.
const ROLE: &str = "PURE_CONSOLE_ORCHARD";

fn main() -> ExitCode {
    if std::env::var_os(ROLE).is_some() {
        return orchard::main();
    }
    let trials = [command::ALL, terminal::ALL].concat();
    let trials = trials.into_iter().map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// The binary that is the command when [`ROLE`] is set.
fn orchard() -> PathBuf {
    std::env::current_exe().expect("the path of this test")
}
