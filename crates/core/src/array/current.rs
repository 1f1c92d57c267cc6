//! Which array the commands act on.

use std::fs;
use std::path::PathBuf;

use super::ArrayError;
use crate::home::Home;
use crate::name::ObjectName;

/// The variable that names the array to act on.
pub const ARRAY_VARIABLE: &str = "PURE_ARRAY";

/// The array that the first command of a fresh home creates.
pub const DEFAULT_ARRAY: &str = "pure01";

/// The name in `$PURE_ARRAY`, else the one that `puresim array use` wrote, else [`DEFAULT_ARRAY`].
pub(super) fn name(home: &Home) -> Result<ObjectName, ArrayError> {
    let named = std::env::var(ARRAY_VARIABLE).ok();
    if let Some(text) = named.filter(|text| !text.is_empty()) {
        return parse(ARRAY_VARIABLE, text);
    }
    made_current(home)
}

/// The name that `puresim array use` wrote, else [`DEFAULT_ARRAY`].
pub(super) fn made_current(home: &Home) -> Result<ObjectName, ArrayError> {
    match fs::read_to_string(choice(home)) {
        Ok(text) => parse("the current array", text.trim_end().to_owned()),
        Err(_) => parse("the default", DEFAULT_ARRAY.to_owned()),
    }
}

fn parse(source_name: &'static str, text: String) -> Result<ObjectName, ArrayError> {
    text.parse().map_err(|reason| ArrayError::InvalidName {
        source_name,
        text,
        reason,
    })
}

/// The file that holds the choice of `puresim array use`.
pub(super) fn choice(home: &Home) -> PathBuf {
    home.root().join("current")
}

/// The folder of the array `name`: names that differ only in case are one array.
pub(super) fn folder_of(home: &Home, name: &ObjectName) -> PathBuf {
    home.arrays().join(name.as_str().to_ascii_lowercase())
}
