//! Handshakes without a certificate, as fast as they go, on several connections at once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::{Result, ensure};

use super::{Attack, tls};

const AT_ONCE: usize = 8;

/// Does them.
pub(super) fn attack(attack: Attack<'_>) -> Result<String> {
    let (done, failed) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while attack.goes_on() {
                    let opened = tls::open(attack.fixture, attack.address);
                    let counted = if opened.is_ok() { &done } else { &failed };
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let (done, failed) = (done.into_inner(), failed.into_inner());
    ensure!(done > 0, "no handshake was done");
    Ok(format!(
        "{done} handshakes by {AT_ONCE} at once, {failed} cut off"
    ))
}
