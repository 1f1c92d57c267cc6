//! The array of one sequence, and what is known of it.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use pure_core::drive::{Bay, Kind};
use pure_core::{Arrays, Bench, Context};
use uuid::Uuid;

use crate::copy;
use crate::model::Model;
use crate::site::{self, NAME, Site};

/// The array, and what is known of it.
pub(crate) struct World<'a> {
    pub(crate) site: &'a Site,
    pub(crate) model: Model,
    /// What was acknowledged when the copy was made.
    pub(crate) kept: Option<Model>,
    /// What was acknowledged when the array was exported.
    pub(crate) exported: Option<Model>,
    /// Whether something happened that nobody can take back.
    pub(crate) is_for_good: bool,
    name: String,
}

impl<'a> World<'a> {
    /// The array as it is at first.
    pub(crate) fn new(site: &'a Site) -> Result<Self> {
        site.reset()?;
        Ok(Self {
            site,
            model: Model::new(NAME),
            kept: None,
            exported: None,
            is_for_good: false,
            name: NAME.to_owned(),
        })
    }

    /// What a request for the array comes with.
    pub(crate) fn context(&self) -> Result<Context> {
        site::context(&self.site.path("play"), &self.name)
    }

    /// The array, after what is due.
    pub(crate) fn bench(&self) -> Result<Bench> {
        Ok(Bench::open(&self.context()?)?)
    }

    /// The array on a copy of the home, with a memory of its own.
    pub(crate) fn copy(&self, of: &str) -> Result<Bench> {
        let probe = self.site.path("probe");
        copy::remove(&probe)?;
        std::fs::create_dir(&probe)?;
        copy::folder(&self.site.path(of).join("home"), &probe.join("home"))?;
        let name = only_name(&site::context(&probe, NAME)?)?;
        Ok(Bench::open_as_it_is(&site::context(&probe, &name)?)?)
    }

    /// The name of the only array, as the home lists it; it has to be one that the array may have.
    pub(crate) fn learn_name(&mut self) -> Result<()> {
        self.name = only_name(&self.context()?)?;
        let name = &self.name;
        let possible = &mut self.model.name;
        ensure!(
            possible.contains(name),
            "its name is {name}, not one of {possible:?}"
        );
        *possible = vec![name.clone()];
        Ok(())
    }

    /// The array's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The array's UUID.
    pub(crate) fn id(&self) -> Result<Uuid> {
        Ok(Arrays::of(&self.context()?).get(&self.name.parse()?)?.id)
    }

    /// The array's folder.
    pub(crate) fn folder(&self, of: &str) -> Result<PathBuf> {
        let name = only_name(&site::context(&self.site.path(of), NAME)?)?;
        let context = site::context(&self.site.path(of), &name)?;
        let id = Arrays::of(&context).get(&name.parse()?)?.id;
        Ok(context.home.arrays().join(id.to_string()))
    }
}

fn only_name(context: &Context) -> Result<String> {
    let arrays = Arrays::of(context).list()?;
    let [(name, _)] = arrays.as_slice() else {
        anyhow::bail!("there are {} arrays", arrays.len());
    };
    Ok(name.to_string())
}

/// The bay of that number.
pub(crate) fn bay(number: u8) -> Result<Bay> {
    Bay::new(Kind::Ssd, number.into()).context("there is no such bay")
}
