//! An array with very many certificates: rows copied in the database, since making their keys would
//! take hours.

use anyhow::Result;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::paired::{paired, process};

const MANY: usize = 100_000;
const ONE: &str = "purecert create one --self-signed --common-name one";

/// One certificate found by its name among many.
pub(crate) fn by_name(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    fill(fixture)?;
    let few = fixture.another()?;
    few.shell(ONE)?;
    let medians = paired(
        fixture.runs * 2,
        process(fixture.ours("purecert list one")),
        process(few.ours("purecert list one")),
    )?;
    found(Figure::of_times(
        "`purecert list NAME` with 100,000 certificates",
        "with a few",
        medians,
        1.3,
    ));
    Ok(())
}

/// All of them as CSV.
pub(crate) fn csv(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let database = fill(fixture)?;
    fixture.shell(&format!(
        "sqlite3 {database} 'CREATE VIEW certificate_row AS SELECT name, status, key_size, \
         issued_to, issued_by, valid_from, valid_to, country, state, locality, organization, \
         organizational_unit, email, common_name FROM certificate'"
    ))?;
    let dump = ["-csv", &database, "SELECT * FROM certificate_row"];
    let medians = paired(
        fixture.runs / 5,
        process(fixture.ours("purecert list --csv")),
        process(fixture.peer("sqlite3", &dump)),
    )?;
    found(Figure::of_times(
        "`purecert list --csv` of 100,000 certificates",
        "`sqlite3 -csv`, the same rows",
        medians,
        1.0,
    ));
    Ok(())
}

/// Fills the array with copies of the certificate `one` under other names; its database.
pub(crate) fn fill(fixture: &Fixture) -> Result<String> {
    fixture.shell(ONE)?;
    let database = fixture
        .shell("ls home/arrays/*/array.db")?
        .trim()
        .to_owned();
    fixture.shell(&format!(
        "columns=$(sqlite3 {database} \"SELECT group_concat(name) \
         FROM pragma_table_info('certificate') WHERE name NOT IN ('id', 'name')\"); \
         sqlite3 {database} \"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
         WHERE i < {MANY}) INSERT INTO certificate (name, $columns) \
         SELECT 'copy' || i, $columns FROM certificate, n WHERE certificate.name = 'one'\""
    ))?;
    Ok(database)
}
