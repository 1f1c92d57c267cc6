//! What a scenario does, step by step.

use std::num::NonZeroU32;

use anyhow::bail;
use pure_console::on;
use pure_core::certificate::{Changes, Days, Replacement, SelfSigned};
use pure_core::clock::Span;
use pure_core::drive::Kind;
use pure_core::operation::{DriveStatus, KmipServerChange};
use pure_core::power::State;
use pure_core::{Bench, ErrorKind, ObjectName};
use pure_keymanager::model::{App, Fault, Key};
use pure_keymanager::{KeyManager, Name};
use serde::Deserialize;

use crate::keymanager;
use crate::setup::Setup;

/// One step; each is what an operator does with a command of the same sense.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Step {
    /// Changes the state of the array's key in the key manager.
    Key(KeyChange),
    /// Stops the key manager.
    StopKeyManager,
    /// Switches that fault of the key manager on.
    Fault(String),
    /// Gives the KMIP server a CA certificate that did not issue the key manager's.
    DistrustKeyManager,
    /// Gives the array and its app a certificate that is valid for that many days.
    ReissueCertificate(NonZeroU32),
    /// Moves the clock forward.
    AdvanceClock(String),
    /// Pulls that many SSDs, from the last bay on.
    PullSsds(usize),
    /// Loses power; the array must stay locked.
    LockByPowerLoss,
}

/// What happens to the array's key.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyChange {
    /// It is deactivated.
    Deactivate,
    /// It is marked as compromised.
    Compromise,
    /// It is deactivated, and its material destroyed.
    Destroy,
    /// It is disabled.
    Disable,
    /// Another key gets its name.
    Exchange,
}

impl Step {
    /// Does it.
    pub(super) fn run(&self, setup: &Setup) -> anyhow::Result<()> {
        let Some((_, app)) = &setup.key_manager else {
            bail!(
                "The security token is on KMIP server {}, which is not the embedded key manager. \
                 Choose another array with puresim array use.",
                setup.server.name
            );
        };
        match self {
            Self::Key(change) => change.run(&setup.bench, app),
            Self::StopKeyManager => keymanager::stop().map(drop),
            Self::Fault(fault) => {
                let fault: Fault = fault.parse().map_err(anyhow::Error::msg)?;
                let manager = keymanager::open()?;
                Ok(manager.set_fault(fault, None, None, None).map(drop)?)
            }
            Self::DistrustKeyManager => distrust(setup),
            Self::ReissueCertificate(days) => reissue(setup, app, *days),
            Self::AdvanceClock(span) => {
                let span: Span = span.parse()?;
                Ok(setup.bench.advance_clock(span).map(drop)?)
            }
            Self::PullSsds(count) => pull(&setup.bench, *count),
            Self::LockByPowerLoss => lock(&setup.bench),
        }
    }
}

impl KeyChange {
    fn run(&self, bench: &Bench, app: &App) -> anyhow::Result<()> {
        let manager = keymanager::open()?;
        let key = key_of(bench, &manager)?;
        let id = key.row.id.as_str();
        match self {
            Self::Deactivate => manager.deactivate_key(id)?,
            Self::Compromise => manager.compromise_key(id)?,
            Self::Disable => manager.disable_key(id)?,
            Self::Destroy => {
                manager.deactivate_key(id)?;
                manager.destroy_key(id)?
            }
            Self::Exchange => exchange(&manager, app, &key)?,
        };
        Ok(())
    }
}

/// The key that the array made: its name holds the beginning of the array's UUID.
fn key_of(bench: &Bench, manager: &KeyManager) -> anyhow::Result<Key> {
    let id = bench.purity().identity()?.id.replace('-', "");
    let of_array = |key: &Key| {
        key.name
            .as_deref()
            .is_some_and(|name| name.contains(&id[..8]))
    };
    let mut keys = manager.keys(None)?;
    keys.retain(|key| of_array(key) && key.row.material.is_some());
    match keys.pop() {
        Some(key) => Ok(key),
        None => bail!("The key manager has no key of this array any more."),
    }
}

fn exchange(manager: &KeyManager, app: &App, key: &Key) -> anyhow::Result<Key> {
    let id = key.row.id.as_str();
    manager.deactivate_key(id)?;
    manager.destroy_key(id)?;
    manager.delete_key(id)?;
    let group = manager.group(Some(&app.groups[0].id))?;
    let name: Name = key.name.as_deref().unwrap_or_default().parse()?;
    Ok(manager.create_key(&group, &name, true)?)
}

fn distrust(setup: &Setup) -> anyhow::Result<()> {
    let purity = setup.bench.purity();
    let certificate = purity.certificate(&setup.server.certificate)?;
    let change = KmipServerChange {
        uris: None,
        certificate: None,
        ca_certificate: Some(purity.certificate_pem(&certificate)?.parse()?),
    };
    // It would be refused: with it the array does not unlock.
    purity.change_kmip_server(&setup.server.name, &change, true)?;
    Ok(())
}

fn reissue(setup: &Setup, app: &App, days: NonZeroU32) -> anyhow::Result<()> {
    let purity = setup.bench.purity();
    let name: ObjectName = format!("{}-{days}d", setup.server.certificate).parse()?;
    let days: Days = days.to_string().parse().map_err(anyhow::Error::msg)?;
    let certificate = match purity.certificate(&name) {
        Ok(_) => {
            let changes = Changes {
                days: Some(days),
                ..Changes::default()
            };
            let replacement = Replacement::SelfSigned(&changes);
            purity.change_certificate(&name, &replacement, true)?
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut options = SelfSigned {
                days,
                ..SelfSigned::default()
            };
            options.subject.common_name = app.id.parse().ok();
            purity.create_certificate(&name, &options)?
        }
        Err(error) => return Err(error.into()),
    };
    let manager = keymanager::open()?;
    let pem = purity.certificate_pem(&certificate)?;
    let der = on(&app.name, manager.read_certificate(app, &pem))?;
    on(&app.name, manager.set_certificate(app, &der))?;
    let change = KmipServerChange {
        uris: None,
        certificate: Some(name),
        ca_certificate: None,
    };
    purity.change_kmip_server(&setup.server.name, &change, false)?;
    Ok(())
}

fn pull(bench: &Bench, count: usize) -> anyhow::Result<()> {
    let is_there = |status| matches!(status, DriveStatus::Healthy);
    let drives = bench.drives()?;
    let ssds = drives
        .iter()
        .filter(|drive| drive.row.bay.kind() == Kind::Ssd && is_there(drive.status));
    for drive in ssds.rev().take(count) {
        bench.pull_drive(drive.row.bay, None)?;
    }
    Ok(())
}

fn lock(bench: &Bench) -> anyhow::Result<()> {
    bench.power_off()?;
    // Its error is what this is for; only an array that is on after all is one.
    let _ = bench.power_on(&mut |_| ());
    match bench.power()?.status.state {
        State::Locked(_) => Ok(()),
        State::On | State::Off => bail!("The array is not locked, as it should be."),
    }
}
