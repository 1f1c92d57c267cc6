//! What is told of a failure.

use std::fmt::Display;

/// It fits in one line of bounded length.
pub(crate) fn check(told: &impl Display) {
    let told = told.to_string();
    assert!(told.len() < 2000, "{} bytes", told.len());
    assert!(!told.contains(['\n', '\r', '\u{1b}']), "{told:?}");
}
