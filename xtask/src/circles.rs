//! Circles between the modules of a crate, in the graph that cargo-modules draws.
//!
//! What a module names in its `use` declarations counts; a method counts to the file in which it is
//! written, not to its type's. On each level a module counts with all that lies in it: a use of `a::b` by `c::d` is a use of `a` by
//! `c`. What a module and those within it use of each other is their own affair.

use std::collections::{BTreeMap, BTreeSet};

/// Uses between the modules of one folder: who, and whom.
type Uses<'a> = BTreeSet<(&'a str, &'a str)>;

/// The circles in a graph in the language of Graphviz, each as the uses that it consists of; empty when
/// all arrows can point down.
pub(crate) fn circles(graph: &str) -> Vec<String> {
    let modules: BTreeSet<&str> = graph.lines().filter_map(module).collect();
    let mut folders: BTreeMap<&str, Uses<'_>> = BTreeMap::new();
    let uses = graph.lines().filter_map(edge);
    for (from, to) in uses.filter(|(from, _)| modules.contains(from)) {
        let Some(to) = owner(&modules, to) else {
            continue;
        };
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

/// The module of a line such as `"crate::a" [label="mod|a", ...]; // "mod" node`.
fn module(line: &str) -> Option<&str> {
    let (node, kind) = line.trim().split_once(" [label=")?;
    let is_module = ["// \"mod\" node", "// \"crate\" node"];
    is_module
        .iter()
        .any(|mark| kind.ends_with(mark))
        .then(|| node.trim_matches('"'))
}

/// The innermost module that holds an item.
fn owner<'a>(modules: &BTreeSet<&str>, mut item: &'a str) -> Option<&'a str> {
    while !modules.contains(item) {
        (item, _) = item.rsplit_once("::")?;
    }
    Some(item)
}

/// Both ends of a line such as `"crate::a" -> "crate::b" [label="uses", ...]`.
fn edge(line: &str) -> Option<(&str, &str)> {
    let (modules, label) = line.trim().split_once(" [label=")?;
    let (from, to) = modules.split_once(" -> ")?;
    label
        .starts_with("\"uses\"")
        .then(|| (from.trim_matches('"'), to.trim_matches('"')))
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

#[cfg(test)]
mod tests {
    use super::circles;

    fn graph(edges: &[(&str, &str)]) -> String {
        let lines = edges.iter().map(|(from, to)| {
            let nodes = [from, to].map(|module| {
                format!("    \"c::{module}\" [label=\"pub mod|{module}\"]; // \"mod\" node\n")
            });
            let nodes = nodes.concat();
            format!("{nodes}    \"c::{from}\" -> \"c::{to}::Type\" [label=\"uses\"];\n")
        });
        lines.collect()
    }

    #[test]
    fn arrows_that_point_down_are_no_circle() {
        let edges = [
            ("a", "b"),
            ("b", "d"),
            ("a", "d"),
            ("a::x", "a"),
            ("a", "a::x"),
        ];
        assert_eq!(circles(&graph(&edges)), Vec::<String>::new());
        let owns = "    \"c::b\" -> \"c::a\" [label=\"owns\"];\n";
        assert!(circles(&format!("{}{owns}", graph(&edges))).is_empty());
        let method = "    \"c::d::Type::method\" -> \"c::a::Type\" [label=\"uses\"];\n";
        assert!(circles(&format!("{}{method}", graph(&edges))).is_empty());
    }

    #[test]
    fn a_circle_is_named_without_what_leads_to_it() {
        let edges = [("a", "b"), ("b", "d"), ("d", "b"), ("d", "e")];
        assert_eq!(circles(&graph(&edges)), ["c::b -> c::d, c::d -> c::b"]);
    }

    #[test]
    fn a_module_counts_with_what_lies_in_it() {
        let edges = [("a::x", "b::y"), ("b::z", "a")];
        assert_eq!(circles(&graph(&edges)), ["c::a -> c::b, c::b -> c::a"]);
        let files = [("a::x", "a::y::z"), ("a::y", "a::x")];
        let found = circles(&graph(&files));
        assert_eq!(found, ["c::a::x -> c::a::y, c::a::y -> c::a::x"]);
    }
}
