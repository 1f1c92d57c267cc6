//! What surrounds an array: power, drives, cards, the clock, and what is written to it.

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::Purity;
use super::error::{Error, Result, Subject};
use crate::ground::clock::Span;
use crate::ground::{Array, Clock, Context, ErrorKind, Explain, Notice, ObjectName};
use crate::key::Generation;
use crate::lifecycle;
use crate::noun::card::{
    self, CardError, CardSource, ListedCard, RemovedCard, SoftwareCard, TokenCard,
};
use crate::noun::data::{self, DataError, Volume};
use crate::noun::drive::{Bay, DriveRow};
use crate::noun::log::{self, Entry};
use crate::noun::power::{self, PowerStatus};
use crate::operation::{self, DriveStatus, ListedDrive, OperationError, Protection, Running, Step};

/// What surrounds an array, open for one request of one actor.
#[derive(Debug)]
pub struct Bench {
    purity: Purity,
}

/// The power of an array, and what an unlock would find.
#[derive(Clone, Debug)]
pub struct PowerOverview {
    /// The name of the array.
    pub name: ObjectName,
    /// Its power and keys.
    pub status: PowerStatus,
    /// How many of its SSDs are there and can be read.
    pub ssds_present: usize,
    /// How many SSDs it has been given, those included that were pulled or have failed.
    pub ssds_fitted: usize,
}

impl Bench {
    /// Opens the bench of the array that the context means, on or off, after it has done what is due.
    ///
    /// # Errors
    /// When there is no such array, or its state cannot be used.
    pub fn open(context: &Context) -> Result<Self> {
        let purity = Purity::open_as_it_is(context)?;
        purity.maintain()?;
        Ok(Self { purity })
    }

