//! What lies on a drive: its own secret, its share, its sealed region. Nothing of the other drives.
//!
//! ```text
//! header  4096 bytes  whose it is, and the secret of the device itself; written once
//! slot    4096 bytes  what it holds of one generation of the array key, or zeros
//! slot    4096 bytes  the same
//! ```
//!
//! A slot is written in place: a new generation into the free one, and zeros over the old one when the
//! new one counts. So no share of an older generation stays on the medium, and a slot that is written
//! in part only, as by a loss of power, leaves the other one as it is.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use aws_lc_rs::hmac;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::block::{self, Block};
use super::written::{WrittenHeader, WrittenLayer};
use super::{DriveError, release_0_1};
use crate::ground::FileError;
use crate::ground::fault::disclose;
use crate::key::{Generation, Layer, reconcile};

const HEADER: &str = "puresim drive 2";
const SLOT: &str = "slot";
const SLOTS: usize = 2;

/// What lies on a drive.
#[derive(Clone, Debug)]
pub struct DriveFile {
    /// The array it belongs to.
    pub(crate) array: Uuid,
    /// The name that array had when the drive became its own.
    pub(crate) array_name: String,
    /// Its serial number.
    pub(crate) serial: String,
    /// A secret of the device itself, which never leaves it.
    pub(crate) secret: DeviceSecret,
    slots: [Slot; SLOTS],
    /// Whether it lies there as release 0.1 wrote it.
    is_of_release_0_1: bool,
}

/// One of its slots, and whether it is to be written yet.
#[derive(Clone, Debug)]
struct Slot {
    holds: Holds,
    is_changed: bool,
}

#[derive(Clone, Debug)]
enum Holds {
    Nothing,
    /// What was not written to the end, or was altered.
    Torn,
    Layer(Layer),
}

impl Slot {
    fn new(holds: Holds) -> Self {
        let is_changed = false;
        Self { holds, is_changed }
    }

    fn layer(&self) -> Option<&Layer> {
        match &self.holds {
            Holds::Layer(layer) => Some(layer),
            Holds::Nothing | Holds::Torn => None,
        }
    }

    fn put(&mut self, holds: Holds) {
        self.holds = holds;
        self.is_changed = true;
    }

    fn to_block(&self) -> Zeroizing<Vec<u8>> {
        match self.layer() {
            Some(layer) => block::encode(SLOT, &WrittenLayer::of(layer)),
            None => Zeroizing::new(vec![0; block::LENGTH]),
        }
    }

    fn of_block(bytes: &[u8]) -> Self {
        Self::new(match block::decode::<WrittenLayer>(SLOT, bytes) {
            Block::Empty => Holds::Nothing,
            Block::Torn => Holds::Torn,
            Block::Whole(written) => written.into_layer().map_or(Holds::Torn, Holds::Layer),
        })
    }
}

/// 32 random bytes of the device.
#[derive(Clone)]
pub(crate) struct DeviceSecret(Zeroizing<[u8; 32]>);

impl DeviceSecret {
    pub(super) fn new() -> Self {
        let secret = crate::key::random();
        disclose("device secret", secret.as_slice());
        Self(secret)
    }

    /// By what the array knows the device again, without knowing its secret: HMAC-SHA256.
    pub(super) fn fingerprint(&self) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_slice());
        hex::encode(hmac::sign(&key, b"puresim device fingerprint"))
    }
}

impl std::ops::Deref for DeviceSecret {
    type Target = [u8; 32];

    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceSecret")
    }
}

impl DriveFile {
    /// A drive that holds nothing yet.
    pub(super) fn new(array: Uuid, array_name: String, serial: String) -> Self {
        Self {
            array,
            array_name,
            serial,
            secret: DeviceSecret::new(),
            slots: [Holds::Nothing, Holds::Nothing].map(Slot::new),
            is_of_release_0_1: false,
        }
    }

    fn of_header(header: WrittenHeader, slots: [Slot; SLOTS]) -> Option<Self> {
        let mut secret = Zeroizing::new([0; 32]);
        hex::decode_to_slice(header.secret.as_str(), secret.as_mut_slice()).ok()?;
        Some(Self {
            array: header.array,
            array_name: header.array_name,
            serial: header.serial,
            secret: DeviceSecret(secret),
            slots,
            is_of_release_0_1: false,
        })
    }

