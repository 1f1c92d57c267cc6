//! `purearray test security-token`

use pure_console::{Cell, Column, Outcome, emit, notice, render, working};
use pure_core::Purity;
use pure_core::operation::{TokenTest, TokenTestRow};

use crate::cli::Test;
use crate::rows;

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Uri"),
    Column::new("Status"),
    Column::new("Type"),
    Column::new("Error Message"),
    Column::new("Signature"),
];

pub(crate) fn run(purity: &Purity, options: &Test) -> anyhow::Result<Outcome> {
    let tested = options.wait.until(TokenTest::is_ok, || {
        working("Playing an unlock", || purity.test_token())
    })?;
    let rows = tested
        .rows
        .iter()
        .map(|tested_row| Ok(row(&tested, tested_row)));
    emit(COLUMNS, rows, &options.output)?;
    tested.notices.iter().for_each(notice);
    Ok(if tested.is_ok() {
        Outcome::Done
    } else {
        Outcome::NotOk
    })
}

fn row(tested: &TokenTest, row: &TokenTestRow) -> Vec<Cell> {
    let (status, error, signature) = match &row.fault {
        None => ("OK", Cell::Empty, rows::signature(&tested.token)),
        // Only a key that was seen has a signature.
        Some(fault) => ("FAILED", render(fault).into(), Cell::Empty),
    };
    vec![
        row.controller.into(),
        row.uri.clone().map_or(Cell::Empty, Cell::from),
        status.into(),
        rows::kind(&tested.token),
        error,
        signature,
    ]
}
