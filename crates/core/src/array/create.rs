//! Making an array: all of it, or nothing.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::str::FromStr;

use jiff::SignedDuration;
use rusqlite::params;
use uuid::Uuid;

use super::current::{self, folder_of};
use super::{Array, ArrayError, default_name, rename};
use crate::certificate;
use crate::clock::Clock;
use crate::drive;
use crate::home::Home;
use crate::key::{self, Dek, Threshold};
use crate::log::{self, Event};
use crate::name::ObjectName;
use crate::power;
use crate::store::{Store, StoreError};

/// What a new array is made of.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The version of Purity it shows.
    pub version: PurityVersion,
    /// Over how many SSDs its array key is shared.
    pub ssds: Ssds,
}

/// The SSDs of a new array: ten, unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ssds(Threshold);

impl Default for Ssds {
    fn default() -> Self {
        Self(Threshold::new(10).expect("ten are neither too few nor too many"))
    }
}

impl FromStr for Ssds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let count = text.parse().ok().and_then(Threshold::new);
        count
            .map(Self)
            .ok_or_else(|| "an array has 3 to 250 SSDs".to_owned())
    }
}

/// A version of Purity//FA that the documented integration names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PurityVersion {
    /// 6.3.0
    V6_3,
    /// 6.5.0
    #[default]
    V6_5,
}

impl PurityVersion {
    /// As `purearray list` shows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V6_3 => "6.3.0",
            Self::V6_5 => "6.5.0",
        }
    }
}

impl FromStr for PurityVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "6.3" | "6.3.0" => Ok(Self::V6_3),
            "6.5" | "6.5.0" => Ok(Self::V6_5),
            _ => Err("the versions that can be simulated are 6.3 and 6.5".to_owned()),
        }
    }
}

impl Array {
    /// Makes the array `name`: it is built beside the others and moved into place when it is
    /// whole, so that no command ever sees half of it.
    ///
    /// # Errors
    /// When there is one of that name, or the home cannot be written.
    pub fn create(home: &Home, name: &ObjectName, layout: &Layout) -> Result<Self, ArrayError> {
        home.prepare()?;
        let _lock = rename::lock(home)?;
        Self::make(home, name, layout)
    }

    /// Makes the array of a home that has none; none when commands act on another one by now.
    pub(super) fn create_default(home: &Home) -> Result<Option<Self>, ArrayError> {
        home.prepare()?;
        // Nobody renames it while this looks.
        let _lock = rename::lock(home)?;
        let name = default_name();
        if current::name(home)? != name || folder_of(home, &name).is_dir() {
            return Ok(None);
        }
        Self::make(home, &name, &Layout::default()).map(Some)
    }

    fn make(home: &Home, name: &ObjectName, layout: &Layout) -> Result<Self, ArrayError> {
        let target = folder_of(home, name);
        let io_error = |source| ArrayError::Io {
            path: target.clone(),
            source,
        };
        if target.exists() {
            return Err(ArrayError::Exists(name.clone()));
        }
        let building = home.arrays().join(".building");
        if building.exists() {
            // A crash left it; nothing in it was ever shown.
            fs::remove_dir_all(&building).map_err(io_error)?;
        }
        DirBuilder::new()
            .mode(0o700)
            .create(&building)
            .map_err(io_error)?;
        let dek = build(&building, name, layout).inspect_err(|_| {
            let _ = fs::remove_dir_all(&building);
        })?;
        fs::rename(&building, &target).map_err(io_error)?;
        let array = Self::open_folder(home, target)?;
        // Without its memory it has lost power, and the next command boots it.
        let _ = power::begin(&array, dek);
        Ok(array)
    }
}

fn build(folder: &Path, name: &ObjectName, layout: &Layout) -> Result<Dek, ArrayError> {
    let id = Uuid::new_v4();
    let Ssds(threshold) = layout.ssds;
    let dek = Dek::new(key::random());
    let now = Clock::from_environment(SignedDuration::ZERO)?.now();
    let store = Store::create(&folder.join("array.db"))?;
    store.write(|tx| {
        tx.execute(
            "INSERT INTO array (one, name, id, version, created, power, generation, shares,
                 rotated)
             VALUES (1, ?1, ?2, ?3, ?4, 'on', 1, ?5, ?4)",
            params![
                name.as_str(),
                id.to_string(),
                layout.version.as_str(),
                now.as_second(),
                threshold.count()
            ],
        )
        .map_err(StoreError::from)?;
        drive::first_drives(tx, folder, id, name, threshold, &dek)?;
        certificate::create_management(tx, now)?;
        log::append(tx, now, Event::Array, name.as_str(), "created")?;
        Ok::<(), ArrayError>(())
    })?;
    Ok(dek)
}