    /// One that release 0.1 wrote. It held two generations at most.
    fn of_release_0_1(header: WrittenHeader, layers: Vec<Layer>) -> Option<Self> {
        let is_too_many = layers.len() > SLOTS;
        let mut layers = layers.into_iter();
        let slots = [(); SLOTS].map(|()| layers.next().map_or(Holds::Nothing, Holds::Layer));
        let mut file = Self::of_header(header, slots.map(Slot::new))?;
        file.is_of_release_0_1 = true;
        (!is_too_many).then_some(file)
    }

    /// What it holds, generation by generation.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.slots.iter().filter_map(Slot::layer)
    }

    /// What it holds of that generation.
    pub(crate) fn layer(&self, generation: Generation) -> Option<&Layer> {
        self.layers().find(|layer| layer.generation == generation)
    }

    /// The generations it holds.
    pub(crate) fn held(&self) -> Vec<Generation> {
        self.layers().map(|layer| layer.generation).collect()
    }

    /// Whether it holds anything that [`keep_only`](Self::keep_only) would drop.
    pub(crate) fn has_leftovers(&self, generation: Generation) -> bool {
        let is_torn = |slot: &Slot| matches!(slot.holds, Holds::Torn);
        !reconcile(generation, &self.held()).drop.is_empty() || self.slots.iter().any(is_torn)
    }

    /// Drops what a drive drops when `generation` is the one that counts, and what is torn.
    pub(crate) fn keep_only(&mut self, generation: Generation) {
        let kept = reconcile(generation, &self.held()).keep;
        for slot in &mut self.slots {
            let is_kept = slot.layer().map(|layer| layer.generation) == kept && kept.is_some();
            if !is_kept && !matches!(slot.holds, Holds::Nothing) {
                slot.put(Holds::Nothing);
            }
        }
    }

    /// Takes the layer into a free slot, of which there is one after [`keep_only`](Self::keep_only).
    pub(crate) fn add(&mut self, layer: Layer) {
        let free = |slot: &&mut Slot| slot.layer().is_none();
        let slot = self.slots.iter_mut().find(free);
        slot.expect("a drive holds two generations at most")
            .put(Holds::Layer(layer));
    }

    /// Whether it has to be written as a whole before a slot of it can be written in place.
    pub(super) fn is_of_release_0_1(&self) -> bool {
        self.is_of_release_0_1
    }

    /// The slots that are to be written yet: where, and what.
    pub(super) fn changed(&self) -> impl Iterator<Item = (u64, Zeroizing<Vec<u8>>)> {
        let offset = |number: usize| ((1 + number) * block::LENGTH) as u64;
        let slots = self.slots.iter().enumerate();
        slots
            .filter(|(_, slot)| slot.is_changed)
            .map(move |(number, slot)| (offset(number), slot.to_block()))
    }

    /// It lies there with slots now, which are as they were read.
    pub(super) fn is_migrated(&mut self) {
        self.is_of_release_0_1 = false;
    }

    /// It lies there as it is now, on the disk.
    pub(super) fn is_written(&mut self) {
        for slot in &mut self.slots {
            slot.is_changed = false;
        }
    }

    /// Reads the drive in the file `path`; `None` when there is no such file.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, DriveError> {
        let failed = FileError::at(path);
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error).into()),
        };
        // Read, not asked for its length: a device has none.
        let mut bytes = Zeroizing::new(Vec::with_capacity((1 + SLOTS) * block::LENGTH + 1));
        file.take(release_0_1::MAX_LENGTH as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(&failed)?;
        parse(&bytes)
            .map(Some)
            .ok_or_else(|| DriveError::Damaged(path.to_owned()))
    }

    /// The whole of it, as it lies in its file.
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let header = WrittenHeader {
            array: self.array,
            array_name: self.array_name.clone(),
            serial: self.serial.clone(),
            secret: Zeroizing::new(hex::encode(self.secret.0.as_slice())),
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity((1 + SLOTS) * block::LENGTH));
        bytes.extend_from_slice(&block::encode(HEADER, &header));
        for slot in &self.slots {
            bytes.extend_from_slice(&slot.to_block());
        }
        bytes
    }
}

