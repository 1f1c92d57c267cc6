//! The terminal of a program: a pseudo-terminal, of which the door has one end.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;

use russh::Pty;
use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, OutputModes, SpecialCodeIndex, Winsize, tcgetattr,
    tcsetattr, tcsetwinsize,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe::{Receiver, Sender};

/// What a client says of its terminal.
#[derive(Clone, Debug)]
pub(super) struct TerminalRequest {
    /// Its kind, as for `TERM`.
    pub(super) kind: String,
    /// Its size in characters.
    pub(super) size: (u32, u32),
    /// Its modes (RFC 4254, section 8).
    pub(super) modes: Vec<(Pty, u32)>,
}

/// The end of the door. It is used as a pipe, which a terminal is to who reads and writes.
#[derive(Debug)]
pub(super) struct Terminal(Sender);

/// What the program writes.
#[derive(Debug)]
pub(super) struct Output(Receiver);

impl TerminalRequest {
    /// The kind, when it is one that can be a value of `TERM`.
    pub(super) fn kind(&self) -> &str {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-+._".contains(&b);
        let kind = &self.kind;
        if (1..=32).contains(&kind.len()) && kind.bytes().all(is_plain) {
            kind
        } else {
            "dumb"
        }
    }
}

impl Terminal {
    /// A new one as it was asked for: what the program writes, this end, and the end of the program.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn open(asked: &TerminalRequest) -> io::Result<(Output, Self, OwnedFd)> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let name = ptsname(&master, Vec::new())?;
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let slave = rustix::fs::open(&name, flags, Mode::empty())?;
        set_modes(&slave, &asked.modes)?;
        let flags = fcntl_getfl(&master)?;
        fcntl_setfl(&master, flags | OFlags::NONBLOCK)?;
        let output = Receiver::from_file_unchecked(File::from(master.try_clone()?))?;
        let terminal = Self(Sender::from_file_unchecked(File::from(master))?);
        let (columns, rows) = asked.size;
        terminal.resize(columns, rows);
        Ok((Output(output), terminal, slave))
    }

    /// Its window has that size now.
    pub(super) fn resize(&self, columns: u32, rows: u32) {
        let fitting = |length: u32| u16::try_from(length).unwrap_or(u16::MAX);
        let size = Winsize {
            ws_row: fitting(rows),
            ws_col: fitting(columns),
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let _ = tcsetwinsize(&self.0, size);
    }

    /// Types `bytes`.
    ///
    /// # Errors
    /// When the program has ended.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes).await
    }
}

impl Output {
    /// Reads what the program writes; nothing once it has ended.
    ///
    /// # Errors
    /// When the terminal fails otherwise.
    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer).await {
            // How Linux says that nobody has the other end open.
            Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => Ok(0),
            read => read,
        }
    }
}

/// Sets those of the modes that matter to a program that prompts.
fn set_modes(slave: &OwnedFd, modes: &[(Pty, u32)]) -> io::Result<()> {
    let mut now = tcgetattr(slave)?;
    for (mode, value) in modes {
        let on = *value != 0;
        match mode {
            Pty::ISIG => now.local_modes.set(LocalModes::ISIG, on),
            Pty::ICANON => now.local_modes.set(LocalModes::ICANON, on),
            Pty::ECHO => now.local_modes.set(LocalModes::ECHO, on),
            Pty::ECHOE => now.local_modes.set(LocalModes::ECHOE, on),
            Pty::ECHOK => now.local_modes.set(LocalModes::ECHOK, on),
            Pty::ECHONL => now.local_modes.set(LocalModes::ECHONL, on),
            Pty::IEXTEN => now.local_modes.set(LocalModes::IEXTEN, on),
            Pty::ICRNL => now.input_modes.set(InputModes::ICRNL, on),
            Pty::INLCR => now.input_modes.set(InputModes::INLCR, on),
            Pty::IGNCR => now.input_modes.set(InputModes::IGNCR, on),
            Pty::OPOST => now.output_modes.set(OutputModes::OPOST, on),
            Pty::ONLCR => now.output_modes.set(OutputModes::ONLCR, on),
            Pty::VINTR => set_code(&mut now, SpecialCodeIndex::VINTR, *value),
            Pty::VERASE => set_code(&mut now, SpecialCodeIndex::VERASE, *value),
            Pty::VKILL => set_code(&mut now, SpecialCodeIndex::VKILL, *value),
            Pty::VEOF => set_code(&mut now, SpecialCodeIndex::VEOF, *value),
            _ => {}
        }
    }
    // Lines of any length are pasted, and UTF-8 is erased as a whole.
    now.input_modes.insert(InputModes::IUTF8);
    Ok(tcsetattr(slave, OptionalActions::Now, &now)?)
}

fn set_code(now: &mut rustix::termios::Termios, index: SpecialCodeIndex, value: u32) {
    if let Ok(value) = u8::try_from(value) {
        now.special_codes[index] = value;
    }
}
