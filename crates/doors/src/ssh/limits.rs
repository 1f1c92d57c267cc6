//! How much anybody may take of the SSH door.

use std::time::Duration;

/// How much anybody may take of an array's SSH door.
#[derive(Clone, Copy, Debug)]
pub struct SshLimits {
    /// How many connections there are at a time. When all are taken, the one that has waited the longest
    /// for its log-in makes room.
    pub connections: usize,
    /// How many of them have logged in.
    pub sessions: usize,
    /// How many programs run for one of them at a time.
    pub channels: usize,
    /// How long logging in may take.
    pub grace: Duration,
    /// How long somebody may be silent who has logged in.
    pub idle: Duration,
    /// How often it is looked whether somebody who has logged in still may be here.
    pub look: Duration,
}

impl Default for SshLimits {
    fn default() -> Self {
        Self {
            connections: 256,
            sessions: 64,
            channels: 10,
            grace: Duration::from_secs(60),
            idle: Duration::from_secs(30 * 60),
            look: Duration::from_secs(2),
        }
    }
}
