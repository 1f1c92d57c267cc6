//! The harness of the end-to-end tests, and of `cargo xtask demo`.
//!
//! Everything here runs the four commands as their users do: by a shell, in a [`Sandbox`] of its
//! own, with nothing of the user's environment. A [`transcript`] is one such session with the
//! output it must give; [`python`] and [`port`] provide what the interoperation tests share.

pub mod binaries;
pub mod browser;
pub mod cargo;
pub mod debian;
pub mod fixture;
pub mod port;
pub mod pykmip;
pub mod python;
pub mod run;
pub mod sandbox;
pub mod serving;
pub mod transcript;

pub use run::Output;
pub use sandbox::Sandbox;
pub use serving::Serving;

use std::path::{Path, PathBuf};

/// The folder of this package, where the cases, the scripts and the peers' files lie.
pub fn package_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A script under `tests/scripts`.
pub fn script(name: &str) -> PathBuf {
    package_folder().join("scripts").join(name)
}
