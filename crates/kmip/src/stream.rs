//! A TCP stream on which no read or write outlasts a deadline, however the bytes drip.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How many of the first bytes are kept, to tell which protocol the peer speaks.
const FIRST: usize = 8;

/// A TCP stream and the time at which everything has to be over.
#[derive(Debug)]
pub struct DeadlineStream {
    tcp: TcpStream,
    end: Instant,
    first: Vec<u8>,
    /// The timeout of reads that the socket has now, and that of writes.
    timeouts: [Option<Duration>; 2],
}

/// The indices of both in `timeouts`.
const READS: usize = 0;
const WRITES: usize = 1;

impl DeadlineStream {
    /// The stream, on which everything has to be over at `end`.
    #[must_use]
    pub fn new(tcp: TcpStream, end: Instant) -> Self {
        Self {
            tcp,
            end,
            first: Vec::new(),
            timeouts: [None; 2],
        }
    }

    /// Moves the deadline to `end`.
    pub fn set_end(&mut self, end: Instant) {
        self.end = end;
    }

    /// The first bytes that ever came, at most eight.
    #[must_use]
    pub fn first(&self) -> &[u8] {
        &self.first
    }

    /// Does `work`, which is a read or a write, unless the end comes before.
    fn in_time(
        &mut self,
        which: usize,
        set: fn(&TcpStream, Option<Duration>) -> io::Result<()>,
        mut work: impl FnMut(&mut TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        loop {
            let left = remaining(self.end).ok_or(io::ErrorKind::TimedOut)?;
            let timeout = Some(whole_seconds(left));
            if self.timeouts[which] != timeout {
                set(&self.tcp, timeout)?;
                self.timeouts[which] = timeout;
            }
            match work(&mut self.tcp) {
                // The timeout of the socket has passed, and perhaps more is left until the deadline.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                done => return done,
            }
        }
    }
}

/// The whole seconds, if there are any: the timeouts of the socket have to be set less often.
fn whole_seconds(time: Duration) -> Duration {
    match time.as_secs() {
        0 => time,
        seconds => Duration::from_secs(seconds),
    }
}

/// What is left until `end`; `None` when it is past.
pub(crate) fn remaining(end: Instant) -> Option<Duration> {
    end.checked_duration_since(Instant::now())
        .filter(|left| !left.is_zero())
}

impl Read for DeadlineStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.in_time(READS, TcpStream::set_read_timeout, |tcp| tcp.read(buffer))?;
        let wanted = FIRST.saturating_sub(self.first.len()).min(read);
        self.first.extend_from_slice(&buffer[..wanted]);
        Ok(read)
    }
}

impl Write for DeadlineStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.in_time(WRITES, TcpStream::set_write_timeout, |tcp| tcp.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}
