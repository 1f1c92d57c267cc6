//! The command, as an operator types it on a terminal.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use crate::orchard::FOREIGN;
use crate::{ROLE, orchard};

all![
    ctrl_d_ends_each_paste,
    a_passphrase_is_not_echoed,
    only_yes_confirms,
    a_long_list_goes_through_the_pager,
    an_empty_pager_is_none,
    a_pager_that_is_not_there_is_replaced,
    progress_is_shown_and_cleared,
    what_takes_its_time_is_said,
    no_form_lets_foreign_text_drive_the_terminal,
    neither_do_errors_and_questions,
];

const CTRL_D: &str = "\x04";

/// How long anything may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A command on a terminal of its own.
struct Session {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    seen: String,
}

impl Session {
    /// Starts the command. It is the leader of the terminal's session, as under a login shell.
    fn start(line: &str, environment: &[(&str, &str)]) -> Self {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let path = ptsname(&controller, Vec::new()).unwrap();
        let terminal: OwnedFd = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path.to_str().unwrap())
            .unwrap()
            .into();
        let child = Command::new("setsid")
            .args(["--ctty", "--wait"])
            .arg(orchard())
            .args(line.split_whitespace())
            .stdin(Stdio::from(terminal.try_clone().unwrap()))
            .stdout(Stdio::from(terminal.try_clone().unwrap()))
            .stderr(Stdio::from(terminal))
            .env(ROLE, "1")
            .env("TERM", "xterm")
            .envs(environment.iter().copied())
            .spawn()
            .unwrap();
        let keyboard = File::from(controller);
        let screen = shown(keyboard.try_clone().unwrap());
        Self {
            child,
            keyboard,
            screen,
            seen: String::new(),
        }
    }

    /// Waits until `text` is on the screen, below what was waited for before.
    fn expect(&mut self, text: &str) {
        let start = Instant::now();
        loop {
            if let Some(at) = self.seen.find(text) {
                self.seen.drain(..at + text.len());
                return;
            }
            let left = TIMEOUT.saturating_sub(start.elapsed());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("no {text:?} in {:?}", self.seen),
            }
        }
    }

    /// Waits until what is typed is no longer shown.
    fn expect_no_echo(&self) {
        let start = Instant::now();
        while tcgetattr(&self.keyboard)
            .unwrap()
            .local_modes
            .contains(LocalModes::ECHO)
        {
            assert!(start.elapsed() < TIMEOUT, "the echo stays on");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn type_in(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).unwrap();
    }

    /// The exit status, and what is on the screen below what was waited for.
    fn end(mut self) -> (i32, String) {
        let status = self.child.wait().unwrap().code().unwrap();
        while let Ok(bytes) = self.screen.recv_timeout(TIMEOUT) {
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
        (status, self.seen.replace("\r\n", "\n"))
    }
}

/// What appears on the screen, until the command has closed it.
fn shown(mut screen: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(length) = screen.read(&mut bytes)
            && length > 0
        {
            if sender.send(bytes[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

fn ctrl_d_ends_each_paste() {
    let mut session = Session::start("paste certificate intermediate key", &[]);
    session.expect("Please enter certificate followed by Enter and then Ctrl-D:\r\n");
    session.type_in("-----BEGIN CERTIFICATE-----\nMQ==\n-----END CERTIFICATE-----\n");
    session.type_in(CTRL_D);
    session.expect("Please enter intermediate certificate followed by Enter and then Ctrl-D:\r\n");
    session.type_in(CTRL_D);
    session.expect("Please enter private key followed by Enter and then Ctrl-D:\r\n");
    session.expect_no_echo();
    session.type_in("-----BEGIN PRIVATE KEY----- Mg== -----END PRIVATE KEY-----\n");
    session.type_in(CTRL_D);
    session.expect("<-----BEGIN CERTIFICATE-----\\nMQ==\\n-----END CERTIFICATE-----\\n>\r\n<>\r\n");
    session.expect("<-----BEGIN PRIVATE KEY-----\\nMg==\\n-----END PRIVATE KEY-----\\n>\r\n");
    let (status, screen) = session.end();
    assert_eq!(status, 0);
    assert!(!screen.contains("PRIVATE"), "the key was shown: {screen}");
}

fn a_passphrase_is_not_echoed() {
    let mut session = Session::start("paste --passphrase", &[]);
    session.expect("Enter passphrase:");
    session.expect_no_echo();
    session.type_in("open sesame\n");
    let (status, screen) = session.end();
    assert_eq!((status, screen.as_str()), (0, "\n<open sesame>\n"));
}

fn only_yes_confirms() {
    for (answer, felled) in [
        ("y\n", true),
        ("YES\n", true),
        ("n\n", false),
        ("\n", false),
        ("yesterday\n", false),
        (CTRL_D, false),
    ] {
        let mut session = Session::start("fell pear_1", &[]);
        session.expect("Fell the trees? [y/N] ");
        session.type_in(answer);
        let (status, screen) = session.end();
        let told = match felled {
            true => "Name    Details\npear_1\n",
            false => "\nError: Not confirmed.\n",
        };
        assert!(screen.ends_with(told), "{answer:?}: {screen:?}");
        assert_eq!(status, i32::from(!felled), "{answer:?}");
    }
}

fn a_long_list_goes_through_the_pager() {
    let pager = [("PAGER", "tr a-z A-Z | head -n 2")];
    let (status, screen) = Session::start("list --trees 5000 --page --notitle --csv", &pager).end();
    assert_eq!(status, 0);
    assert_eq!(
        screen,
        "TREE_1,2,2024-02-29 06:01:40 UTC,-\n\
         TREE_2,4,2024-02-29 06:01:41 UTC,\"PEARS, \"\"WILLIAMS\"\"\"\n"
    );
}

fn an_empty_pager_is_none() {
    let (status, screen) = Session::start("list --page --limit 1", &[("PAGER", "")]).end();
    assert_eq!(status, 0);
    assert!(screen.starts_with("Name    Height  Planted"), "{screen}");
}

fn a_pager_that_is_not_there_is_replaced() {
    for pager in ["nosuch", "LESS=-R nosuch -F", "/no/such"] {
        let (status, screen) = Session::start("list --page --limit 1", &[("PAGER", pager)]).end();
        assert_eq!(status, 0);
        assert!(screen.contains("Warning: There is no program "), "{screen}");
        assert!(screen.contains("Name    Height  Planted"), "{screen}");
    }
}

fn progress_is_shown_and_cleared() {
    let (status, screen) = Session::start("water", &[]).end();
    assert_eq!(status, 1);
    assert_eq!(
        screen,
        "\r\x1b[KWatering 1/2 apple_1\r\x1b[KWatering 2/2 pear_1\r\x1b[K\
         Warning: The can is empty.\n"
    );
    let (_, screen) = Session::start("water", &[("TERM", "dumb")]).end();
    assert_eq!(screen, "Warning: The can is empty.\n");
}

/// What is on the screen, without what the terminal does with line ends.
fn assert_is_plain(screen: &str) {
    let hidden: Vec<char> = screen
        .chars()
        .filter(|c| {
            c.is_control() && *c != '\n'
                || matches!(*c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{2069}')
        })
        .collect();
    assert!(hidden.is_empty(), "{hidden:?} in {screen:?}");
    assert!(screen.contains("txt") && screen.contains("end"), "{screen}");
}

fn what_takes_its_time_is_said() {
    let (status, screen) = Session::start("ripen", &[("TERM", "xterm")]).end();
    assert_eq!(
        (status, screen.as_str()),
        (0, "\r\u{1b}[KWaiting for the fruit: 1 s\r\u{1b}[K")
    );
    let dumb = Session::start("ripen", &[("TERM", "dumb")]).end();
    assert_eq!(dumb, (0, String::new()));
}

fn no_form_lets_foreign_text_drive_the_terminal() {
    for form in [
        "",
        "--csv",
        "--nvp",
        "--json",
        "--csv --page",
        "--nvp --page",
        "--json --page",
    ] {
        let line = format!("list --trees 5 --sort name- --limit 1 {form}");
        let (status, screen) = Session::start(&line, &[("PAGER", "cat")]).end();
        assert_eq!(status, 0, "{form}");
        assert_is_plain(&screen);
    }
    // A program gets it as it is, or as the form has it escaped.
    let line = ["list", "--trees", "5", "--csv"];
    let read = Command::new(orchard()).args(line).env(ROLE, "1").output();
    let text = String::from_utf8(read.unwrap().stdout).unwrap();
    assert!(text.contains(FOREIGN), "{text:?}");
    let line = ["list", "--trees", "5", "--json", "--filter", "name=tree_5"];
    let read = Command::new(orchard()).args(line).env(ROLE, "1").output();
    let rows: serde_json::Value = serde_json::from_slice(&read.unwrap().stdout).unwrap();
    assert_eq!(rows[0]["fruit"], FOREIGN);
}

fn neither_do_errors_and_questions() {
    // As one argument: the line is split at blanks.
    let foreign = FOREIGN.replace(' ', "");
    let mut session = Session::start(&format!("fell {foreign}"), &[]);
    session.expect("Fell \\u{1b}[2J\\u{1b}]0;title\\u{7}\\u{9b}31m");
    session.expect("[y/N] ");
    session.type_in("n\n");
    session.end();
    for line in [
        format!("fell --yes {foreign}"),
        format!("fell --{foreign}"),
        format!("list --limit {foreign}"),
        format!("list --sort {foreign}"),
        format!("list --filter {foreign}=1"),
        format!("list --filter name='{foreign}"),
    ] {
        let (_, screen) = Session::start(&line, &[]).end();
        assert_is_plain(&screen);
    }
}
