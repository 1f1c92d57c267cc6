//! Requests that say they are longer than they may be, or than they are.

use anyhow::{Result, ensure};

use super::{Attack, tls};

/// The length in the header of a request message (KMIP 1.4, section 9.1.1).
const LENGTHS: [u32; 7] = [
    u32::MAX,
    1 << 31,
    1 << 24,
    (1 << 20) + 8,
    1 << 20,
    (64 << 10) + 8,
    9,
];

/// Sends them.
pub(super) fn attack(attack: Attack<'_>) -> Result<String> {
    let (mut sent, mut refused) = (0_u64, 0_u64);
    while attack.goes_on() {
        for length in LENGTHS {
            let mut bytes = vec![0x42, 0x00, 0x78, 0x01];
            bytes.extend(length.to_be_bytes());
            bytes.extend([0x42; 4096]);
            let response = tls::say(attack.fixture, attack.address, &bytes);
            sent += 1;
            refused += u64::from(response.is_ok_and(|length| length > 0));
        }
    }
    ensure!(refused > 0, "none got a response that says what is wrong");
    Ok(format!(
        "{sent} such requests, {refused} refused with a response"
    ))
}
