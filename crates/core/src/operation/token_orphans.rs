//! Destroying the keys on key managers that the array no longer uses, or never came to use.

use std::time::{Duration, Instant};

use crate::ground::fault::point;
use crate::ground::{Array, Exclusive, Message, Notice};
use crate::noun::kmip_server::{KmipServer, KmipServerId, find_by_id};
use crate::noun::log::{self, Event};
use crate::noun::token::intent::Orphan;
use crate::noun::token::{TokenError, discard, intent};

/// How long it may take in all. What is not done by then is done another time.
const LONGEST: Duration = Duration::from_secs(10);

/// The keys that [`destroy_orphans`] is to destroy once the lock is released: under it no other command
/// makes a key, and the name of a key is never used again.
///
/// # Errors
/// When the array's state cannot be read or written.
pub(crate) fn orphans(exclusive: &Exclusive<'_>) -> Result<Vec<Orphan>, TokenError> {
    intent::confirmed_orphans(exclusive.array())
}

/// Destroys keys that the array no longer uses, or never came to use, on their key managers. A notice
/// names each that could not be destroyed; the next command of the token tries again. Nobody need wait
/// for it: it takes no lock, a short time, and asks each key manager once.
///
/// # Errors
/// When the array's state cannot be read or written.
pub(crate) fn destroy_orphans(array: &Array, orphans: &[Orphan]) -> Result<(), TokenError> {
    let mut left = Vec::new();
    for (server, orphan, fate) in fates(array, orphans)? {
        let key = &orphan.claim.name;
        match fate {
            Ok(()) => {
                point("token-destroyed");
                array.store().write(|tx| {
                    intent::delete(tx, key)?;
                    let detail = format!("destroyed key {key}");
                    log::append(array, tx, Event::Token, server.name.as_str(), &detail)?;
                    Ok::<_, TokenError>(())
                })?;
            }
            Err(reason) => left.push((key.clone(), reason)),
        }
    }
    for (key, reason) in left {
        array.context().tell(&Notice::KeyLeft { key, reason });
    }
    Ok(())
}

/// A key, its KMIP server, and whether it is destroyed or why not.
pub(crate) type KeyFate<'a> = (KmipServer, &'a Orphan, Result<(), Message>);

/// What becomes of those keys, a KMIP server after the other.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn fates<'a>(
    array: &Array,
    orphans: &'a [Orphan],
) -> Result<Vec<KeyFate<'a>>, TokenError> {
    let end = Instant::now() + LONGEST;
    let mut servers: Vec<KmipServerId> = Vec::new();
    for orphan in orphans {
        if !servers.contains(&orphan.server) {
            servers.push(orphan.server);
        }
    }
    let mut all = Vec::new();
    for id in servers {
        let server = array
            .store()
            .read(|db| find_by_id(db, id).map_err(|_| TokenError::Damaged))?;
        let here: Vec<&Orphan> = orphans
            .iter()
            .filter(|orphan| orphan.server == id)
            .collect();
        let fates = discard(array, &server, &here, end);
        let fates = here.into_iter().zip(fates);
        all.extend(fates.map(|(orphan, fate)| (server.clone(), orphan, fate)));
    }
    Ok(all)
}
