//! What a refusal means where something was named.

use crate::error::{DsmError, Noun};

/// The response to what was asked about a `noun` that was named: nothing is there, or something is already.
pub(super) fn about<T>(noun: Noun, result: Result<T, DsmError>) -> Result<T, DsmError> {
    result.map_err(|error| match error {
        DsmError::Refused { status: 404, .. } => DsmError::Missing(noun),
        DsmError::Refused { status: 409, .. } => DsmError::Exists(noun),
        error => error,
    })
}

/// The one of that name or UUID.
pub(super) fn one<T>(
    noun: Noun,
    all: Vec<T>,
    name: &str,
    names: impl Fn(&T) -> (&str, &str),
) -> Result<T, DsmError> {
    let by_id = all.iter().position(|one| names(one).0 == name);
    let mut named: Vec<T> = match by_id {
        Some(place) => all.into_iter().skip(place).take(1).collect(),
        None => all.into_iter().filter(|it| names(it).1 == name).collect(),
    };
    match (named.pop(), named.is_empty()) {
        (Some(one), true) => Ok(one),
        (Some(_), false) => Err(DsmError::Ambiguous(noun)),
        (None, _) => Err(DsmError::Missing(noun)),
    }
}
