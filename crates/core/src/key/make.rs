//! A new generation: a new array key, shared and sealed over devices.

use uuid::Uuid;

use super::derive::{Commitment, commitment, ssd_key, unlock_secret, wrapping_key};
use super::layer::{Layer, Member};
use super::region::{Owner, seal as seal_region};
use super::secret::{ArrayKey, Dek, random};
use super::share::split_both;
use super::wrap::wrap;
use super::{Generation, KeyError, Seal, Threshold};
use crate::ground::fault::disclose;

/// A generation as it was made.
#[derive(Debug)]
pub(crate) struct Made {
    /// Over how many devices its array key is shared, and how many it takes.
    pub(crate) threshold: Threshold,
    /// By what its array key is known.
    pub(crate) commitment: Commitment,
    /// What each of the devices gets.
    pub(crate) layers: Vec<Layer>,
}

/// Makes `generation` over `members`, with a layer for each.
///
/// # Errors
/// When fewer than 3 or more than 250 members are shareholders.
pub(crate) fn make(
    array: Uuid,
    generation: Generation,
    dek: &Dek,
    seal: &Seal,
    members: &[Member<'_>],
) -> Result<Made, KeyError> {
    let count = members
        .iter()
        .filter(|member| member.is_shareholder)
        .count();
    let threshold = Threshold::new(count).ok_or(KeyError::ShareCount(count))?;
    let key = ArrayKey::new(random());
    disclose("array key", key.expose());
    disclose("dek", dek.expose());
    let secret = unlock_secret(array, generation, &key, seal);
    let wrapped = wrap(&wrapping_key(array, generation, &key), dek.expose());
    disclose("wrapped dek", &wrapped);
    let (shares, parts) = split_both(threshold, key.expose(), &wrapped);
    let (mut shares, mut parts) = (shares.into_iter(), parts.into_iter());
    let commitment = commitment(array, generation, &key);
    let layers = members.iter().map(|member| {
        let (share, part) = if member.is_shareholder {
            (shares.next(), parts.next())
        } else {
            (None, None)
        };
        if let Some(share) = &share {
            disclose("share", share);
        }
        let ssd_key = ssd_key(&secret, member.serial, member.secret);
        let owner = Owner {
            array,
            generation,
            serial: member.serial,
        };
        let content = part.as_ref().map_or(&[][..], |part| part.as_slice());
        Layer {
            generation,
            threshold,
            share,
            commitment,
            region: seal_region(&ssd_key, owner, content),
        }
    });
    Ok(Made {
        threshold,
        commitment,
        layers: layers.collect(),
    })
}
