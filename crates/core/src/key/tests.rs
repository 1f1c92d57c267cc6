//! The array key on the drives of a real array.

use super::combine::array_key;
use super::{Device, Generation, KeyError, Threshold, settle};
use crate::array::Layout;
use crate::{Array, Home, drive, power};

/// An array of ten SSDs in a folder that goes away, and its drives.
struct Stand {
    _folder: tempfile::TempDir,
    array: Array,
}

impl Stand {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        let name = "keys".parse().unwrap();
        let array = Array::create(&home, &name, &Layout::default()).unwrap();
        Self {
            _folder: folder,
            array,
        }
    }

    fn devices(&self) -> Vec<Device> {
        drive::present(&self.array).unwrap().devices
    }

    /// The generations that each drive holds.
    fn generations(&self) -> Vec<Vec<u64>> {
        let layers = |device: Device| device.file.layers.into_iter();
        let devices = self.devices().into_iter();
        devices
            .map(|device| layers(device).map(|l| l.generation.number()).collect())
            .collect()
    }
}

impl Drop for Stand {
    /// Takes the array's memory out of the runtime folder.
    fn drop(&mut self) {
        let exclusive = self.array.exclusive().unwrap();
        power::off(&self.array, &exclusive).unwrap();
    }
}

#[test]
fn exactly_as_many_drives_as_it_takes() {
    let stand = Stand::new();
    let id = stand.array.id().unwrap();
    let (generation, threshold) = (Generation::new(1), Threshold::new(10).unwrap());
    let mut devices = stand.devices();
    devices.retain(|device| device.file.layers[0].share.is_some());
    let key = |devices: &[Device]| {
        let key = array_key(id, generation, threshold, devices);
        key.map(|key| *key.expose())
    };
    let whole = key(&devices).unwrap();
    assert_eq!(key(&devices[3..]).unwrap(), whole);
    assert!(matches!(
        key(&devices[4..]),
        Err(KeyError::TooFewDrives { present: 6, .. })
    ));
    assert!(matches!(
        array_key(id, Generation::new(2), threshold, &devices),
        Err(KeyError::TooFewDrives { present: 0, .. })
    ));
    // A share that was altered gives another key, which is known not to be the one.
    devices[0].file.layers[0].share.as_mut().unwrap()[1] ^= 1;
    assert!(matches!(key(&devices), Err(KeyError::WrongShares)));
}

#[test]
fn a_rotation_leaves_the_new_generation_only() {
    let stand = Stand::new();
    let before = stand.generations();
    assert!(before.iter().all(|held| *held == [1]), "{before:?}");
    let exclusive = stand.array.exclusive().unwrap();
    let unlocked = power::unlocked(&stand.array).unwrap();
    power::rotate(&stand.array, &exclusive, &unlocked).unwrap();
    let after = stand.generations();
    assert!(after.iter().all(|held| *held == [2]), "{after:?}");
}

#[test]
fn what_an_interrupted_rotation_has_left_is_taken_off() {
    let stand = Stand::new();
    let mut devices = stand.devices();
    for device in &mut devices[..2] {
        let mut left = device.file.layers[0].clone();
        left.generation = Generation::new(2);
        device.file.layers.push(left);
    }
    drive::write_all(&drive::folder(&stand.array), &devices).unwrap();
    assert_eq!(stand.generations()[..3], [vec![1, 2], vec![1, 2], vec![1]]);
    settle(&stand.array, Generation::new(1), &mut stand.devices()).unwrap();
    let after = stand.generations();
    assert!(after.iter().all(|held| *held == [1]), "{after:?}");
}
