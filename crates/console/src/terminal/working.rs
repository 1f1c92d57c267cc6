//! A line that says what a command is at, when it takes its time.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::progress::is_shown;
use super::status_line;

/// Whether a line is there for something.
static WORKING: AtomicBool = AtomicBool::new(false);

/// What takes less is not worth a line.
const PATIENCE: Duration = Duration::from_secs(1);

/// Does `work`; on a terminal it says after a second what the command is at, and for how long, and nothing
/// anywhere else. The line is gone afterwards.
pub fn working<T>(label: &str, work: impl FnOnce() -> T) -> T {
    let shown = std::io::stderr().is_terminal() && is_shown();
    // What is done on the way of something else is told as that.
    let _line = (shown && !WORKING.swap(true, Ordering::Relaxed)).then(|| Line::start(label));
    work()
}

/// The thread that shows the line, while this lives.
struct Line {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// Without a thread there is none: the line is no reason to fail.
    fn start(label: &str) -> Self {
        let label = label.to_owned();
        let (end, ended) = channel();
        let begin = Instant::now();
        let show = move || {
            // It ends when the sender is dropped.
            while ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                status_line::show(&format!("{label}: {} s", begin.elapsed().as_secs()));
            }
            status_line::clear();
        };
        Self {
            end: Some(end),
            thread: thread::Builder::new().spawn(show).ok(),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.end.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        WORKING.store(false, Ordering::Relaxed);
    }
}
