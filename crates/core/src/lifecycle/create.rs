//! Making an array: all of it, or nothing.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::str::FromStr;

use uuid::Uuid;

use super::list::{ArrayEntry, entry_of};
use super::place::place;
use super::{LifecycleError, leftover};
use crate::ground::{
    Array, Clock, Context, Explain, FileError, FolderId, Identifiers, Notice, ObjectName, Registry,
    Store, array_row, home_clock, sync_folder,
};
use crate::key::{self, Dek, Seal, Threshold};
use crate::noun::certificate;
use crate::noun::drive::{self, Device};
use crate::noun::log::{self, Event};
use crate::noun::power::{self, Kept, Owner, PowerError, State};
use crate::noun::user;
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

impl Ssds {
    /// How many they are.
    pub fn count(self) -> usize {
        self.0.shares()
    }
}

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
) -> Result<ArrayEntry, LifecycleError> {
    context.home.prepare()?;
    super::migrate_if_due(context)?;
    let waiter = context.waiter();
    let _lock = context.home.lock(&waiter)?;
    let registry = Registry::open(&context.home, &waiter)?;
    leftover::sweep(context)?;
    let building = context.home.arrays().join(leftover::BUILDING);
    let identifiers = Identifiers::next(&context.home)?;
    let id = identifiers.uuid("array");
    let plan = Plan {
        id,
        name,
        layout,
        identifiers,
    };
    // A process that dies from here on leaves a name without a folder, which is free.
    if !registry.put(id, name)? {
        return Err(LifecycleError::Exists(name.clone()));
    }
    make(context, &building, &plan).inspect_err(|_| {
        let _ = leftover::destroy(&building);
        let _ = registry.remove(id);
    })
}

/// An array that is to be made.
struct Plan<'a> {
    id: Uuid,
    name: &'a ObjectName,
    layout: &'a Layout,
    identifiers: Identifiers,
}

/// Builds the array in `building`, with its memory, and moves it among the others. What is shown of it is
/// known before: nothing is read once it is there.
fn make(context: &Context, building: &Path, plan: &Plan<'_>) -> Result<ArrayEntry, LifecycleError> {
    private(building)?;
    let id = plan.id;
    let dek = Dek::new(key::random());
    // As long as it is held, it is not taken for one that was left behind.
    let memory = keep(context, building, id, &dek)?;
    let power = match &memory {
        Ok(memory) => (State::On, Some(memory.path())),
        Err(error) => (State::Locked(error.message()), None),
    };
    let made = build(context, building, plan, &dek, power)
        .and_then(|()| entry_of(&Array::open_at(context, id, building)?, plan.name.clone()))
        .and_then(|entry| {
            place(context, building, id)?;
            Ok(entry)
        });
    match (&made, memory) {
        (Ok(_), Err(error)) => context.tell(&Notice::LostPower(error.message())),
        (Err(_), Ok(memory)) => memory.undo(),
        _ => {}
    }
    made
}

/// Keeps the key of the new array in memory; inside, why it cannot be kept.
fn keep(
    context: &Context,
    building: &Path,
    id: Uuid,
    dek: &Dek,
) -> Result<Result<Kept, PowerError>, FileError> {
    let folder = FolderId::of(building).map_err(FileError::at(building))?;
    let owner = Owner { id, folder };
    Ok(power::keep_memory(
        context,
        &owner,
        &context.home.array(id),
        dek,
    ))
}

fn private(folder: &Path) -> Result<(), FileError> {
    let made = DirBuilder::new().mode(0o700).create(folder);
    made.map_err(FileError::at(folder))
}

fn build(
    context: &Context,
    folder: &Path,
    plan: &Plan<'_>,
    dek: &Dek,
    (state, memory): (State, Option<&Path>),
) -> Result<(), LifecycleError> {
    let drives = folder.join(drive::FOLDER);
    private(&drives)?;
    let Plan { id, name, .. } = *plan;
    let Ssds(threshold) = plan.layout.ssds;
    let now = Clock::new(context.time, home_clock::offset(&context.home)?).now();
    let mut devices: Vec<Device> = drive::factory_bays(threshold.shares())
        .map(|bay| drive::new_drive(id, name, bay, drive::path(&drives, bay), &plan.identifiers))
        .collect();
    let first = first_generation(&drives, id, dek, &Seal::None, &mut devices)?;
    let store = Store::create(&folder.join(Store::FILE), &context.waiter())?;
    store.write(|tx| {
        array_row::insert(
            tx,
            id,
            plan.layout.version.as_str(),
            now,
            threshold.counts(),
        )?;
        power::record(tx, &state, memory)?;
        devices.iter().try_for_each(|device| device.row.put(tx))?;
        first.write(tx, now)?;
        certificate::create_management(tx, name, now)?;
        user::insert_factory_user(tx, now)?;
        log::append_at(context, tx, now, Event::Array, name.as_str(), "created")?;
        Ok::<(), OperationError>(())
    })?;
    drop(store);
    Ok(sync_folder(folder)?)
}
