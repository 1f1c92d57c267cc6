//! Circles between the modules of a crate.
//!
//! On each level a module counts with all that lies in it: a use of `a::b` by `c::d` is a use of `a` by
//! `c`. What a module and those within it use of each other is their own affair.

use std::collections::{BTreeMap, BTreeSet};

/// Uses between the modules of one folder: who, and whom.
type Uses<'a> = BTreeSet<(&'a str, &'a str)>;

/// The circles in the uses between modules, who and whom, each as the uses that it consists of; empty
/// when all arrows can point down.
pub(crate) fn circles(uses: &BTreeSet<(String, String)>) -> Vec<String> {
    let mut folders: BTreeMap<&str, Uses<'_>> = BTreeMap::new();
    for (from, to) in uses {
        if let Some((folder, from, to)) = within_one_folder(from, to) {
            folders.entry(folder).or_default().insert((from, to));
        }
    }
    let left = folders.into_values().map(without_ends);
    left.filter(|uses| !uses.is_empty())
        .map(|uses| {
            let arrows = uses.iter().map(|(from, to)| format!("{from} -> {to}"));
            arrows.collect::<Vec<_>>().join(", ")
        })
        .collect()
}

/// The innermost module that holds both, and the two within it by which it does; `None` when one of
/// them holds the other.
fn within_one_folder<'a>(from: &'a str, to: &'a str) -> Option<(&'a str, &'a str, &'a str)> {
    let mut length = 0;
    loop {
        let end = |path: &str| {
            path[length..]
                .find("::")
                .map_or(path.len(), |at| length + at)
        };
        let (from_end, to_end) = (end(from), end(to));
        if from[..from_end] != to[..to_end] {
            let folder = from[..length].trim_end_matches("::");
            return Some((folder, &from[..from_end], &to[..to_end]));
        }
        if from_end == from.len() || to_end == to.len() {
            return None;
        }
        length = from_end + 2;
    }
}

/// What is left when modules that use none, or that none uses, are taken away again and again: the
/// circles.
fn without_ends(mut uses: Uses<'_>) -> Uses<'_> {
    loop {
        let users: BTreeSet<&str> = uses.iter().map(|(from, _)| *from).collect();
        let used: BTreeSet<&str> = uses.iter().map(|(_, to)| *to).collect();
        let before = uses.len();
        uses.retain(|(from, to)| users.contains(to) && used.contains(from));
        if uses.len() == before {
            return uses;
        }
    }
}

fn uses(uses: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    let named = |module: &str| format!("c::{module}");
    uses.iter()
        .map(|(from, to)| (named(from), named(to)))
        .collect()
}

#[test]
fn arrows_that_point_down_are_no_circle() {
    let arrows = [
        ("a", "b"),
        ("b", "d"),
        ("a", "d"),
        ("a::x", "a"),
        ("a", "a::x"),
    ];
    assert_eq!(circles(&uses(&arrows)), Vec::<String>::new());
}

#[test]
fn a_circle_is_named_without_what_leads_to_it() {
    let arrows = [("a", "b"), ("b", "d"), ("d", "b"), ("d", "e")];
    assert_eq!(circles(&uses(&arrows)), ["c::b -> c::d, c::d -> c::b"]);
}

#[test]
fn a_module_counts_with_what_lies_in_it() {
    let folders = [("a::x", "b::y"), ("b::z", "a")];
    assert_eq!(circles(&uses(&folders)), ["c::a -> c::b, c::b -> c::a"]);
    let files = [("a::x", "a::y::z"), ("a::y", "a::x")];
    let found = circles(&uses(&files));
    assert_eq!(found, ["c::a::x -> c::a::y, c::a::y -> c::a::x"]);
}
