//! Requests of one client, on a few connections at once, each as fast as the responses come.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::Result;

use super::Attack;

const AT_ONCE: usize = 4;

/// Sends them all, if there is time.
pub(super) fn attack(attack: Attack<'_>) -> Result<String> {
    let wanted = attack.limits.requests;
    let (begun, end) = (Instant::now(), Instant::now() + attack.limits.flood);
    let sent = AtomicU64::new(0);
    let flood = || -> Result<()> {
        let mut connection = attack.fixture.client()?.open_for(attack.limits.flood)?;
        while Instant::now() < end && sent.fetch_add(1, Ordering::Relaxed) < wanted {
            connection.query()?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(flood)).collect();
        let ended = |it: thread::ScopedJoinHandle<'_, _>| it.join().expect("it does not panic");
        running.into_iter().try_for_each(ended)
    })?;
    let (sent, time) = (sent.into_inner(), begun.elapsed().as_secs());
    Ok(if sent >= wanted {
        format!("{wanted} in {time} s, each got its response")
    } else {
        format!("{sent} of {wanted}, there was no time for more in {time} s, each got its response")
    })
}
