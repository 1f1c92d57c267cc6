//! How the drives stand to the generation that counts: which of them an unlock goes by, and which it
//! leaves out, and why.

use std::fmt::Write;

use crate::ground::{Array, Notice};
use crate::key::{Generation, KeyError, Layer, Member};
use crate::noun::drive::{self, Bay, Device, DriveError, Kind, Present, Standing};
use crate::noun::power::{self, PowerStatus};

/// The drives, and what the database says of them at the same moment.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) status: PowerStatus,
    pub(super) found: Present,
}

/// Looks at the database and the drives of the same moment: while another command changes the
/// generation, the drives no longer hold the one that was read before.
///
/// # Errors
/// As [`drive::present`].
pub(super) fn look(array: &Array) -> Result<Look, DriveError> {
    let mut status = power::status(array)?;
    loop {
        let found = drive::present(array)?;
        let after = power::status(array)?;
        if after.generation == status.generation {
            return Ok(Look {
                status: after,
                found,
            });
        }
        status = after;
    }
}

/// Why a drive that is there is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// It cannot be read, or is another device than the array knows.
    Damaged,
    /// What it holds is not what the array gave it.
    Altered,
    /// It was away when the generation was made.
    Stale,
    /// It holds a newer generation than the database knows.
    Newer(Generation),
}

/// The drives that an unlock goes by.
pub(super) struct Gathered<'a> {
    /// All that are there, with what counts of each.
    pub(super) devices: Vec<(Member<'a>, Option<&'a Layer>)>,
    /// Those that are left out.
    left_out: Vec<(Bay, Reason)>,
}

impl Look {
    /// The devices with what they hold of the generation that counts, when they are enough.
    ///
    /// # Errors
    /// When too few of them hold a share. The error names those that are left out.
    pub(super) fn gather(&self) -> Result<Gathered<'_>, KeyError> {
        let gathered = Gathered {
            devices: self
                .found
                .devices
                .iter()
                .map(|device| (device.member(), self.standing(device).layer()))
                .collect(),
            left_out: self.left_out(),
        };
        let layers = gathered.devices.iter().filter_map(|(_, layer)| *layer);
        let present = layers.filter(|layer| layer.share.is_some()).count();
        let threshold = self.status.threshold;
        if present < threshold.needed() {
            return Err(KeyError::TooFewDrives {
                present,
                threshold,
                left_out: gathered.named(|_| true),
            });
        }
        Ok(gathered)
    }

    /// How that device stands to the generation that counts.
    pub(super) fn standing<'a>(&self, device: &'a Device) -> Standing<'a> {
        device.standing(self.status.generation, self.status.commitment.as_ref())
    }

    fn left_out(&self) -> Vec<(Bay, Reason)> {
        let counting = self.status.generation;
        let there = self.found.devices.iter().filter_map(|device| {
            let reason = match self.standing(device) {
                Standing::Current(_) => return None,
                Standing::Altered => Reason::Altered,
                Standing::Stale => match device.file.held().into_iter().max() {
                    Some(held) if held > counting => Reason::Newer(held),
                    _ => Reason::Stale,
                },
            };
            Some((device.row.bay, reason))
        });
        let damaged = self
            .found
            .absent
            .iter()
            .filter_map(|(row, error)| error.as_ref().map(|_| (row.bay, Reason::Damaged)));
        let mut left_out: Vec<_> = there.chain(damaged).collect();
        left_out.sort_by_key(|(bay, _)| *bay);
        left_out
    }
}

impl Gathered<'_> {
    /// Tells which drives are not what the array gave them.
    pub(super) fn tell_bad(&self, array: &Array) {
        let is_bad = |reason| matches!(reason, Reason::Damaged | Reason::Altered);
        let named = self.named(is_bad);
        if !named.is_empty() {
            array.context().tell(&Notice::DrivesLeftOut(named));
        }
    }

    /// Names the SSDs that are left out for such a reason.
    fn named(&self, which: impl Fn(Reason) -> bool) -> String {
        let mut groups: Vec<(Reason, Vec<Bay>)> = Vec::new();
        let ssds = self
            .left_out
            .iter()
            .filter(|(bay, _)| bay.kind() == Kind::Ssd);
        for &(bay, reason) in ssds.filter(|(_, reason)| which(*reason)) {
            match groups.iter_mut().find(|(it, _)| *it == reason) {
                Some((_, bays)) => bays.push(bay),
                None => groups.push((reason, vec![bay])),
            }
        }
        let named = groups.iter().map(|(reason, bays)| say(*reason, bays));
        named.collect::<Vec<_>>().join("; ")
    }
}

/// How many bays are named before the others are only counted.
const NAMED: usize = 5;

