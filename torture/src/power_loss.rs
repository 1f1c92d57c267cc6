//! A loss of power at each call that writes: what was not synced by then is lost, and no array may be
//! there that cannot be opened.

use std::ffi::OsStr;

use anyhow::Result;

use crate::fixture::Fixture;
use crate::script;
use crate::tally::Tally;

/// How much.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Which commands, as a pattern of the shell.
    pub commands: &'static str,
    /// Each call of a command, or one of so many.
    pub stride: u32,
}

impl Limits {
    /// Every command, at every call.
    pub const ALL: Self = Self {
        commands: "*",
        stride: 1,
    };
}

/// Loses power; it takes root.
///
/// # Errors
/// When the fixture cannot be set up; what is found wrong is counted.
pub fn run(tally: &mut Tally, limits: Limits) -> Result<()> {
    if !script::is_possible() {
        tally.say("No power was lost: that takes root.");
        return Ok(());
    }
    let fixture = Fixture::new()?;
    let home = fixture.lock_with_token()?;
    let key_manager = fixture.sandbox.path().join("home");
    let listen = format!("127.0.0.1:{}", fixture.port.number());
    let stride = limits.stride.to_string();
    let variables = [
        ("HOME_WITH_TOKEN", home.as_os_str()),
        ("KEY_MANAGER", key_manager.as_os_str()),
        ("LISTEN", OsStr::new(&listen)),
        ("ONLY", OsStr::new(limits.commands)),
        ("STRIDE", OsStr::new(&stride)),
    ];
    let script = include_str!("../scripts/power-loss.sh");
    let outcome = script::play(tally, &fixture.sandbox, script, &variables);
    tally.check("power lost at each call that writes", outcome);
    Ok(())
}
