//! A TCP stream on which no read or write outlasts a deadline, however the bytes drip.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

/// How many bytes of the first answer are kept, to tell what answers.
const FIRST: usize = 8;

/// A TCP stream and the time at which everything has to be over.
#[derive(Debug)]
pub struct DeadlineStream {
    tcp: TcpStream,
    end: Instant,
    first: Vec<u8>,
}

impl DeadlineStream {
    /// The stream, on which everything has to be over at `end`.
    pub fn new(tcp: TcpStream, end: Instant) -> Self {
        Self {
            tcp,
            end,
            first: Vec::new(),
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

    fn in_time<T>(
        &mut self,
        set: fn(&TcpStream, Option<std::time::Duration>) -> io::Result<()>,
        work: impl FnOnce(&mut TcpStream) -> io::Result<T>,
    ) -> io::Result<T> {
        let left = remaining(self.end).ok_or(io::ErrorKind::TimedOut)?;
        set(&self.tcp, Some(left))?;
        work(&mut self.tcp).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
            _ => error,
        })
    }
}

/// What is left until `end`; none when it is past.
pub(crate) fn remaining(end: Instant) -> Option<std::time::Duration> {
    end.checked_duration_since(Instant::now())
        .filter(|left| !left.is_zero())
}

impl Read for DeadlineStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.in_time(TcpStream::set_read_timeout, |tcp| tcp.read(buffer))?;
        let wanted = FIRST.saturating_sub(self.first.len()).min(read);
        self.first.extend_from_slice(&buffer[..wanted]);
        Ok(read)
    }
}

impl Write for DeadlineStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.in_time(TcpStream::set_write_timeout, |tcp| tcp.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}
