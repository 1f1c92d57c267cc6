//! A look at everything, while nothing else runs.

use std::path::Path;

use anyhow::{Result, anyhow, ensure};
use rusqlite::Connection;

use super::key_manager::Load;
use super::operator::Operator;
use super::worker::Worker;
use crate::fixture::Fixture;
use crate::objects::{array_folders, seen};

/// Whether everything is as it was acknowledged, and nothing is half done.
pub(super) fn everything(
    fixture: &Fixture,
    workers: &mut [Worker],
    operator: &mut Operator,
    load: &Load,
) -> Result<()> {
    fixture.start_key_manager()?;
    operator.repair(fixture)?;
    let home = fixture.sandbox.path().join("home");
    integrity(&home.join("home.db"))?;
    for array in array_folders(&home)? {
        integrity(&home.join("arrays").join(array).join("array.db"))?;
    }
    integrity(&home.join("keymanager/keymanager.db"))?;
    let found = seen(&fixture.sandbox)?;
    for worker in &mut *workers {
        for (object, possible) in &mut worker.objects {
            let state = found.get(object).copied();
            possible
                .seen(state)
                .map_err(|reason| anyhow!("{object:?}: {reason}"))?;
        }
    }
    let is_known = |object| {
        workers
            .iter()
            .any(|worker| worker.objects.contains_key(object))
    };
    ensure!(
        found.keys().all(is_known),
        "there is an object that nobody made"
    );
    // Another boot with the key from the key manager, and all data again.
    fixture.done("puresim power cycle > /dev/null")?;
    ensure!(
        seen(&fixture.sandbox)? == found,
        "another boot shows something else"
    );
    let token = fixture.done("purearray list --security-token --notitle 2> /dev/null")?;
    let keys = fixture.done("puresim keymanager key list --group storage --notitle")?;
    let active = keys.lines().filter(|row| row.contains(" Active ")).count();
    let wanted = usize::from(token.starts_with("True"));
    ensure!(
        active == wanted,
        "{active} Active keys, and the token is {token}"
    );
    load.check(fixture)
}

fn integrity(path: &Path) -> Result<()> {
    let database = Connection::open(path)?;
    let said: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    ensure!(said == "ok", "{}: {said}", path.display());
    let dangling = database.prepare("PRAGMA foreign_key_check")?.exists([])?;
    ensure!(!dangling, "{}: a row refers to none", path.display());
    Ok(())
}
