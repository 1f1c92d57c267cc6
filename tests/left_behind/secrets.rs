//! The secrets that commands have disclosed, by the names that they disclose them under.

use std::fs;
use std::path::Path;

use crate::der;
use crate::search::Search;

/// Secrets in the order in which they were made or used.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Vec<(String, Vec<u8>)>);

impl Secrets {
    /// Those in the file `path`, one a line.
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let parse = |line: &str| {
            let (name, digits) = line.rsplit_once(": ").expect("a name and a secret");
            (name.to_owned(), bytes(digits))
        };
        Self(text.lines().map(parse).collect())
    }

    /// Also `secret`, known to the test by itself.
    pub(crate) fn with(mut self, name: &str, secret: impl Into<Vec<u8>>) -> Self {
        self.0.push((name.to_owned(), secret.into()));
        self
    }

    /// Also all of `other`.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Without those of that name, which may lie where they are.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }

    /// Without those that `other` has too.
    pub(crate) fn minus(mut self, other: &Self) -> Self {
        self.0.retain(|known| !other.0.contains(known));
        self
    }

    /// Only those whose names are wanted.
    pub(crate) fn filter(&self, is_wanted: impl Fn(&str) -> bool) -> Self {
        let kept = self.0.iter().filter(|(name, _)| is_wanted(name));
        Self(kept.cloned().collect())
    }

    /// The names of all.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(name, _)| name.clone())
    }

    /// Only those of that name.
    pub(crate) fn only(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known == name);
        self
    }

    /// The last of that name.
    pub(crate) fn last(&self, name: &str) -> Vec<u8> {
        let found = self.0.iter().rfind(|(known, _)| known == name);
        found.unwrap_or_else(|| panic!("no {name}")).1.clone()
    }

    /// Whether there is one of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// A search for each of them. Of a private key, for each of the numbers that are not in its
    /// certificate too.
    pub(crate) fn search(&self) -> Search {
        let mut search = Search::new();
        let mut known: Vec<&[u8]> = Vec::new();
        for (name, secret) in &self.0 {
            if known.contains(&secret.as_slice()) {
                continue;
            }
            known.push(secret);
            if name == "private key" {
                for part in der::private_parts(secret) {
                    search.add(name, part);
                }
            } else {
                search.add(name, secret);
            }
        }
        search
    }
}

fn bytes(digits: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits");
    (0..digits.len()).step_by(2).map(pair).collect()
}
