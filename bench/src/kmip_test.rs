//! `purekmip test` as a whole process.

use anyhow::Result;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::key_manager;
use crate::paired::{paired, process};

/// A connection, a handshake and the questions of a test.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let address = format!("localhost:{}", key_manager::start(fixture)?);
    let peer = [
        "s_client",
        "-connect",
        &address,
        "-cert",
        "client.pem",
        "-key",
        "client.key",
        "-CAfile",
        "ca.pem",
        "-verify_return_error",
        "-brief",
    ];
    let medians = paired(
        fixture.runs * 2,
        process(fixture.ours("purekmip test server")),
        process(fixture.peer("openssl", &peer)),
    )?;
    found(Figure::of_times(
        "`purekmip test`, loopback",
        "`openssl s_client`, handshake only",
        medians,
        1.3,
    ));
    Ok(())
}
