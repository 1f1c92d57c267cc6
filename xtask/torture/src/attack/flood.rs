//! Requests of one client, on a few connections at once, each as fast as they are answered.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::Result;

use super::Attack;

const AT_ONCE: usize = 4;

/// Sends them for as long as there is time.
pub(super) fn attack(attack: Attack<'_>) -> Result<String> {
    let count = AtomicU64::new(0);
    let flood = || -> Result<()> {
        let mut connection = attack.stand.client()?.open()?;
        while attack.goes_on() && count.load(Ordering::Relaxed) < attack.limits.requests {
            connection.query()?;
            count.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(flood)).collect();
        let ended = |it: thread::ScopedJoinHandle<'_, _>| it.join().expect("it does not panic");
        running.into_iter().try_for_each(ended)
    })?;
    let (count, wanted) = (count.into_inner(), attack.limits.requests);
    let time = attack.limits.time.as_secs();
    Ok(format!(
        "{count} of {wanted} reached in the {time} s there were, each answered"
    ))
}
