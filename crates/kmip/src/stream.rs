//! A TCP stream on which no read or write outlasts a deadline, however the bytes drip.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How many bytes of the first answer are kept, to tell what answers.
const FIRST: usize = 8;

/// A TCP stream and the time at which everything has to be over.
#[derive(Debug)]
pub struct DeadlineStream {
    tcp: TcpStream,
    end: Instant,
    first: Vec<u8>,
    /// How long the system lets a read wait, and a write.
    patience: [Option<Duration>; 2],
}

/// Where the patience of reads stands, and that of writes.
const READS: usize = 0;
const WRITES: usize = 1;

impl DeadlineStream {
    /// The stream, on which everything has to be over at `end`.
    pub fn new(tcp: TcpStream, end: Instant) -> Self {
        Self {
            tcp,
            end,
            first: Vec::new(),
            patience: [None; 2],
        }
    }

    /// From now on everything has to be over at `end`.
    pub fn set_end(&mut self, end: Instant) {
        self.end = end;
    }

    /// The first bytes that ever came.
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
            let patience = Some(whole_seconds(left));
            if self.patience[which] != patience {
                set(&self.tcp, patience)?;
                self.patience[which] = patience;
            }
            match work(&mut self.tcp) {
                // The patience is at an end, and perhaps more is left.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                done => return done,
            }
        }
    }
}

/// The whole seconds, if there are any: the system has to be told less often.
fn whole_seconds(time: Duration) -> Duration {
    match time.as_secs() {
        0 => time,
        seconds => Duration::from_secs(seconds),
    }
}

/// What is left until `end`; none when it is past.
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
