//! A worker: commands on objects of its own, one after another.

use std::collections::HashMap;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};

use super::{Shared, kill};
use crate::fixture::Fixture;
use crate::model::Possible;
use crate::objects::{self, Kind, Object};
use crate::random::Random;

/// Objects of each kind.
const OBJECTS: u64 = 3;
/// Within how many milliseconds a command is killed.
const SPAN: u64 = 90;

/// A worker, its objects, and what they may be.
pub(super) struct Worker {
    random: Random,
    pub(super) objects: HashMap<Object, Possible>,
}

impl Worker {
    pub(super) fn new(number: u64, random: Random) -> Self {
        let mut objects = HashMap::new();
        for object in 0..OBJECTS {
            let names = [
                (Kind::Certificate, format!("cert-{number}-{object}")),
                (Kind::Server, format!("kmip-{number}-{object}")),
                (Kind::Volume, format!("vol-{number}-{object}")),
            ];
            objects.extend(names.map(|object| (object, Possible::only(None))));
        }
        if number == 0 {
            objects.insert((Kind::Array, "array".to_owned()), Possible::only(Some(0)));
        }
        Self { random, objects }
    }

    pub(super) fn round(&mut self, fixture: &Fixture, shared: &Shared, end: Instant) -> Result<()> {
        let mut names: Vec<Object> = self.objects.keys().cloned().collect();
        names.sort_by(|one, other| one.1.cmp(&other.1));
        while shared.goes_on(end) {
            let object = self.random.of(&names).clone();
            if object.0 == Kind::Array && self.random.below(3) > 0 {
                continue;
            }
            let change = objects::change(object.0, &mut self.random);
            let command = objects::command(&fixture.sandbox, &object, change)?;
            let (status, errors) = kill::run(command, &mut self.random, SPAN, shared)?;
            let end = objects::end(status, &errors)
                .with_context(|| format!("{change:?} of {object:?}"))?;
            let possible = self.objects.get_mut(&object).context("an object")?;
            possible
                .after(change, end)
                .map_err(|reason| anyhow!("{object:?}: {reason}: {errors}"))?;
        }
        Ok(())
    }
}
