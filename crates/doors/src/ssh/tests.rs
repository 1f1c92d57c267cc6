use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use russh::client::{self, Handle};
use russh::{Channel, ChannelMsg};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::*;
use crate::test_door::TestDoor;

/// A client that takes any host key.
struct Client;

impl client::Handler for Client {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        _: &russh::keys::PublicKeyOrCertificate,
    ) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

/// Says the size of its terminal all the time, and that it was told of a new one.
const WATCHER: &str = "trap 'echo told' WINCH; while :; do stty size; sleep 0.05; done";

/// What lines become here.
fn choose(asked: &Asked<'_>) -> Response {
    match asked.line {
        Some("panic") => panic!("as the test asks"),
        Some("watch") => Response::Run(Program {
            path: "/usr/bin/setsid".into(),
            arguments: ["--ctty", "--wait", "/bin/bash", "-c", WATCHER]
                .map(Into::into)
                .into(),
            environment: vec![("PATH", "/usr/bin:/bin".into())],
        }),
        _ => Response::Say {
            text: "said\n".to_owned(),
            status: 0,
        },
    }
}

/// Serves the array of `test` over SSH, and does `work` there.
fn served<F: Future<Output = ()>>(
    test: &TestDoor,
    work: impl FnOnce(SocketAddr, Arc<crate::door::Door>) -> F,
) {
    let folder = tempfile::tempdir().unwrap();
    let limits = SshLimits {
        look: Duration::from_millis(20),
        ..SshLimits::default()
    };
    test.runtime.block_on(async {
        let listening = Listening::open(folder.path(), ([127, 0, 0, 1], 0).into()).unwrap();
        let address = listening.address();
        let (_end, ending) = watch::channel(false);
        let door = Arc::clone(&test.door);
        let programs = Programs::new(choose);
        tokio::spawn(serve(listening, door, programs, limits, ending));
        let done = work(address, Arc::clone(&test.door));
        timeout(Duration::from_secs(60), done).await.unwrap();
    });
}

async fn log_in(address: SocketAddr) -> Handle<Client> {
    let config = Arc::new(client::Config::default());
    let mut handle = client::connect(config, address, Client).await.unwrap();
    let known = handle.authenticate_password("pureuser", "pureuser").await;
    assert!(known.unwrap().success());
    handle
}

/// What is said for a line, and the exit status; nothing when the connection ends.
async fn run(handle: &Handle<Client>, line: &str) -> HashMap<&'static str, String> {
    let mut said = HashMap::new();
    let Ok(mut channel) = handle.channel_open_session().await else {
        return said;
    };
    let _ = channel.exec(true, line).await;
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => {
                said.insert("output", String::from_utf8_lossy(&data).into_owned());
            }
            ChannelMsg::ExitStatus { exit_status } => {
                said.insert("status", exit_status.to_string());
            }
            _ => {}
        }
    }
    said
}

fn is_answered(said: &HashMap<&str, String>) -> bool {
    said.get("output").is_some_and(|it| it == "said\n") && said["status"] == "0"
}

#[test]
fn a_panic_ends_one_connection_only() {
    let test = TestDoor::open();
    served(&test, |address, _| async move {
        let other = log_in(address).await;
        for _ in 0..3 {
            let panics = log_in(address).await;
            assert!(run(&panics, "panic").await.is_empty());
        }
        assert!(is_answered(&run(&other, "line").await));
        assert!(is_answered(&run(&log_in(address).await, "line").await));
    });
}

#[test]
fn a_connection_ends_after_half_an_hour_in_which_nothing_is_heard() {
    let test = TestDoor::open();
    served(&test, |address, door| async move {
        let handle = log_in(address).await;
        for _ in 0..3 {
            door.time.skip(Duration::from_secs(29 * 60));
            // As long as the door looks for those who are silent.
            sleep(Duration::from_millis(100)).await;
            assert!(is_answered(&run(&handle, "line").await), "it is used");
        }
        door.time.skip(Duration::from_secs(30 * 60));
        while !handle.is_closed() {
            sleep(Duration::from_millis(20)).await;
        }
        assert!(is_answered(&run(&log_in(address).await, "line").await));
    });
}

/// Waits until the program has said all of that.
async fn until(channel: &mut Channel<russh::client::Msg>, texts: &[&str]) {
    let mut said = String::new();
    while !texts.iter().all(|text| said.contains(text)) {
        match channel.wait().await {
            Some(ChannelMsg::Data { data }) => said.push_str(&String::from_utf8_lossy(&data)),
            Some(_) => {}
            None => panic!("it ended after {said:?}"),
        }
    }
}

#[test]
fn a_window_that_is_resized_tells_the_program() {
    let test = TestDoor::open();
    served(&test, |address, _| async move {
        let handle = log_in(address).await;
        let mut channel = handle.channel_open_session().await.unwrap();
        channel
            .request_pty(true, "xterm", 80, 24, 0, 0, &[])
            .await
            .unwrap();
        channel.exec(true, "watch").await.unwrap();
        until(&mut channel, &["24 80"]).await;
        for (columns, rows) in [(132, 50), (40, 10)] {
            channel.window_change(columns, rows, 0, 0).await.unwrap();
            until(&mut channel, &["told", &format!("{rows} {columns}")]).await;
        }
    });
}