fn say(reason: Reason, bays: &[Bay]) -> String {
    let mut text = String::new();
    let shown = if bays.len() > NAMED {
        NAMED - 1
    } else {
        bays.len()
    };
    for (position, bay) in bays.iter().take(shown).enumerate() {
        let between = match position {
            0 => "",
            _ if position + 1 == bays.len() => " and ",
            _ => ", ",
        };
        let _ = write!(text, "{between}{bay}");
    }
    if bays.len() > shown {
        let _ = write!(text, " and {} more", bays.len() - shown);
    }
    let (is, does) = if bays.len() == 1 {
        ("is", "holds")
    } else {
        ("are", "hold")
    };
    let _ = match reason {
        Reason::Damaged => write!(text, " {is} damaged"),
        Reason::Altered => write!(text, " {does} a share that was altered"),
        Reason::Stale => write!(text, " {is} stale"),
        Reason::Newer(generation) => write!(
            text,
            " {does} generation {generation} of the array key, which is newer than the database"
        ),
    };
    text
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::key::Seal;
    use crate::lifecycle::tests::TestHome;
    use crate::operation::rehearse::rehearse;
    use crate::operation::{
        DriveStatus, OperationError, Running, list_drives, power_off, power_on, replace_drive,
    };

    fn bay(number: usize) -> Bay {
        Bay::new(Kind::Ssd, number).unwrap()
    }

    fn device(array: &Array, number: usize) -> Device {
        let devices = drive::present(array).unwrap().devices.into_iter();
        let mut devices = devices.filter(|device| device.row.bay == bay(number));
        devices.next().unwrap()
    }

    /// Alters what the drive holds, such that its checksum is right.
    fn alter(array: &Array, number: usize, change: impl FnOnce(&mut Layer)) {
        let mut device = device(array, number);
        let mut layer = device.file.layers().next().unwrap().clone();
        change(&mut layer);
        device.file.keep_only(Generation::new(0));
        device.file.add(layer);
        drive::write_slots(&mut [device]).unwrap();
    }

    fn status(array: &Array, number: usize) -> DriveStatus {
        let listed = list_drives(array).unwrap().into_iter();
        let mut listed = listed.filter(|drive| drive.row.bay == bay(number));
        listed.next().unwrap().status
    }

    fn cycle(array: &Array) -> Result<(), OperationError> {
        let exclusive = array.exclusive().unwrap();
        power_off(&exclusive).unwrap();
        power_on(&exclusive, &mut |_| ())
    }

    #[test]
    fn a_bad_drive_is_named_and_left_out_and_replaced() {
        let mut home = TestHome::with(&["pure01"]);
        let told = Arc::new(Mutex::new(Vec::new()));
        let telling = Arc::clone(&told);
        home.context.on_notice =
            Arc::new(move |notice| telling.lock().unwrap().push(notice.message().to_string()));
        let array = home.open("pure01").unwrap();
        let other = device(&array, 5).file.layers().next().unwrap().clone();
        let alterations: [&dyn Fn(&mut Layer); 4] = [
            &|layer| layer.share.as_mut().unwrap()[7] ^= 1,
            &|layer| layer.share.as_mut().unwrap()[0] ^= 1,
            &|layer| layer.share = other.share.clone(),
            &|layer| layer.region[20] ^= 1,
        ];
        for change in alterations {
            alter(&array, 3, change);
            assert_eq!(status(&array, 3), DriveStatus::Damaged);
            assert_eq!(status(&array, 4), DriveStatus::Healthy);
            told.lock().unwrap().clear();
            rehearse(&array, &Seal::None).unwrap();
            cycle(&array).unwrap();
            let notices = told.lock().unwrap().join("\n");
            assert!(
                notices.contains("CH0.BAY3 holds a share that was altered"),
                "{notices}"
            );
            let exclusive = array.exclusive().unwrap();
            replace_drive(&Running::new(&exclusive).unwrap(), bay(3)).unwrap();
            assert_eq!(status(&array, 3), DriveStatus::Healthy);
        }
        told.lock().unwrap().clear();
        cycle(&array).unwrap();
        assert_eq!(*told.lock().unwrap(), [""; 0]);
    }

    #[test]
    fn a_share_that_cannot_be_one_is_a_damaged_drive() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        for (number, share) in [vec![], vec![1; 32], vec![0; 33]].into_iter().enumerate() {
            alter(&array, number, |layer| layer.share = Some(share.into()));
            assert_eq!(status(&array, number), DriveStatus::Damaged);
        }
        cycle(&array).unwrap();
    }

    #[test]
    fn with_too_few_good_drives_the_others_are_named() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        for number in 0..4 {
            alter(&array, number, |layer| {
                layer.share.as_mut().unwrap()[1] ^= 1
            });
        }
        let named = "Too few drives: 6 of 10 SSDs with a share are present, and 7 are needed; \
                     CH0.BAY0, CH0.BAY1, CH0.BAY2 and CH0.BAY3 hold a share that was altered.";
        let rehearsed = rehearse(&array, &Seal::None).unwrap_err();
        assert_eq!(rehearsed.to_string(), named);
        assert_eq!(cycle(&array).unwrap_err().to_string(), named);
    }

    #[test]
    fn drives_of_another_time_than_the_database_are_named() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        for number in 0..10 {
            let generation = if number < 8 { 3 } else { 0 };
            alter(&array, number, |layer| {
                layer.generation = Generation::new(generation);
            });
        }
        let rehearsed = rehearse(&array, &Seal::None).unwrap_err().to_string();
        let named = "CH0.BAY0, CH0.BAY1, CH0.BAY2, CH0.BAY3 and 4 more hold generation 3 of the array \
                     key, which is newer than the database; CH0.BAY8 and CH0.BAY9 are stale.";
        assert!(rehearsed.ends_with(named), "{rehearsed}");
    }
}
