//! Making an array: all of it, or nothing.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::str::FromStr;

use jiff::SignedDuration;
use uuid::Uuid;

use super::LifecycleError;
use crate::ground::{Array, Clock, Context, FileError, ObjectName, Registry, Store, array_row};
use crate::key::{self, Dek, Threshold};
use crate::noun::certificate;
use crate::noun::drive::{self, Device};
use crate::noun::log::{self, Event};
use crate::noun::power::Memory;
use crate::operation::{OperationError, first_generation};

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

/// A text is not a number of [`Ssds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an array has 3 to 250 SSDs")]
pub struct InvalidSsds;

impl FromStr for Ssds {
    type Err = InvalidSsds;

    fn from_str(text: &str) -> Result<Self, InvalidSsds> {
        let count = text.parse().ok().and_then(Threshold::new);
        count.map(Self).ok_or(InvalidSsds)
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

/// A text is not a [`PurityVersion`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the versions that can be simulated are 6.3 and 6.5")]
pub struct InvalidPurityVersion;

impl FromStr for PurityVersion {
    type Err = InvalidPurityVersion;

    fn from_str(text: &str) -> Result<Self, InvalidPurityVersion> {
        match text {
            "6.3" | "6.3.0" => Ok(Self::V6_3),
            "6.5" | "6.5.0" => Ok(Self::V6_5),
            _ => Err(InvalidPurityVersion),
        }
    }
}

/// Makes the array `name`: it is built beside the others and moved among them when it is whole, so
/// that no request ever sees half of it.
///
/// # Errors
/// When there is one of that name, or the home cannot be written.
pub(crate) fn create(
    context: &Context,
    name: &ObjectName,
    layout: &Layout,
) -> Result<Array, LifecycleError> {
    context.home.prepare()?;
    super::migrate_if_due(context)?;
    let waiter = context.waiter();
    let _lock = context.home.lock(&waiter)?;
    let registry = Registry::open(&context.home, &waiter)?;
    let arrays = context.home.arrays();
    let building = arrays.join(".building");
    if building.exists() {
        // A crash left it; nothing in it was ever shown.
        fs::remove_dir_all(&building).map_err(FileError::at(&building))?;
    }
    let id = Uuid::new_v4();
    // A process that dies from here on leaves a name without a folder, which is free.
    if !registry.put(id, name)? {
        return Err(LifecycleError::Exists(name.clone()));
    }
    let target = context.home.array(id);
    let made = build(context, &building, id, name, layout)
        .and_then(|dek| show(context, id, &building, &target, dek));
    made.inspect_err(|_| {
        let _ = fs::remove_dir_all(&building);
        let _ = registry.remove(id);
    })?;
    Array::open(context, id)?.ok_or_else(|| LifecycleError::Missing(name.clone()))
}

/// Moves the array that was built in `building` among the others.
fn show(
    context: &Context,
    id: Uuid,
    building: &Path,
    target: &Path,
    dek: Dek,
) -> Result<(), LifecycleError> {
    let array = Array::open_at(context, id, building)?;
    // Whoever opens it before its memory is there waits, and does not consider it without power.
    let _exclusive = array.exclusive()?;
    fs::rename(building, target).map_err(FileError::at(target))?;
    let arrays = context.home.arrays();
    File::open(&arrays)
        .and_then(|arrays| arrays.sync_all())
        .map_err(FileError::at(&arrays))?;
    // Without its memory it has lost power, and the next request boots it.
    let _ = Memory { dek }.write(&array);
    Ok(())
}

fn build(
    context: &Context,
    folder: &Path,
    id: Uuid,
    name: &ObjectName,
    layout: &Layout,
) -> Result<Dek, LifecycleError> {
    let private = |folder: &Path| {
        let made = DirBuilder::new().mode(0o700).create(folder);
        made.map_err(FileError::at(folder))
    };
    private(folder)?;
    let drives = folder.join(drive::FOLDER);
    private(&drives)?;
    let Ssds(threshold) = layout.ssds;
    let dek = Dek::new(key::random());
    let now = Clock::new(context.time, SignedDuration::ZERO).now();
    let mut devices: Vec<Device> = drive::factory_bays(threshold.shares())
        .map(|bay| drive::new_drive(id, name, bay))
        .collect();
    first_generation(&drives, id, &dek, &mut devices)?;
    let store = Store::create(&folder.join(Store::FILE), &context.waiter())?;
    store.write(|tx| {
        array_row::insert(tx, id, layout.version.as_str(), now, threshold.counts())?;
        devices.iter().try_for_each(|device| device.row.put(tx))?;
        certificate::create_management(tx, name, now)?;
        log::append_at(context, tx, now, Event::Array, name.as_str(), "created")?;
        Ok::<(), OperationError>(())
    })?;
    drop(store);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(FileError::at(folder))?;
    Ok(dek)
}
