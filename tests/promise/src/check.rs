//! Whether what is promised holds: the checks that the head of this crate names.

use anyhow::{Result, bail, ensure};
use pure_core::Bench;
use pure_core::drive::Kind as Device;
use pure_core::operation::{Condition, DriveStatus, Protection};
use pure_core::power::State;
use pure_core::token::Kind;

use crate::model::Model;
use crate::site::{CARDS, contents, volume};
use crate::step::{Event, Order, Skew, Source};
use crate::world::World;

/// What an operator sees.
struct Seen {
    state: State,
    is_enough: bool,
    test: Option<Result<(), String>>,
}

impl World<'_> {
    /// Checks the promise. `must_unlock` says that the array would have unlocked at the last look, and that
    /// nothing has happened since that may keep it from it. Returns whether it would unlock now.
    ///
    /// # Errors
    /// What is broken.
    pub(crate) fn check(&mut self, must_unlock: bool) -> Result<bool> {
        let bench = self.bench()?;
        let seen = self.look(&bench)?;
        drop(bench);
        let cycled = self.cycle()?;
        let (unlocks, reason) = match &cycled {
            Ok(()) => (true, String::new()),
            Err(reason) => (false, format!(": {reason}")),
        };
        let word = if unlocks {
            "unlocks"
        } else {
            "does not unlock"
        };
        if unlocks {
            ensure!(seen.is_enough, "it {word} with too few current SSDs");
        }
        match (&seen.test, &seen.state) {
            (_, State::Off) => {}
            (None, _) => ensure!(
                seen.is_enough == unlocks,
                "enough current SSDs: {}, and it {word}{reason}",
                seen.is_enough
            ),
            (Some(Ok(())), _) => ensure!(unlocks, "the test says OK, and it {word}{reason}"),
            (Some(Err(fault)), _) => {
                ensure!(!unlocks, "the test says FAILED ({fault}), and it {word}");
            }
        }
        ensure!(
            !must_unlock || unlocks,
            "it would have unlocked before, and {word} now{reason}"
        );
        Ok(unlocks)
    }

    /// Reads everything there is to see of the array, and checks that it agrees.
    fn look(&mut self, bench: &Bench) -> Result<Seen> {
        let power = bench.power()?;
        let drives = bench.drives()?;
        let ssds = || drives.iter().filter(|it| it.row.bay.kind() == Device::Ssd);
        let there = ssds().filter(|it| it.status == DriveStatus::Healthy);
        let count = there.clone().count();
        ensure!(
            power.ssds_present == count,
            "power status counts {} SSDs, and the list of drives {count}",
            power.ssds_present
        );
        let current = there
            .filter(|it| it.protection == Some(Protection::Current))
            .count();
        if power.status.state == State::On {
            read(bench, &mut self.model)?;
        }
        let state = power.status.state;
        let is_enough = current >= power.status.threshold.needed();
        let status = bench.purity().token_status();
        let status = match status {
            Err(_) if state == State::Off => {
                return Ok(Seen {
                    state,
                    is_enough,
                    test: None,
                });
            }
            status => status?,
        };
        let token = status.token.as_ref().map(|token| match token.kind {
            Kind::Kmip(_) => Source::Kmip,
            Kind::SmartCard => Source::Card,
        });
        let possible = &mut self.model.token;
        ensure!(
            possible.contains(&token),
            "the token is {token:?}, and should be one of {possible:?}"
        );
        *possible = vec![token];
        let is_off = state == State::Off;
        let test = match token {
            Some(_) if !is_off => Some(test(bench)?),
            _ => None,
        };
        let listed = matches!(status.condition, Condition::Enabled);
        if let Some(tested) = &test {
            ensure!(
                listed || tested.is_err(),
                "the list says {}, and the test OK",
                status.condition.as_str()
            );
        }
        Ok(Seen {
            state,
            is_enough,
            test,
        })
    }

    /// Plays a power cycle on a copy, and reads what was acknowledged there.
    fn cycle(&mut self) -> Result<Result<(), String>> {
        let copy = self.copy("play")?;
        copy.power_off()?;
        if let Err(error) = copy.power_on(&mut |_| ()) {
            return Ok(Err(error.to_string()));
        }
        read(&copy, &mut self.model)?;
        Ok(Ok(()))
    }

    /// Takes back what can be taken back, and checks that the array unlocks then.
    ///
    /// # Errors
    /// When it does not.
    pub(crate) fn recover(&mut self) -> Result<()> {
        if self.is_for_good {
            return Ok(());
        }
        self.event(Event::KeyManagerUp)?;
        self.order(Order::ResetClock, None)?;
        self.order(Order::Skew(Skew::None), None)?;
        self.order(Order::PutServerBack, None)?;
        self.event(Event::Register)?;
        for card in 0..CARDS.len() {
            if self.copy_unlocks()? {
                break;
            }
            self.order(Order::CardOut, None)?;
            self.order(Order::CardIn(u8::try_from(card)?), None)?;
        }
        for number in 0..12 {
            self.order(Order::Insert(number), None)?;
        }
        if !self.copy_unlocks()? {
            // The drives may have been what was missing.
            self.order(Order::CardOut, None)?;
            self.order(Order::CardIn(0), None)?;
        }
        match self.cycle()? {
            Ok(()) => Ok(()),
            Err(reason) => bail!(
                "everything is back, and it does not unlock: {reason} (keys: {:?})",
                self.site.keys()?
            ),
        }
    }

    fn copy_unlocks(&mut self) -> Result<bool> {
        Ok(self.cycle()?.is_ok())
    }
}

/// The test of the token: what `purearray test security-token` says.
fn test(bench: &Bench) -> Result<Result<(), String>> {
    let test = bench.purity().test_token()?;
    let faults = test.rows.iter().filter_map(|row| row.fault.as_ref());
    let faults: Vec<String> = faults.map(ToString::to_string).collect();
    Ok(if test.is_ok() {
        Ok(())
    } else {
        Err(faults.join(" "))
    })
}

/// Reads the volumes, and learns which of their possible versions they have.
pub(crate) fn read(bench: &Bench, model: &mut Model) -> Result<()> {
    let listed = bench.volumes()?;
    for (&number, possible) in &mut model.volumes {
        let name = volume(number)?;
        let found = if listed.iter().any(|it| it.name == name) {
            let mut bytes = Vec::new();
            if let Err(error) = bench.read_volume(&name, &mut bytes) {
                bail!("volume {number} cannot be read: {error}");
            }
            let version = (0..4).find(|&version| bytes == contents(number, version));
            ensure!(version.is_some(), "volume {number} holds what nobody wrote");
            version
        } else {
            None
        };
        ensure!(
            possible.contains(&found),
            "volume {number} is {found:?}, and should be one of {possible:?}"
        );
        *possible = vec![found];
    }
    Ok(())
}
