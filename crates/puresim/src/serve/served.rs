//! What is served where, as it is shown and as one process tells it to another.

use pure_console::{Cell, Column};
use pure_doors::Opened;
use serde::{Deserialize, Serialize};

/// An array that is served.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Served {
    /// Its name.
    pub(crate) name: String,
    /// Where its REST API is.
    pub(crate) rest: String,
    /// Where it is reached over SSH, if it is.
    #[serde(default)]
    pub(crate) ssh: Option<String>,
}

/// What is shown of one.
pub(crate) const COLUMNS: &[Column] =
    &[Column::new("Name"), Column::new("REST"), Column::new("SSH")];

impl Served {
    /// What has been opened.
    pub(super) fn of(opened: &Opened) -> Self {
        Self {
            name: opened.name.to_string(),
            rest: format!("https://{}", opened.address),
            ssh: opened.ssh.map(|address| address.to_string()),
        }
    }

    /// As it is shown.
    pub(super) fn row(&self) -> Vec<Cell> {
        vec![
            self.name.as_str().into(),
            self.rest.as_str().into(),
            self.ssh.clone().into(),
        ]
    }
}

/// As one line.
pub(super) fn to_line(served: &[Served]) -> serde_json::Result<String> {
    serde_json::to_string(served)
}

/// From that line.
pub(super) fn from_line(line: &str) -> serde_json::Result<Vec<Served>> {
    serde_json::from_str(line)
}
