//! What a command costs before it does anything: a list of one certificate.

use anyhow::Result;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::paired::{paired, process};

/// Beside a peer that shows one certificate, and beside the shortest process there is.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    fixture.shell(
        "purecert create one --self-signed --common-name one
         purecert list one --certificate > one.pem",
    )?;
    let medians = paired(
        fixture.runs * 4,
        process(fixture.ours("purecert list one")),
        process(fixture.peer("openssl", &["x509", "-noout", "-subject", "-in", "one.pem"])),
    )?;
    found(Figure::of_times(
        "`purecert list` of one certificate",
        "`openssl x509 -noout -subject`",
        medians,
        1.0,
    ));
    let medians = paired(
        fixture.runs * 4,
        process(fixture.ours("purecert list one")),
        process(fixture.peer::<&str>("/bin/true", &[])),
    )?;
    found(Figure::of_times(
        "`purecert list` of one certificate, as a process",
        "`/bin/true`",
        medians,
        2.5,
    ));
    Ok(())
}
