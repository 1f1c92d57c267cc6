//! Requests of one client, one after another, as fast as they are answered.

use anyhow::Result;

use super::Attack;

/// Sends them for as long as there is time.
pub(super) fn attack(attack: Attack<'_>) -> Result<String> {
    let mut connection = attack.stand.client()?.open()?;
    let mut count = 0;
    while attack.goes_on() && count < attack.limits.requests {
        connection.query()?;
        count += 1;
    }
    let (wanted, time) = (attack.limits.requests, attack.limits.time.as_secs());
    Ok(format!(
        "{count} of {wanted} reached in the {time} s there were, each answered"
    ))
}
