//! Data encrypted and written.

use anyhow::Result;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::paired::{paired, work};

/// 256 MiB, encrypted and synced.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    fixture.shell("head -c 268435456 /dev/urandom > plain")?;
    let medians = paired(
        5,
        work(|| fixture.shell("puresim data write vol1 < plain").map(drop)),
        work(|| {
            let line = "openssl enc -aes-256-ctr -in plain -out cipher \
                -K 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f \
                -iv 00000000000000000000000000000000 && sync cipher";
            fixture.shell(line).map(drop)
        }),
    )?;
    found(Figure::of_times(
        "`puresim data write` of 256 MiB",
        "`openssl enc -aes-256-ctr` and sync",
        medians,
        2.0,
    ));
    Ok(())
}
