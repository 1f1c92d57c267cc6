//! The columns and rows of the token's tables.

use pure_console::{Cell, Column};
use pure_core::api::ArrayIdentity;
use pure_core::token::{Kind, Token};

/// What enable and replace show.
pub(crate) const TOKEN: &[Column] = &[
    Column::new("Enabled"),
    Column::new("Type"),
    Column::new("Signature"),
    Column::new("Server"),
];

/// What `list --security-token` and disable show.
pub(crate) const STATUS: &[Column] = &[
    Column::new("Enabled"),
    Column::new("Status"),
    Column::new("Type"),
    Column::new("Signature"),
    Column::new("Server"),
];

/// The row of a token that is enabled.
pub(crate) fn token(token: &Token) -> Vec<Cell> {
    vec![true.into(), kind(token), signature(token), server(token)]
}

/// The row of the token's status; of none when it is not enabled.
pub(crate) fn status(token: Option<&Token>, condition: &str) -> Vec<Cell> {
    vec![
        token.is_some().into(),
        condition.into(),
        token.map(kind).into(),
        token.map(signature).into(),
        token.map(server).into(),
    ]
}

/// The type of a token.
pub(crate) fn kind(token: &Token) -> Cell {
    token.kind.as_str().into()
}

/// The signature of a token.
pub(crate) fn signature(token: &Token) -> Cell {
    token.signature.to_string().into()
}

/// The KMIP server of a token; empty for a smart card.
fn server(token: &Token) -> Cell {
    match &token.kind {
        Kind::Kmip(server) => server.name.as_str().into(),
        Kind::SmartCard => Cell::Unset,
    }
}

/// What `purearray list` and rename show.
pub(crate) const ARRAY: &[Column] = &[
    Column::new("Name"),
    Column::new("ID"),
    Column::new("OS"),
    Column::new("Version"),
];

/// The row of the array itself.
pub(crate) fn array(identity: &ArrayIdentity) -> Vec<Cell> {
    vec![
        identity.name.as_str().into(),
        identity.id.as_str().into(),
        "Purity//FA".into(),
        identity.version.as_str().into(),
    ]
}
