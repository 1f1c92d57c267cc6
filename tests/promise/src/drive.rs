//! Altering what lies on a drive.

use std::fs;
use std::io;
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;

use crate::step::Harm;

/// Alters the drive in that file, when it is there and not yet harmed.
pub(crate) fn alter(file: &Path, harm: Harm) -> io::Result<()> {
    let mut bytes = match fs::read(file) {
        Ok(bytes) if !bytes.is_empty() => bytes,
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    match harm {
        Harm::Byte => {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        }
        Harm::Empty => bytes.clear(),
        Harm::Share => match with_another_share(&bytes) {
            Some(altered) => bytes = altered,
            None => return Ok(()),
        },
    }
    fs::write(file, bytes)
}

/// The length of a block of a drive, in bytes.
const BLOCK: usize = 4096;

/// The drive with another share in each of its generations, and hashes that fit.
fn with_another_share(bytes: &[u8]) -> Option<Vec<u8>> {
    let (header, slots) = bytes.split_at_checked(BLOCK)?;
    let altered = slots.chunks(BLOCK).map(|slot| {
        let is_empty = slot.iter().all(|&byte| byte == 0);
        if is_empty {
            Some(slot.to_vec())
        } else {
            altered_slot(slot)
        }
    });
    Some(
        [
            header.to_vec(),
            altered.collect::<Option<Vec<_>>>()?.concat(),
        ]
        .concat(),
    )
}

fn altered_slot(slot: &[u8]) -> Option<Vec<u8>> {
    let end = slot.iter().position(|&byte| byte == b'\n')?;
    let used = slot.iter().rposition(|&byte| byte != 0)? + 1;
    let (kind, _) = std::str::from_utf8(&slot[..end]).ok()?.rsplit_once(' ')?;
    let mut layer: Value = serde_json::from_slice(&slot[end + 1..used]).ok()?;
    let mut share = hex::decode(layer["share"].as_str()?).ok()?;
    *share.last_mut()? ^= 1;
    layer["share"] = hex::encode(share).into();
    let body = serde_json::to_vec(&layer).ok()?;
    let hash = hex::encode(digest(&SHA256, &body));
    let mut altered = [format!("{kind} {hash}\n").as_bytes(), &body].concat();
    altered.resize(BLOCK, 0);
    Some(altered)
}
