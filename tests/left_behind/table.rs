//! The key material that there is: what is looked for, and what SECURITY.md says of it.

use pure_tests::cargo::workspace;

/// What becomes of the copies in a process when they are freed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freed {
    /// None is left, not even at the end of the process.
    Overwritten,
    /// The buffer of a library may keep one.
    MayStay,
    /// It is held for as long as the process runs.
    InUse,
    /// It is no secret.
    Public,
}

impl Freed {
    /// As SECURITY.md says it.
    fn as_str(self) -> &'static str {
        match self {
            Self::Overwritten => "overwritten",
            Self::MayStay => "may stay",
            Self::InUse => "in use while it runs",
            Self::Public => "no secret",
        }
    }
}

/// A row of the table "Where key material is, and when".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Its first cell.
    pub(crate) what: &'static str,
    /// The names under which commands disclose it.
    pub(crate) disclosed: &'static [&'static str],
    /// Its last cell.
    pub(crate) freed: Freed,
}

const fn row(what: &'static str, disclosed: &'static [&'static str], freed: Freed) -> Row {
    Row {
        what,
        disclosed,
        freed,
    }
}

/// All rows, in their order.
pub(crate) const ROWS: [Row; 19] = [
    row("shares of the array key", &["share"], Freed::Overwritten),
    row("device secret", &["device secret"], Freed::Overwritten),
    row(
        "hash of what each drive got of the array key, commitment of the array key, fingerprint of the DEK",
        &[],
        Freed::Public,
    ),
    row("wrapped DEK", &["wrapped dek"], Freed::Overwritten),
    row("DEK", &["dek"], Freed::Overwritten),
    row(
        "array key, unlock secret, SSD keys, the key that wraps the DEK",
        &["array key", "unlock secret", "ssd key", "wrapping key"],
        Freed::Overwritten,
    ),
    row("keys of volumes", &["volume key"], Freed::Overwritten),
    row(
        "external secret, token's key, a card's response",
        &["external secret", "token's key", "response of the card"],
        Freed::Overwritten,
    ),
    row("signature of the token's key", &[], Freed::Public),
    row(
        "private keys of certificates, and of signing requests",
        &["private key"],
        Freed::MayStay,
    ),
    row(
        "passphrase of a software card, and its key for each array",
        &["card's secret"],
        Freed::Overwritten,
    ),
    row(
        "key of an export",
        &["key of an export"],
        Freed::Overwritten,
    ),
    row("master key of the embedded key manager", &[], Freed::InUse),
    row("keys of the embedded key manager", &[], Freed::Overwritten),
    row("API keys of the embedded key manager", &[], Freed::MayStay),
    row("private key of its CA", &[], Freed::Overwritten),
    row("private key of its server", &[], Freed::InUse),
    row("SSH host key of an array", &[], Freed::InUse),
    row("seed of its keys, with `PURESIM_SEED`", &[], Freed::Public),
];

/// The row of what is disclosed under that name.
///
/// # Panics
/// When there is none: whoever discloses a further secret adds it here and in SECURITY.md.
pub(crate) fn of(name: &str) -> Row {
    let mut rows = ROWS.into_iter();
    rows.find(|row| row.disclosed.contains(&name))
        .unwrap_or_else(|| panic!("{name} is in no row"))
}

/// All names under which commands disclose something.
pub(crate) fn disclosed() -> impl Iterator<Item = &'static str> {
    ROWS.into_iter().flat_map(|row| row.disclosed).copied()
}

#[test]
fn security_md_has_the_rows_that_are_looked_for() {
    let text = std::fs::read_to_string(workspace().join("SECURITY.md")).unwrap();
    let (_, table) = text
        .split_once("## Where key material is, and when\n")
        .unwrap();
    let written: Vec<(&str, &str)> = table
        .lines()
        .skip_while(|line| !line.starts_with("| ---"))
        .skip(1)
        .map_while(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|line| {
            let cells: Vec<&str> = line.split(" | ").collect();
            assert_eq!(cells.len(), 5, "{line}");
            (cells[0], cells[4])
        })
        .collect();
    let known = ROWS.map(|row| (row.what, row.freed.as_str()));
    assert_eq!(written, known);
}
