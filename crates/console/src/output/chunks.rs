//! Writing in chunks.

use std::io::{self, Write};

/// How much is written at once, in bytes.
const CHUNK: usize = 1 << 16;

/// Passes on what is written to it in chunks, and the rest when it is flushed or dropped. It takes no more
/// memory than that: all that a command frees is overwritten, so a buffer of a whole chunk, taken in advance,
/// would cost a list of three rows the pages that it never used.
pub(super) struct Chunks<W: Write> {
    out: W,
    bytes: Vec<u8>,
}

impl<W: Write> Chunks<W> {
    pub(super) fn new(out: W) -> Self {
        let bytes = Vec::new();
        Self { out, bytes }
    }

    /// What could not be written is not written again.
    fn pass_on(&mut self) -> io::Result<()> {
        let written = self.out.write_all(&self.bytes);
        self.bytes.clear();
        written
    }
}

impl<W: Write> Write for Chunks<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > CHUNK {
            self.pass_on()?;
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.out.flush()
    }
}

impl<W: Write> Drop for Chunks<W> {
    fn drop(&mut self) {
        let _ = self.pass_on();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each write that it gets, and an error from the second on.
    struct Disk<'a> {
        writes: &'a mut Vec<usize>,
        is_full: bool,
    }

    impl Write for Disk<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.is_full && !self.writes.is_empty() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.writes.push(bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn whole_chunks_and_the_rest() {
        let mut writes = Vec::new();
        let disk = Disk {
            writes: &mut writes,
            is_full: false,
        };
        let mut chunks = Chunks::new(disk);
        for _ in 0..5 {
            chunks.write_all(&[1; CHUNK / 2]).unwrap();
        }
        chunks.write_all(&[1; 3 * CHUNK]).unwrap();
        chunks.write_all(b"the rest").unwrap();
        drop(chunks);
        assert_eq!(writes, [CHUNK, CHUNK, CHUNK / 2, 3 * CHUNK, 8]);
    }

    #[test]
    fn a_failure_is_told_and_nothing_is_written_twice() {
        let mut writes = Vec::new();
        let disk = Disk {
            writes: &mut writes,
            is_full: true,
        };
        let mut chunks = Chunks::new(disk);
        chunks.write_all(b"one").unwrap();
        chunks.flush().unwrap();
        chunks.write_all(b"two").unwrap();
        assert_eq!(
            chunks.flush().unwrap_err().kind(),
            io::ErrorKind::StorageFull
        );
        drop(chunks);
        assert_eq!(writes, [3]);
    }
}
