//! Random bytes instead of a handshake, and instead of a request after one.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use anyhow::Result;

use super::{Attack, tls};

/// Sends them.
pub(super) fn attack(mut attack: Attack<'_>) -> Result<String> {
    let (mut raw, mut inside) = (0_u64, 0_u64);
    while attack.goes_on() {
        for _ in 0..20 {
            let length = usize::try_from(attack.random.below(60_000))?;
            let bytes = attack.random.bytes(length);
            let mut stream = TcpStream::connect_timeout(&attack.address, Duration::from_secs(10))?;
            // It may close before it has read them all.
            let _ = stream.write_all(&bytes);
            raw += 1;
        }
        let length = usize::try_from(attack.random.below(100_000))?;
        let bytes = attack.random.bytes(length);
        if tls::say(attack.fixture, attack.address, &bytes).is_ok() {
            inside += 1;
        }
    }
    Ok(format!(
        "{raw} connections with random bytes, and {inside} inside TLS"
    ))
}
