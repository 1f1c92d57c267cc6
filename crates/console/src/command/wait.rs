//! `--wait`: a test repeated until it is OK.

use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Args;
use pure_core::clock::Span;

use crate::terminal::progress::Progress;

/// How long a test waits when no span is given.
const DEFAULT: &str = "5m";

/// The time between two attempts.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a test is repeated.
#[derive(Args, Clone, Debug, Default)]
pub struct Wait {
    /// Repeat it until it is OK, for at most SPAN
    #[arg(long, value_name = "SPAN", num_args = 0..=1, default_missing_value = DEFAULT)]
    pub wait: Option<Span>,
}

impl Wait {
    /// What `attempt` returns first that `is_ok`, or last when the time is over; at once without
    /// `--wait`. A terminal shows how long it has taken.
    ///
    /// # Errors
    /// That of an attempt: it is not tried again.
    pub fn until<T, E>(
        &self,
        is_ok: impl Fn(&T) -> bool,
        attempt: impl FnMut() -> Result<T, E>,
    ) -> Result<T, E> {
        let limit = self.wait.map_or(Duration::ZERO, |span| {
            Duration::try_from(span.duration()).unwrap_or(Duration::MAX)
        });
        let seconds = usize::try_from(limit.as_secs()).unwrap_or(usize::MAX);
        let mut progress = Progress::new(seconds, "Not OK yet, waiting:");
        let pause = |waited: Duration, left: Duration| {
            let waited = usize::try_from(waited.as_secs()).unwrap_or(usize::MAX);
            progress.at(waited, "s");
            sleep(PAUSE.min(left));
        };
        until(limit, pause, is_ok, attempt)
    }
}

/// `pause` is called between attempts, with the time that was waited and the time that is left. An attempt
/// may clear the last line of the terminal, so that is where it is shown that something is waited for.
fn until<T, E>(
    limit: Duration,
    mut pause: impl FnMut(Duration, Duration),
    is_ok: impl Fn(&T) -> bool,
    mut attempt: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    let start = Instant::now();
    loop {
        let result = attempt()?;
        let waited = start.elapsed();
        let left = limit.saturating_sub(waited);
        if is_ok(&result) || left.is_zero() {
            return Ok(result);
        }
        pause(waited, left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempts(limit: Duration, ok_at: u32) -> (u32, u32) {
        let mut made = 0;
        let result = until(
            limit,
            |_, _| sleep(Duration::from_millis(1)),
            |made| *made == ok_at,
            || {
                made += 1;
                Ok::<_, ()>(made)
            },
        );
        (result.unwrap(), made)
    }

    #[test]
    fn it_is_tried_until_it_is_ok_or_the_time_is_over() {
        assert_eq!(attempts(Duration::ZERO, 3), (1, 1));
        assert_eq!(attempts(Duration::from_secs(60), 3), (3, 3));
        let (result, made) = attempts(Duration::from_millis(20), 0);
        assert!(made > 1 && result == made, "{made}");
    }

    #[test]
    fn an_error_is_not_tried_again() {
        let mut made = 0;
        let failed = until(
            Duration::from_secs(60),
            |_, _| unreachable!("it is not waited for"),
            |()| false,
            || {
                made += 1;
                Err::<(), _>("broken")
            },
        );
        assert_eq!((failed, made), (Err("broken"), 1));
    }
}