/// `None` when it is no drive, or is damaged: altered where it is never written, or such that nothing
/// is left of any generation.
fn parse(bytes: &[u8]) -> Option<DriveFile> {
    if bytes.len() > release_0_1::MAX_LENGTH {
        return None;
    }
    let (header, rest) = match bytes.split_at_checked(block::LENGTH) {
        Some((header, rest)) if header.starts_with(HEADER.as_bytes()) => (header, rest),
        _ => {
            let (header, layers) = release_0_1::parse(bytes)?;
            return DriveFile::of_release_0_1(header, layers);
        }
    };
    let Block::Whole(header) = block::decode::<WrittenHeader>(HEADER, header) else {
        return None;
    };
    if rest.len() != SLOTS * block::LENGTH {
        return None;
    }
    let mut blocks = rest.chunks(block::LENGTH);
    let slots = [(); SLOTS].map(|()| Slot::of_block(blocks.next().unwrap_or_default()));
    let is_torn = slots.iter().any(|slot| matches!(slot.holds, Holds::Torn));
    let file = DriveFile::of_header(header, slots)?;
    (!is_torn || file.layers().next().is_some()).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Threshold;

    fn layer(generation: u64) -> Layer {
        let mut share = vec![7; 33];
        share[0] = 1;
        Layer {
            generation: Generation::new(generation),
            threshold: Threshold::new(3).unwrap(),
            share: Some(Zeroizing::new(share)),
            commitment: [1; 32],
            region: vec![9; 69],
        }
    }

    fn numbers(file: &DriveFile) -> Vec<u64> {
        file.held().into_iter().map(Generation::number).collect()
    }

    fn drive() -> DriveFile {
        let mut file = DriveFile::new(Uuid::new_v4(), "pure01".into(), "PSSD1".into());
        file.add(layer(5));
        file
    }

    /// Writes the changed slots as far as `bytes` bytes of each.
    fn torn(before: &[u8], file: &DriveFile, bytes: usize) -> Vec<u8> {
        let mut written = before.to_vec();
        for (offset, block) in file.changed() {
            let at = usize::try_from(offset).unwrap();
            written[at..at + bytes].copy_from_slice(&block[..bytes]);
        }
        written
    }

    #[test]
    fn whatever_of_a_slot_is_written_the_other_one_stays() {
        let mut file = drive();
        let before = file.to_bytes();
        file.is_written();
        file.keep_only(Generation::new(5));
        file.add(layer(6));
        for bytes in 0..=block::LENGTH {
            let read = parse(&torn(&before, &file, bytes)).unwrap();
            assert_eq!(numbers(&read)[0], 5, "{bytes} bytes");
        }
        let both = torn(&before, &file, block::LENGTH);
        assert_eq!(numbers(&parse(&both).unwrap()), [5, 6]);
        file.is_written();
        file.keep_only(Generation::new(6));
        for bytes in 0..=block::LENGTH {
            let read = parse(&torn(&both, &file, bytes)).unwrap();
            assert_eq!(*numbers(&read).last().unwrap(), 6, "{bytes} bytes");
        }
        let after = torn(&both, &file, block::LENGTH);
        assert_eq!(numbers(&parse(&after).unwrap()), [6]);
        let zeros = &after[block::LENGTH..2 * block::LENGTH];
        assert!(zeros.iter().all(|&byte| byte == 0), "the old slot is zeros");
    }

    #[test]
    fn a_torn_slot_is_a_leftover() {
        let mut file = drive();
        let mut bytes = file.to_bytes();
        bytes[2 * block::LENGTH] = 1;
        file = parse(&bytes).unwrap();
        assert!(file.has_leftovers(Generation::new(5)));
        file.keep_only(Generation::new(5));
        assert!(!file.has_leftovers(Generation::new(5)));
        assert_eq!(file.changed().count(), 1);
        // Without any generation it is damaged.
        bytes[block::LENGTH] ^= 1;
        assert!(parse(&bytes).is_none());
    }

    #[test]
    fn a_share_that_cannot_be_one_is_not_read() {
        for share in [
            vec![],
            vec![1; 32],
            [&[0][..], &[7; 32]].concat(),
            vec![4; 33],
        ] {
            let mut file = DriveFile::new(Uuid::new_v4(), "pure01".into(), "PSSD1".into());
            file.add(Layer {
                share: Some(Zeroizing::new(share.clone())),
                ..layer(5)
            });
            assert!(parse(&file.to_bytes()).is_none(), "{share:?}");
        }
    }
}