    /// As [`open`](Self::open), but leaves what is due: for a caller that changes the power anyway.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_as_it_is(context: &Context) -> Result<Self> {
        let purity = Purity::open_as_it_is(context)?;
        Ok(Self { purity })
    }

    /// As [`open_as_it_is`](Self::open_as_it_is), but creates no array: for the completion of names.
    ///
    /// # Errors
    /// As [`Purity::open_existing`].
    pub fn open_existing(context: &Context) -> Result<Self> {
        let purity = Purity::open_existing(context)?;
        Ok(Self { purity })
    }

    /// The array as its operators know it.
    pub fn purity(&self) -> &Purity {
        &self.purity
    }

    /// The name of the array.
    ///
    /// # Errors
    /// When the home's registry cannot be read.
    pub fn name(&self) -> Result<&ObjectName> {
        Ok(self.array().name()?)
    }

    /// Switches the array on, and unlocks it; tells `report` what was found drive by drive. It can be
    /// tried any number of times.
    ///
    /// # Errors
    /// Why the array stays locked.
    pub fn power_on(&self, report: &mut dyn FnMut(Step)) -> Result<()> {
        let exclusive = self.array().exclusive()?;
        operation::power_on(&exclusive, report)?;
        // The key manager has just responded. The array is on, whatever comes of this.
        let unused = operation::orphans(&exclusive);
        drop(exclusive);
        let cleaned = unused.and_then(|unused| operation::destroy_orphans(self.array(), &unused));
        if let Err(error) = cleaned {
            self.purity().tell(&Notice::KeysLeft(error.message()));
        }
        Ok(())
    }

    /// Switches the array off: no key of it is on the machine then, but what lies on the drives.
    ///
    /// # Errors
    /// When the memory cannot be wiped, or the array's state not be written.
    pub fn power_off(&self) -> Result<()> {
        let exclusive = self.array().exclusive()?;
        Ok(operation::power_off(&exclusive)?)
    }

    /// The power of the array, and what an unlock would find.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn power(&self) -> Result<PowerOverview> {
        let ssds = operation::count_ssds(self.array()).map_err(OperationError::from)?;
        Ok(PowerOverview {
            name: self.name()?.clone(),
            status: power::status(self.array())?,
            ssds_present: ssds.present,
            ssds_fitted: ssds.fitted,
        })
    }

    /// The file that holds the array's memory while it is on; `None` when it has none.
    ///
    /// # Errors
    /// When the array's state or its memory cannot be read.
    pub fn memory(&self) -> Result<Option<PathBuf>> {
        Ok(power::memory_path(self.array())?)
    }

    /// Makes a new array key over the drives that are there, and returns what counts then.
    ///
    /// # Errors
    /// When the array is not running, the security token does not give its secret, or a drive cannot be
    /// written. The present key counts then.
    pub fn rotate_key(&self) -> Result<PowerStatus> {
        let before = power::status(self.array())?;
        let generation = self.running(operation::rotate)?;
        Ok(self.status_or(before, generation))
    }

    /// What counts after a rotation that is done; from memory when it cannot be read now.
    fn status_or(&self, before: PowerStatus, generation: Generation) -> PowerStatus {
        power::status(self.array()).unwrap_or(PowerStatus {
            generation,
            rotated: self.array().now(),
            postponed: None,
            rotation_due: false,
            ..before
        })
    }

    /// Makes a new data encryption key, encrypts every volume anew, and returns what counts then. Notices
    /// tell which volume is being encrypted.
    ///
    /// # Errors
    /// As [`rotate_key`](Self::rotate_key), and when a volume cannot be read, there is no room for the
    /// volumes twice, or volumes are written all the time. The present keys count then.
    pub fn rotate_data_encryption_key(&self) -> Result<PowerStatus> {
        let before = power::status(self.array())?;
        let exclusive = self.array().exclusive()?;
        let generation = operation::rotate_dek(&exclusive)?;
        Ok(self.status_or(before, generation))
    }

    /// The drives by bay, SSDs first.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn drives(&self) -> Result<Vec<ListedDrive>> {
        Ok(operation::list_drives(self.array()).map_err(OperationError::from)?)
    }

    /// Adds a new SSD in `bay`, or in the first bay that never had a drive.
    ///
    /// # Errors
    /// When the array is not running, the bay is in use or none is free, or the array cannot be
    /// re-sealed.
    pub fn add_drive(&self, bay: Option<Bay>) -> Result<ListedDrive> {
        let added = self.running(|running| operation::add_drive(running, bay));
        let added = added.map_err(|error| match bay {
            Some(bay) => error.or_about(Subject::Drive(bay)),
            None => error.or_about(Subject::NewDrive),
        })?;
        Ok(self.drive_or(added, Some(Protection::Current)))
    }

    /// Fails the drive in `bay` permanently. A notice tells when the array key cannot be shared anew over
    /// the others now, as while the key manager is away.
    ///
    /// # Errors
    /// When there is no drive in the bay, or too few SSDs would be left.
    pub fn fail_drive(&self, bay: Bay) -> Result<ListedDrive> {
        let exclusive = self.array().exclusive()?;
        let failed = operation::fail_drive(&exclusive, bay)
            .map_err(|error| Error::about(Subject::Drive(bay), error))?;
        Ok(self.drive_or(failed, None))
    }

    /// Puts a new drive into the bay of one that has failed, is damaged or was pulled.
    ///
    /// # Errors
    /// When the array is not running, there was no drive in the bay, it is healthy, or the array cannot
    /// be re-sealed.
    pub fn replace_drive(&self, bay: Bay) -> Result<ListedDrive> {
        let new = self
            .running(|running| operation::replace_drive(running, bay))
            .map_err(|error| error.or_about(Subject::Drive(bay)))?;
        Ok(self.drive_or(new, Some(Protection::Current)))
    }

    /// Takes a drive away, onto the home's shelf or into the folder `to`; also returns where it is.
    ///
    /// # Errors
    /// When there is no drive in the bay, or it cannot be moved.
    pub fn pull_drive(&self, bay: Bay, to: Option<&Path>) -> Result<(ListedDrive, PathBuf)> {
        let exclusive = self.array().exclusive()?;
        operation::pull_drive(&exclusive, bay, to)
            .map_err(|error| Error::about(Subject::Drive(bay), error))
    }

    /// Puts a drive of this array into `bay`: the file `from`, or the drive of the bay from the shelf.
    ///
    /// # Errors
    /// When the bay is in use, or the drive is not there or is not of this array. The drive is then
    /// where it was.
    pub fn insert_drive(&self, bay: Bay, from: Option<&Path>) -> Result<ListedDrive> {
        let exclusive = self.array().exclusive()?;
        let inserted = operation::insert_drive(&exclusive, bay, from)
            .map_err(|error| Error::about(Subject::Drive(bay), error))?;
        Ok(self.drive_or(inserted, None))
    }

    /// Encrypts all of `source` into the volume `name`, in place of the one that has this name.
    ///
    /// # Errors
    /// When the array is not running, `source` cannot be read, or there is no room. Nothing is changed
    /// then.
    pub fn write_volume(&self, name: &ObjectName, source: impl Read) -> Result<Volume> {
        data::write(self.array(), name, source).map_err(of_volume(name))
    }

    /// Decrypts the volume `name` into `sink`; every part is verified before it is passed on.
    ///
    /// # Errors
    /// When there is no such volume, the array is not running, `sink` cannot be written, or the volume
    /// was altered: then `sink` has its beginning, as far as it is right.
    pub fn read_volume(&self, name: &ObjectName, sink: impl Write) -> Result<Volume> {
        data::read(self.array(), name, sink).map_err(of_volume(name))
    }

    /// The volume `name`.
    ///
    /// # Errors
    /// When there is none, or the array is not running.
    pub fn volume(&self, name: &ObjectName) -> Result<Volume> {
        data::find(self.array(), name).map_err(of_volume(name))
    }

    /// The volumes by name.
    ///
    /// # Errors
    /// When the array is not running.
    pub fn volumes(&self) -> Result<Vec<Volume>> {
        Ok(data::list(self.array())?)
    }

    /// Deletes the volume `name`.
    ///
    /// # Errors
    /// When there is none, or the array is not running.
    pub fn delete_volume(&self, name: &ObjectName) -> Result<()> {
        data::delete(self.array(), name).map_err(of_volume(name))
    }

    /// Puts the card `name` into the array's port: its file moves from the shelf into the home.
    ///
    /// # Errors
    /// When there is no such card, it is damaged, it is in the port of an array already, or another card
    /// is in this array's port. Nothing is changed then.
    pub fn insert_card(&self, name: &ObjectName) -> Result<SoftwareCard> {
        card::insert(self.array(), &CardSource::Named(name.clone()))
            .map_err(|error| Error::about(Subject::Card(name.clone()), error))
    }

    /// As [`insert_card`](Self::insert_card), the card in the file `from`, which moves into the home.
    ///
    /// # Errors
    /// As said, and when the file cannot be taken away from where it is.
    pub fn insert_card_file(&self, from: &Path) -> Result<SoftwareCard> {
        Ok(card::insert(
            self.array(),
            &CardSource::File(from.to_owned()),
        )?)
    }

    /// Takes the card out of the array's port: its file leaves the home, for `to` or for the shelf.
    ///
    /// # Errors
    /// When the port is empty, or the file cannot be moved.
    pub fn remove_card(&self, to: Option<&Path>) -> Result<RemovedCard> {
        Ok(card::remove(self.array(), to)?)
    }

    /// The card in the array's port; `None` when the port is empty.
    ///
    /// # Errors
    /// When the card cannot be read.
    pub fn card(&self) -> Result<Option<Box<dyn TokenCard>>> {
        Ok(card::in_port(self.array())?)
    }

    /// Makes a software card with a random secret, which is never shown, on the shelf or as `to`; also
    /// returns where it is.
    ///
    /// # Errors
    /// When there is a card of that name, or its file cannot be written.
    pub fn create_card(
        context: &Context,
        name: &ObjectName,
        to: Option<&Path>,
    ) -> Result<(SoftwareCard, PathBuf)> {
        card::create(context, name, to)
            .map_err(|error: CardError| Error::about(Subject::Card(name.clone()), error))
    }

    /// As [`create_card`](Self::create_card), unless there is a card of that name.
    ///
    /// # Errors
    /// As there, and when the card of that name is damaged.
    pub fn create_card_unless_there(
        context: &Context,
        name: &ObjectName,
        to: Option<&Path>,
    ) -> Result<ListedCard> {
        let made = Self::create_card(context, name, to);
        let exists = matches!(&made, Err(error) if error.kind() == ErrorKind::Exists);
        let found = Self::cards(context)?.into_iter();
        let found = found.filter(|card| exists && card.card.is_some());
        if let Some(found) = found.into_iter().find(|card| card.name == *name) {
            return Ok(found);
        }
        made.map(|(card, file)| ListedCard {
            name: card.name().clone(),
            file,
            card: Some(card),
            array: None,
        })
    }

    /// The cards of the home and of its shelf by name, and where they are. A notice names each that is
    /// damaged.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn cards(context: &Context) -> Result<Vec<ListedCard>> {
        // The names of arrays are looked up.
        lifecycle::migrate_if_due(context)?;
        let cards = card::list(context)?;
        for damaged in cards.iter().filter(|listed| listed.card.is_none()) {
            context.tell(&Notice::CardDamaged {
                name: damaged.name.clone(),
                file: damaged.file.clone(),
            });
        }
        Ok(cards)
    }

    /// The array's clock.
    pub fn clock(&self) -> &Clock {
        self.array().clock()
    }

    /// Moves the home's clock forward, for all its arrays and its key manager, and returns the array's. What
    /// is due by then is done when an array is opened the next time.
    ///
    /// # Errors
    /// When the time can no longer be represented, or the home cannot be written.
    pub fn advance_clock(&self, span: Span) -> Result<Clock> {
        Ok(operation::advance_clock(self.array(), span)?)
    }

    /// Sets the home's clock back to the host's, and returns the array's.
    ///
    /// # Errors
    /// When the home cannot be written.
    pub fn reset_clock(&self) -> Result<Clock> {
        Ok(operation::reset_clock(self.array())?)
    }

    /// Has the array's clock differ from the home's by `skew`, ahead when it is positive, and returns it.
    ///
    /// # Errors
    /// When the time can no longer be represented, or the array's state cannot be written.
    pub fn skew_clock(&self, skew: SignedDuration) -> Result<Clock> {
        Ok(operation::skew_clock(self.array(), skew)?)
    }

    /// The array's history, from the oldest entry to the newest.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn log(&self) -> Result<Vec<Entry>> {
        Ok(self.array().store().read(log::entries)?)
    }

    /// Calls `visit` with the lines of the history after the one of that number, the oldest first, until it breaks.
    /// Those before it are not read.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn log_after(
        &self,
        number: u64,
        mut visit: impl FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<()> {
        let store = self.array().store();
        Ok(store.read(|db| log::each_after(db, number, &mut visit))?)
    }

    /// Calls `visit` with the lines of the history before the one of that number, or with all, the newest first,
    /// until it breaks; only with those of `event`, if there is one.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn log_before(
        &self,
        number: Option<u64>,
        event: Option<log::Event>,
        mut visit: impl FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<()> {
        let store = self.array().store();
        Ok(store.read(|db| log::each_before(db, number, event, &mut visit))?)
    }

    /// How many lines the array's history has: whoever waits for a change looks at this.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn log_length(&self) -> Result<u64> {
        Ok(self.array().store().read(log::length)?)
    }

    pub(super) fn array(&self) -> &Array {
        self.purity.array()
    }

    /// The drive as it is listed after a change that is done; from memory, with that protection, when the
    /// drives cannot be looked at now.
    fn drive_or(&self, row: DriveRow, protection: Option<Protection>) -> ListedDrive {
        let drives = operation::list_drives(self.array()).unwrap_or_default();
        let listed = drives.into_iter().find(|drive| drive.row.bay == row.bay);
        listed.unwrap_or(ListedDrive {
            status: match row.failed {
                true => DriveStatus::Failed,
                false => DriveStatus::Healthy,
            },
            protection,
            row,
        })
    }

    fn running<T>(
        &self,
        work: impl FnOnce(&Running<'_>) -> std::result::Result<T, OperationError>,
    ) -> Result<T> {
        let exclusive = self.array().exclusive()?;
        let running = Running::new(&exclusive)?;
        Ok(work(&running)?)
    }
}

impl Error {
    /// About `subject`, when what it is about is not said yet, and it is not that the array does not
    /// run.
    fn or_about(self, subject: Subject) -> Self {
        if self.subject().is_some() || self.kind() == ErrorKind::Locked {
            self
        } else {
            self.with_subject(subject)
        }
    }
}

fn of_volume(name: &ObjectName) -> impl Fn(DataError) -> Error + '_ {
    |error| Error::about(Subject::Volume(name.clone()), error)
}
