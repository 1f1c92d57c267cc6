//! `purearray test security-token`

use pure_console::{Cell, Column, Outcome, emit, warn};
use pure_core::{Array, token};

use crate::cli::Test;
use crate::rows;

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Uri"),
    Column::new("Status"),
    Column::new("Type"),
    Column::new("Error Message"),
    Column::new("Signature"),
];

pub(crate) fn run(array: &Array, wish: &Test) -> anyhow::Result<Outcome> {
    let tested = token::test(array)?;
    let rows = tested.rows.iter().map(|row| {
        let ok = row.fault.is_none();
        // Only a key that was seen has a signature.
        let signature = if ok {
            rows::signature(&tested.token)
        } else {
            Cell::Empty
        };
        Ok(vec![
            row.controller.into(),
            row.uri.clone().map_or(Cell::Empty, Cell::from),
            if ok { "OK" } else { "FAILED" }.into(),
            rows::kind(&tested.token),
            row.fault.clone().map_or(Cell::Empty, Cell::from),
            signature,
        ])
    });
    emit(COLUMNS, rows, &wish.output)?;
    tested.notices.iter().for_each(warn);
    let ok = tested.rows.iter().all(|row| row.fault.is_none());
    Ok(if ok { Outcome::Done } else { Outcome::NotOk })
}
