//! The operator: keys, drives, power, clock, token, lists and tests, killed like everything else.

use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result};

use super::{Shared, kill};
use crate::fixture::Fixture;
use crate::objects;
use crate::random::Random;

/// Within how many milliseconds a command is killed.
const SPAN: u64 = 250;

/// What the operator types.
const LINES: [&str; 23] = [
    "purearray enable security-token --kmip kmip_srvr",
    "purearray enable security-token --kmip kmip_srvr",
    "purearray disable security-token",
    "purearray replace security-token",
    "purearray test security-token",
    "purearray list --security-token",
    "purekmip test kmip_srvr",
    "purekmip list",
    "purecert list",
    "purecert construct management --certificate-signing-request --common-name x",
    "puresim power cycle",
    "puresim power cycle",
    "puresim power off",
    "puresim power on",
    "puresim key rotate",
    "puresim key rotate",
    "puresim clock advance 25h",
    "puresim drive pull CH0.BAY1",
    "puresim drive insert CH0.BAY1",
    "puresim drive fail CH0.BAY2",
    "puresim drive replace CH0.BAY2",
    "puresim data list",
    "puresim log",
];

pub(super) struct Operator {
    random: Random,
}

impl Operator {
    pub(super) fn new(random: Random) -> Self {
        Self { random }
    }

    pub(super) fn round(&mut self, fixture: &Fixture, shared: &Shared, end: Instant) -> Result<()> {
        while shared.goes_on(end) {
            let line = *self.random.of(&LINES);
            let mut words = line.split_whitespace();
            let mut command = fixture.sandbox.command(words.next().context("a command")?);
            command
                .args(words)
                .stdout(Stdio::null())
                .stderr(Stdio::piped());
            let (status, errors) = kill::run(command, &mut self.random, SPAN, shared)?;
            // A test that finds something not OK says so on standard output.
            if !(line.contains(" test ") && status == Some(1)) {
                objects::end(status, &errors).with_context(|| line.to_owned())?;
            }
        }
        Ok(())
    }

    /// Brings the array back to a state in which everything can be checked.
    pub(super) fn repair(&mut self, fixture: &Fixture) -> Result<()> {
        let listed = fixture.done("puresim drive list --csv --notitle 2> /dev/null")?;
        let is = |bay: &str, word: &str| {
            listed
                .lines()
                .any(|row| row.starts_with(bay) && row.contains(word))
        };
        if is("CH0.BAY1", "missing") {
            fixture.done("puresim drive insert CH0.BAY1 > /dev/null")?;
        }
        fixture.done("puresim power on > /dev/null")?;
        if is("CH0.BAY2", "failed") || is("CH0.BAY2", "missing") {
            fixture.done("puresim drive replace CH0.BAY2 > /dev/null")?;
        }
        Ok(())
    }
}
