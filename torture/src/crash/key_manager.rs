//! The key manager's load: keys over KMIP, groups by commands, and kills of the server itself.

use std::process::Stdio;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kmip::enums::UsageMask;
use rustix::process::{Pid, Signal, kill_process};

use super::{Shared, kill};
use crate::fixture::{Client, Fixture};
use crate::objects::listed;
use crate::random::Random;

pub(super) struct Load {
    random: Random,
    number: u64,
    /// Keys that the key manager said it made: their names and identifiers.
    keys: Vec<(String, String)>,
    /// Groups that a command said it made.
    groups: Vec<String>,
}

impl Load {
    pub(super) fn new(random: Random) -> Self {
        Self {
            random,
            number: 0,
            keys: Vec::new(),
            groups: Vec::new(),
        }
    }

    pub(super) fn round(&mut self, fixture: &Fixture, shared: &Shared, end: Instant) -> Result<()> {
        let client = fixture.client()?;
        while shared.goes_on(end) {
            fixture.start_key_manager()?;
            let process = Pid::from_raw(fixture.process()?).context("a process")?;
            let life = Duration::from_millis(20 + self.random.below(1500));
            thread::scope(|scope| {
                scope.spawn(move || {
                    thread::sleep(life);
                    let _ = kill_process(process, Signal::KILL);
                });
                self.talk(&client);
            });
            shared.kills.fetch_add(1, Ordering::Relaxed);
            self.make_group(fixture, shared)?;
        }
        Ok(())
    }

    /// Makes keys until the key manager is gone.
    fn talk(&mut self, client: &Client) {
        let Ok(mut connection) = client.open() else {
            return;
        };
        loop {
            self.number += 1;
            let name = format!("key-{}", self.number);
            match connection.create_aes256(&name, UsageMask::ENCRYPT) {
                Ok(id) => self.keys.push((name, id)),
                Err(_) => return,
            }
            // Some room for the others.
            thread::sleep(Duration::from_millis(self.random.below(40)));
        }
    }

    fn make_group(&mut self, fixture: &Fixture, shared: &Shared) -> Result<()> {
        self.number += 1;
        let name = format!("group-{}", self.number);
        let mut command = fixture.sandbox.command("puresim");
        command.args(["keymanager", "group", "create", &name, "--account", "acme"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let (status, errors) = kill::run(command, &mut self.random, 60, shared)?;
        ensure!(
            matches!(status, None | Some(0)),
            "group create: {status:?} {errors}"
        );
        if status == Some(0) {
            self.groups.push(name);
        }
        Ok(())
    }

    /// Whether all that was acknowledged is there.
    pub(super) fn check(&self, fixture: &Fixture) -> Result<()> {
        let rows = listed(
            &fixture.sandbox,
            "puresim keymanager key list --group torture",
        )?;
        for (name, id) in &self.keys {
            let found = rows.iter().find(|row| row["uuid"] == **id);
            let found = found.with_context(|| format!("key {name} {id} is lost"))?;
            ensure!(found["name"] == **name, "key {id} has another name");
        }
        if let Some((name, id)) = self.keys.last() {
            let mut connection = fixture.client()?.open()?;
            ensure!(
                connection.locate(name)? == [id.clone()],
                "key {name} is not found"
            );
            ensure!(connection.get(id)?.len() == 32, "key {name} is not whole");
        }
        let rows = listed(&fixture.sandbox, "puresim keymanager group list")?;
        for group in &self.groups {
            ensure!(
                rows.iter().any(|row| row["name"] == **group),
                "group {group} is lost"
            );
        }
        Ok(())
    }
}
