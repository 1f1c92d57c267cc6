//! What a line becomes: a program with all of its environment.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use pure_core::Context;
use pure_core::user::UserName;

/// What somebody who has come in asks for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// For which array.
    pub context: &'a Context,
    /// Who asks.
    pub user: &'a UserName,
    /// The line; without one, the array's shell.
    pub line: Option<&'a str>,
    /// Whether the program gets a terminal: its standard input, which it has to make its own.
    pub has_terminal: bool,
}

/// A program that is to be run.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its file.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// All variables that it gets.
    pub environment: Vec<(&'static str, OsString)>,
}

/// What becomes of what was asked for.
#[derive(Clone, Debug)]
pub enum Response {
    /// A program runs.
    Run(Program),
    /// Nothing runs: that is said, on standard output when the exit status is 0, else on standard error.
    Say {
        /// What.
        text: String,
        /// The exit status.
        status: u32,
    },
}

/// What becomes of what somebody asks for.
#[derive(Clone)]
pub struct Programs(Arc<dyn Fn(&Asked<'_>) -> Response + Send + Sync>);

impl Programs {
    /// By that function. It must be quick.
    pub fn new(choose: impl Fn(&Asked<'_>) -> Response + Send + Sync + 'static) -> Self {
        Self(Arc::new(choose))
    }

    /// What becomes of it.
    pub(super) fn choose(&self, asked: &Asked<'_>) -> Response {
        (self.0)(asked)
    }
}

impl fmt::Debug for Programs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Programs")
    }
}
