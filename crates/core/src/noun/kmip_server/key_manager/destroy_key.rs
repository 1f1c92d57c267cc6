//! Destroying keys: only what is proven to be the array's, and not in use.

use kmip::enums::{RevocationReasonCode, State};

use super::proof::{Claim, Description, Judgement};
use super::{Session, is_missing};
use crate::noun::kmip_server::diagnosis::{Diagnosis, KeyFault, Stage};

/// How many keys of one name are looked at. A key manager that finds more does not search by name.
const MOST: usize = 32;

/// What became of a key at one URI.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    /// It is destroyed.
    Destroyed,
    /// It is not found there, which does not prove that it is destroyed.
    Absent,
    /// It was left as it is.
    Left(Diagnosis),
}

/// Destroys the key of that claim at the URI of `session`, which is open.
pub(crate) fn destroy(session: &mut Session<'_>, claim: &Claim) -> Fate {
    try_destroy(session, claim).unwrap_or_else(Fate::Left)
}

fn try_destroy(session: &mut Session<'_>, claim: &Claim) -> Result<Fate, Diagnosis> {
    let mut fate = Fate::Absent;
    if let Some(id) = &claim.id {
        fate = destroy_one(session, claim, id, true)?;
    }
    if !matches!(fate, Fate::Absent) {
        return Ok(fate);
    }
    let found = session.ask(|connection| connection.locate(&claim.name))?;
    for id in found.iter().take(MOST) {
        if claim.id.as_ref() == Some(id) {
            continue;
        }
        match destroy_one(session, claim, id, false)? {
            Fate::Absent => {}
            other => fate = other,
        }
    }
    Ok(fate)
}

/// Destroys the object `id` when it is the key of that claim. What a search found and is not proven is
/// somebody else's, and nothing to tell.
fn destroy_one(
    session: &mut Session<'_>,
    claim: &Claim,
    id: &str,
    is_told: bool,
) -> Result<Fate, Diagnosis> {
    let found = match Description::of(session, id) {
        Ok(found) => found,
        Err(error) if is_missing(&error) => return Ok(Fate::Absent),
        Err(error) => return Err(session.explain(error)),
    };
    let left = |judgement| {
        let (name, id) = (claim.name.clone(), id.to_owned());
        let fault = KeyFault::Unproven {
            name,
            id,
            judgement,
        };
        Fate::Left(Diagnosis::new(Stage::attributes(), fault))
    };
    match claim.judge(id, &found, |proof| claim.is_proven(proof, session, id))? {
        Judgement::Gone => return Ok(Fate::Destroyed),
        Judgement::Ours => {}
        Judgement::MayBeInUse => return Ok(left(Judgement::MayBeInUse.to_string())),
        Judgement::Unproven if is_told || found.is_named(&claim.name) == Some(true) => {
            return Ok(left(Judgement::Unproven.to_string()));
        }
        Judgement::Unproven => return Ok(Fate::Absent),
    }
    // A state of the key manager's own may be as good as Active.
    if matches!(found.state, State::Active | State::Unknown(_)) {
        let reason = RevocationReasonCode::CessationOfOperation;
        session.change(|connection| connection.revoke(id, reason))?;
    }
    session.change(|connection| connection.destroy(id))?;
    Ok(Fate::Destroyed)
}
