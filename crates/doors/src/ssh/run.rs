//! A program at a channel: its input and output, its end.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use russh::server::Msg;
use russh::{Channel, ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Sig};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, Command};

use super::program::Program;
use super::terminal::{Terminal, TerminalRequest};
use super::visitor::Visitor;

/// How much is passed on at a time, in bytes.
const PIECE: usize = 32 * 1024;

/// The extended data of a channel that is standard error (RFC 4254, section 5.2).
const STDERR: u32 = 1;

/// The end of a text that is typed: Ctrl-D.
const END: &[u8] = b"\x04";

/// Starts the program, with a terminal when one is asked for, and stays with it until it has ended or the
/// client has gone.
pub(super) async fn run(
    channel: Channel<Msg>,
    program: &Program,
    terminal: Option<&TerminalRequest>,
    visitor: &Arc<Visitor>,
) {
    let mut command = Command::new(&program.path);
    command
        .args(&program.arguments)
        .env_clear()
        .envs(
            program
                .environment
                .iter()
                .map(|(name, value)| (name, value)),
        )
        .current_dir("/")
        .kill_on_drop(true);
    let (read, write) = channel.split();
    let status = match terminal {
        Some(asked) => on_terminal(command, asked, read, &write, visitor).await,
        None => on_pipes(command, read, &write, visitor).await,
    };
    let status = match status {
        Ok(status) => code(status),
        Err(error) => {
            let text = format!("Error: The command cannot be started: {error}.\r\n");
            let _ = write.extended_data_bytes(STDERR, text.into_bytes()).await;
            126
        }
    };
    finish(&write, status).await;
}

/// Says `text`, and that it ended with `status`.
pub(super) async fn say(channel: Channel<Msg>, text: String, status: u32) {
    let (_read, write) = channel.split();
    let bytes = text.into_bytes();
    let _ = match status {
        0 => write.data_bytes(bytes).await,
        _ => write.extended_data_bytes(STDERR, bytes).await,
    };
    finish(&write, status).await;
}

async fn finish(write: &ChannelWriteHalf<Msg>, status: u32) {
    let _ = write.eof().await;
    let _ = write.exit_status(status).await;
    let _ = write.close().await;
}

/// The exit status; that of a program that a signal ended, as shells have it.
fn code(status: ExitStatus) -> u32 {
    let code = status.code().or(status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u32::try_from(code).ok())
        .unwrap_or(255)
}

async fn on_pipes(
    mut command: Command,
    mut read: ChannelReadHalf,
    write: &ChannelWriteHalf<Msg>,
    visitor: &Arc<Visitor>,
) -> io::Result<ExitStatus> {
    // A group of its own, so that whatever it has started ends with it.
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let mut child = command.spawn()?;
    let group = group_of(&child);
    let stdin = child.stdin.take();
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let output = async {
        tokio::join!(
            pass_on(stdout, write, None, visitor),
            pass_on(stderr, write, Some(STDERR), visitor)
        );
        child.wait().await
    };
    tokio::select! {
        status = output => status,
        // The client has gone.
        () = take_in(&mut read, stdin, group, visitor) => {
            end(group);
            Ok(ExitStatus::from_raw(Signal::HUP.as_raw()))
        }
    }
}

/// Gives the program what comes in; ends when the channel does.
async fn take_in(
    read: &mut ChannelReadHalf,
    mut stdin: Option<ChildStdin>,
    group: Option<Pid>,
    visitor: &Arc<Visitor>,
) {
    while let Some(message) = read.wait().await {
        visitor.touch();
        match message {
            ChannelMsg::Data { data } => {
                if let Some(pipe) = &mut stdin
                    && pipe.write_all(&data).await.is_err()
                {
                    // It reads no more. What else comes is dropped.
                    stdin = None;
                }
            }
            ChannelMsg::Eof => stdin = None,
            ChannelMsg::Signal { signal } => forward(&signal, group),
            ChannelMsg::Close => return,
            _ => {}
        }
    }
}

/// Passes on what the program writes, until it ends.
async fn pass_on(
    from: Option<impl AsyncRead + Unpin>,
    write: &ChannelWriteHalf<Msg>,
    extended: Option<u32>,
    visitor: &Arc<Visitor>,
) {
    let Some(mut from) = from else { return };
    let mut buffer = vec![0; PIECE];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let bytes = buffer.get(..read).unwrap_or_default().to_vec();
        let sent = match extended {
            None => write.data_bytes(bytes).await,
            Some(extended) => write.extended_data_bytes(extended, bytes).await,
        };
        visitor.touch();
        if sent.is_err() {
            return;
        }
    }
}

async fn on_terminal(
    mut command: Command,
    asked: &TerminalRequest,
    mut read: ChannelReadHalf,
    write: &ChannelWriteHalf<Msg>,
    visitor: &Arc<Visitor>,
) -> io::Result<ExitStatus> {
    let (mut written, mut terminal, slave) = Terminal::open(asked)?;
    command
        .env("TERM", asked.kind())
        .stdin(slave.try_clone()?)
        .stdout(slave.try_clone()?)
        .stderr(slave);
    let mut child = command.spawn()?;
    // It leads a session and a group of its own, which it makes itself.
    let group = group_of(&child);
    // The door's copies of the other end: while they are open, the program's end is not seen.
    drop(command);
    let output = async {
        let mut buffer = vec![0; PIECE];
        while let Ok(length @ 1..) = written.read(&mut buffer).await {
            visitor.touch();
            let bytes = buffer.get(..length).unwrap_or_default().to_vec();
            if write.data_bytes(bytes).await.is_err() {
                break;
            }
        }
        child.wait().await
    };
    let input = async {
        while let Some(message) = read.wait().await {
            visitor.touch();
            match message {
                // What the program does not read any more is dropped.
                ChannelMsg::Data { data } => drop(terminal.write(&data).await),
                ChannelMsg::Eof => drop(terminal.write(END).await),
                ChannelMsg::WindowChange {
                    col_width,
                    row_height,
                    ..
                } => terminal.resize(col_width, row_height),
                ChannelMsg::Signal { signal } => forward(&signal, group),
                ChannelMsg::Close => return,
                _ => {}
            }
        }
    };
    tokio::select! {
        status = output => status,
        () = input => {
            end(group);
            Ok(ExitStatus::from_raw(Signal::HUP.as_raw()))
        }
    }
}

fn group_of(child: &Child) -> Option<Pid> {
    Pid::from_raw(i32::try_from(child.id()?).ok()?)
}

/// Ends it and what it has started, as a terminal that goes away does; what stays is killed when the child is
/// dropped.
fn end(group: Option<Pid>) {
    if let Some(group) = group {
        let _ = kill_process_group(group, Signal::HUP);
    }
}

/// A signal that the client sends (RFC 4254, section 6.9).
fn forward(signal: &Sig, group: Option<Pid>) {
    let signal = match signal {
        Sig::INT => Signal::INT,
        Sig::TERM => Signal::TERM,
        Sig::HUP => Signal::HUP,
        Sig::QUIT => Signal::QUIT,
        Sig::KILL => Signal::KILL,
        _ => return,
    };
    if let Some(group) = group {
        let _ = kill_process_group(group, signal);
    }
}
