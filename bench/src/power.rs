//! Power cycles and rotations, with few drives and with as many as an array can have.

use std::os::unix::fs::FileExt;
use std::process::Command;

use anyhow::Result;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::paired::{paired, process, work};

const LARGE: &str = "puresim array create large --drives 250";

/// Power off and on: the shares combined, the regions opened.
pub(crate) fn cycle(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    fixture.shell(&format!("purecert list; {LARGE}"))?;
    let few = paired(
        fixture.runs,
        process(on(fixture, "pure01", "puresim power cycle")),
        process(fixture.ours("purecert list")),
    )?;
    found(Figure::of_times(
        "`puresim power cycle`, 10 drives",
        "`purecert list`",
        few,
        10.0,
    ));
    let many = paired(
        fixture.runs / 2,
        process(on(fixture, "large", "puresim power cycle")),
        process(on(fixture, "pure01", "puresim power cycle")),
    )?;
    found(Figure::of_times(
        "`puresim power cycle`, 250 drives",
        "10 drives",
        many,
        10.0,
    ));
    Ok(())
}

/// A new array key, written to every drive.
pub(crate) fn rotate(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    fixture.shell(LARGE)?;
    let medians = paired(
        fixture.runs / 5,
        process(on(fixture, "large", "puresim key rotate")),
        work(|| write_and_sync(fixture, 250)),
    )?;
    found(Figure::of_times(
        "`puresim key rotate`, 250 drives",
        "writing and syncing 250 such slots",
        medians,
        2.0,
    ));
    Ok(())
}

fn on(fixture: &Fixture, array: &str, line: &str) -> Command {
    let mut command = fixture.ours(line);
    command.env("PURE_ARRAY", array);
    command
}

/// The length of what a drive holds of one generation, in bytes.
const SLOT: usize = 4096;

/// What no rotation can do without: a slot of every drive's file written in place and synced once.
fn write_and_sync(fixture: &Fixture, files: usize) -> Result<()> {
    let folder = fixture.folder().join("sync");
    std::fs::create_dir_all(&folder)?;
    for number in 0..files {
        let path = folder.join(number.to_string());
        if !path.exists() {
            std::fs::write(&path, [0; 3 * SLOT])?;
        }
        let file = std::fs::OpenOptions::new().write(true).open(path)?;
        file.write_all_at(&[7; SLOT], SLOT as u64)?;
        file.sync_data()?;
    }
    Ok(())
}
