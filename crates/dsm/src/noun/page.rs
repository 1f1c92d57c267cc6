//! Lists, which come in pages.

use serde::de::DeserializeOwned;

use crate::error::DsmError;
use crate::http::{Call, Http};

/// How many a page has at most.
const PAGE: usize = 1000;
/// How many there may be: whoever sends more pages than these does not come to an end.
const MOST: usize = 1_000_000;

/// How the next page is asked for.
#[derive(Clone, Copy)]
pub(super) enum Next {
    /// By the number of those before it.
    Offset,
    /// By the UUID of the last one before it, in the order of those.
    Start,
}

/// All that the list of `path` has.
pub(super) fn all<T: DeserializeOwned>(
    http: &Http,
    path: &str,
    query: &[(&str, &str)],
    next: Next,
    id: impl Fn(&T) -> &str,
) -> Result<Vec<T>, DsmError> {
    let mut all: Vec<T> = Vec::new();
    let limit = PAGE.to_string();
    loop {
        let (offset, last) = (all.len().to_string(), all.last().map(&id));
        let mut asked = query.to_vec();
        asked.push(("limit", &limit));
        match (next, last) {
            (Next::Offset, Some(_)) => asked.push(("offset", &offset)),
            (Next::Offset, None) => {}
            (Next::Start, last) => {
                asked.push(("sort", "kid:asc"));
                asked.extend(last.map(|last| ("start", last)));
            }
        }
        let call = Call {
            query: &asked,
            ..Call::get(path)
        };
        let page: Vec<T> = http.ask(call)?;
        // One that is not asked in pages sends all at once, again and again.
        let is_again = last.is_some() && page.last().map(&id) == last;
        let is_last = page.len() < PAGE || is_again;
        if !is_again {
            all.extend(page);
        }
        if is_last {
            return Ok(all);
        }
        if all.len() > MOST {
            return Err(http.garbled("its list has no end"));
        }
    }
}
