//! TCP ports of 127.0.0.1 for servers under test.
//!
//! Documentation, scripts and transcripts name KMIP's registered port, 5696. Tests run beside each
//! other and beside whatever the user has on that port, so each gets a port of its own, and
//! [`Port::translate`] and [`Port::translate_back`] put it in the place of the documented one. It
//! has four digits too, so that the columns of a table stay as wide as documented.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result, bail};

/// KMIP's registered port, which the documented workflow uses.
pub const DOCUMENTED: u16 = 5696;

/// Where tests take their ports: of four digits, and below those that systems give out themselves.
const POOL: std::ops::RangeInclusive<u16> = 5700..=5999;

/// A port that nothing listens on, and that no other test takes while this is held.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _lock: File,
}

impl Port {
    /// A port of the pool.
    ///
    /// # Errors
    /// When all are taken, or the temp folder cannot be written.
    pub fn reserve() -> Result<Self> {
        Self::first_free(POOL)
    }

    /// The documented port, or one of the pool when that is taken.
    ///
    /// # Errors
    /// When all are taken, or the temp folder cannot be written.
    pub fn reserve_documented() -> Result<Self> {
        Self::first_free(std::iter::once(DOCUMENTED).chain(POOL))
    }

    fn first_free(numbers: impl IntoIterator<Item = u16>) -> Result<Self> {
        for number in numbers {
            let path = std::env::temp_dir().join(format!("pure-tests-port-{number}"));
            let lock = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path);
            let lock = lock.with_context(|| format!("cannot open {}", path.display()))?;
            if lock.try_lock().is_ok() && TcpListener::bind((Ipv4Addr::LOCALHOST, number)).is_ok() {
                return Ok(Self {
                    number,
                    _lock: lock,
                });
            }
        }
        bail!(
            "no port of 127.0.0.1 is free between {} and {}",
            POOL.start(),
            POOL.end()
        )
    }

    /// Its number.
    pub fn number(&self) -> u16 {
        self.number
    }

    /// `text` with this port in the place of `:5696`.
    pub fn translate(&self, text: &str) -> String {
        replace_port(text, DOCUMENTED, self.number)
    }

    /// `text` with `:5696` in the place of this port.
    pub fn translate_back(&self, text: &str) -> String {
        replace_port(text, self.number, DOCUMENTED)
    }
}

/// Replaces `:old` by `:new` where no further digit follows.
fn replace_port(text: &str, old: u16, new: u16) -> String {
    let old_port = format!(":{old}");
    let mut parts = text.split(&old_port);
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = if part.starts_with(|c: char| c.is_ascii_digit()) {
            old
        } else {
            new
        };
        replaced.push_str(&format!(":{number}{part}"));
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_never_hold_the_same_port() {
        let (one, two) = (Port::reserve().unwrap(), Port::reserve().unwrap());
        assert_ne!(one.number(), two.number());
    }

    #[test]
    fn only_the_port_is_replaced() {
        let text = "a:5696,b:5696 5696 :56960 x:5696";
        assert_eq!(
            replace_port(text, 5696, 5701),
            "a:5701,b:5701 5696 :56960 x:5701"
        );
    }
}
