//! A key manager with very many keys.

use anyhow::Result;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::key_manager::{self, CLIENT, get};
use crate::rate::{rate, several};

const MANY: usize = 1_000_000;

/// One key found by its name among many.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let port = key_manager::start(fixture)?;
    let get = get(fixture, &format!("localhost:{port} {CLIENT}"))?;
    let locate = format!("{get} --locate bench");
    let few = several(|| rate(fixture, &locate))?;
    fixture.shell(&fill(MANY))?;
    let many = several(|| rate(fixture, &locate))?;
    found(Figure::of_nanoseconds(
        "key manager with 1,000,000 keys: Locate by name and Get",
        "with a few",
        [1e9 / many, 1e9 / few],
        1.5,
    ));
    Ok(())
}

/// The line that fills the key manager with so many copies of its first key under other names.
pub(crate) fn fill(copies: usize) -> String {
    format!(
        "db=$(ls home/keymanager/*.db)
         columns=$(sqlite3 $db \"SELECT group_concat(name) FROM pragma_table_info('key') \
             WHERE name NOT IN ('number', 'id')\")
         sqlite3 $db \"PRAGMA synchronous = OFF; BEGIN; CREATE TEMP TABLE copy AS \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies}) \
             SELECT i, lower(printf('%08x-0000-4000-8000-%012x', i, i)) AS id FROM n; \
             INSERT INTO key (id, $columns) SELECT copy.id, $columns FROM copy, key \
                 WHERE key.number = (SELECT min(number) FROM key); \
             INSERT INTO key_name (key, position, account, name, live) \
                 SELECT copy.id, 0, account.id, 'copy-' || copy.i, 1 FROM copy, account; COMMIT\""
    )
}
