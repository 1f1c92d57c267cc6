//! Self-signed certificates with new keys.

use anyhow::Result;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::paired::{paired, process, process_after};

/// With a key of each algorithm.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    for (name, ours, theirs) in [
        (
            "`purecert create --self-signed` (RSA 2048)",
            "rsa",
            vec!["rsa:2048"],
        ),
        (
            "`purecert create --key-algorithm ec`",
            "ec",
            vec!["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        ),
    ] {
        let line =
            format!("purecert create {ours} --self-signed --common-name a --key-algorithm {ours}");
        fixture.shell(&line)?;
        let mut arguments = vec![
            "req", "-x509", "-nodes", "-keyout", "k.pem", "-out", "c.pem",
        ];
        arguments.extend(["-subj", "/CN=a", "-newkey"]);
        arguments.extend(theirs);
        let medians = paired(
            fixture.runs,
            process_after(&format!("purecert delete {ours}"), fixture.ours(&line)),
            process(fixture.peer("openssl", &arguments)),
        )?;
        let peer = "`openssl req -x509 -nodes` with the same algorithm";
        found(Figure::of_times(name, peer, medians, 1.0));
    }
    Ok(())
}
