//! What is played, one after the other.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kmip::Failure;
use kmip::client::Stage as SessionStage;
use kmip::enums::{Operation, ResultReason, State};

use super::dates::End;
use super::reality::{OnServer, Reality, judge};
use super::sealed_copy::SealedCopy;
use super::{Basis, Ending, Event, Played};
use crate::ground::{Array, Explain, Message, wipe};
use crate::key::random;
use crate::lifecycle::archive::ArchiveError;
use crate::noun::drive::{self, Bay, Kind};
use crate::noun::kmip_server::diagnosis::{
    ConnectionFault, Diagnosis, KeyFault, ProtocolFault, Stage,
};
use crate::noun::kmip_server::{Answer, FetchedKey, Timeouts, TokenKeyMaterial, Uri};
use crate::noun::power;
use crate::noun::token;
use crate::operation::{DriveStatus, Interruption, interrupt, list_drives, unlock_with};

/// How far a clock is wrong.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How many losses of drives are played one by one, before the last two.
const LOSSES: usize = 8;

/// Something that can happen.
pub(super) struct Play {
    pub(super) event: Event,
    what: String,
    expected: Ending,
    basis: Basis,
    at: Option<Timestamp>,
    act: Act,
}

/// How it is played.
enum Act {
    /// As everything is.
    AsItIs,
    /// Without those drives.
    Without(Vec<Bay>),
    /// With those answers of the key manager.
    Answers(Vec<Answer>),
    /// By an array whose clock shows that time.
    At { time: Timestamp, has_expired: bool },
    /// Without the card in the port.
    WithoutCard,
    /// After a rotation that was interrupted there.
    Interrupted(Interruption),
}

impl Play {
    fn new(event: Event, what: impl Into<String>, expected: Ending, act: Act) -> Self {
        Self {
            event,
            what: what.into(),
            expected,
            basis: match act {
                Act::Answers(_) => Basis::Assumed,
                _ => Basis::Played,
            },
            at: None,
            act,
        }
    }

    fn computed(mut self) -> Self {
        self.basis = Basis::Computed;
        self
    }

    fn at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// Plays it.
    pub(super) fn run(self, copy: &SealedCopy, reality: &Reality<'_>) -> Played {
        let begin = Instant::now();
        let found = self.act.judge(copy, reality);
        Played {
            event: self.event,
            what: self.what,
            expected: self.expected,
            found,
            basis: self.basis,
            at: self.at,
            took: begin.elapsed(),
        }
    }
}

impl Act {
    fn judge(&self, copy: &SealedCopy, reality: &Reality<'_>) -> Result<(), Message> {
        let array = |at| copy.array(at).map_err(|error| error.message());
        let another = || copy.another().map_err(|error| error.message());
        match (self, reality) {
            (Self::AsItIs, _) => judge(&array(None)?, || reality.seal()),
            (Self::Without(bays), _) => {
                let array = another()?;
                for bay in bays {
                    let path = drive::path(&drive::folder(&array), *bay);
                    wipe(&path).map_err(|error| Message::text(error.to_string()))?;
                }
                judge(&array, || reality.seal())
            }
            (Self::Answers(answers), Reality::Kmip(on)) => {
                judge(&array(None)?, || on.seal(answers))
            }
            (Self::At { time, has_expired }, Reality::Kmip(on)) => {
                let array = array(Some(*time))?;
                judge(&array, || on.seal(&on.asked_at(&array, *has_expired)?))
            }
            (Self::At { time, .. }, _) => judge(&array(Some(*time))?, || reality.seal()),
            (Self::WithoutCard, Reality::Card(_, token)) => {
                let array = array(None)?;
                judge(&array, || {
                    token::ask_card(&array, token).map(|material| token::seal(&material))
                })
            }
            (Self::Interrupted(at), _) => interrupted(&another()?, reality, *at),
            (Self::Answers(_) | Self::WithoutCard, _) => Ok(()),
        }
    }
}

/// Interrupts a rotation of that array, and judges what is left.
fn interrupted(array: &Array, reality: &Reality<'_>, at: Interruption) -> Result<(), Message> {
    let explain = |error: crate::operation::OperationError| error.message();
    let dek = unlock_with(array, || reality.seal()).map_err(explain)?;
    let seal = reality.seal().map_err(|error| error.message())?;
    interrupt(array, &dek, &seal, at).map_err(explain)?;
    judge(array, || Ok(seal))
}

/// What can happen to the array.
pub(super) fn all(
    copy: &SealedCopy,
    reality: &Reality<'_>,
    ends: &[End],
) -> Result<Vec<Play>, ArchiveError> {
    let array = copy.array(None)?;
    let mut plays = vec![Play::new(
        Event::PowerCut,
        "The power is lost now",
        Ending::Unlocks,
        Act::AsItIs,
    )];
    plays.extend(losses(&array)?);
    match reality {
        Reality::NoToken => {}
        Reality::Card(..) => plays.push(Play::new(
            Event::CardRemoved,
            "The smart card is not in the port",
            Ending::Locks,
            Act::WithoutCard,
        )),
        Reality::Kmip(on) => {
            plays.extend(outages(on));
            plays.extend(fates(on));
            plays.extend(ends.iter().map(|end| expiry(on, end)));
        }
    }
    for (what, by) in [("ahead", DAY), ("behind", -DAY)] {
        let time = array.now().checked_add(by).unwrap_or(array.now());
        let act = Act::At {
            time,
            has_expired: false,
        };
        let what = format!("The array's clock is a day {what}");
        plays.push(Play::new(Event::ClockWrong, what, Ending::Unlocks, act));
    }
    for (what, at) in [
        ("half of the drives were written", Interruption::HalfWritten),
        ("the new key began to count", Interruption::JustCommitted),
    ] {
        let what = format!("The power is lost in a rotation, when {what}");
        let act = Act::Interrupted(at);
        plays.push(Play::new(
            Event::RotationInterrupted,
            what,
            Ending::Unlocks,
            act,
        ));
    }
    Ok(plays)
}

/// Losses of SSDs, up to one more than the array can do without.
fn losses(array: &Array) -> Result<Vec<Play>, ArchiveError> {
    let needed = power::status(array)?.threshold.needed();
    let listed = list_drives(array)?.into_iter();
    let ssds: Vec<Bay> = listed
        .filter(|drive| drive.status == DriveStatus::Healthy && drive.row.bay.kind() == Kind::Ssd)
        .map(|drive| drive.row.bay)
        .collect();
    let spare = ssds.len().saturating_sub(needed);
    let one_by_one = 1..=spare.min(LOSSES);
    let last = [spare, spare + 1]
        .into_iter()
        .filter(|lost| *lost > spare.min(LOSSES));
    let plays = one_by_one.chain(last).map(|lost| {
        let gone = ssds[ssds.len() - lost.min(ssds.len())..].to_vec();
        let what = format!("{lost} of {} SSDs are lost with the power", ssds.len());
        let what = what.replacen("1 of", "One of", usize::from(lost == 1));
        let what = what.replacen(" are ", " is ", usize::from(lost == 1));
        let expected = if lost <= spare {
            Ending::Unlocks
        } else {
            Ending::Locks
        };
        Play::new(Event::DrivesLost, what, expected, Act::Without(gone))
    });
    Ok(plays.collect())
}

/// URIs that do not respond, or slowly.
fn outages(on: &OnServer) -> Vec<Play> {
    let down = |of: Option<&Uri>| {
        on.changed(|answer| {
            if of.is_none_or(|of| answer.uri == *of) {
                let stage = Stage::Session(SessionStage::Connect);
                Err(Diagnosis::new(stage, ConnectionFault::Refused))
            } else {
                answer.fetched.clone()
            }
        })
    };
    let mut plays = Vec::new();
    if on.answers.len() > 1 {
        plays.extend(on.answers.iter().map(|answer| {
            let what = format!("{} does not respond", answer.uri);
            let act = Act::Answers(down(Some(&answer.uri)));
            Play::new(Event::UriDown, what, Ending::Unlocks, act)
        }));
    }
    plays.push(Play::new(
        Event::AllUrisDown,
        "The key manager does not respond",
        Ending::Locks,
        Act::Answers(down(None)),
    ));
    let whole = Timeouts::Operation.whole();
    let margin = Duration::from_secs(1);
    for (delay, expected) in [
        (whole - margin, Ending::Unlocks),
        (whole + margin, Ending::Locks),
    ] {
        let answers = on.changed(|answer| match &answer.fetched {
            Ok(_) if delay > whole || answer.took > whole => {
                let silent = ProtocolFault::Silent { within: whole };
                Err(Diagnosis::new(Stage::attributes(), silent))
            }
            other => other.clone(),
        });
        let what = format!(
            "The key manager takes {} seconds to respond",
            delay.as_secs()
        );
        let act = Act::Answers(answers);
        plays.push(Play::new(Event::KeyManagerSlow, what, expected, act).computed());
    }
    plays
}

/// What can become of the key.
fn fates(on: &OnServer) -> Vec<Play> {
    let in_state = |state| on.where_there(|_, _| Ok(FetchedKey::NotActive(state)));
    let get = Stage::Session(SessionStage::Operation(Operation::Get));
    let disabled = Failure::new(
        ResultReason::PermissionDenied,
        "The key is disabled".to_owned(),
    );
    let disabled = Diagnosis::new(get, ProtocolFault::PermissionDenied(disabled));
    let missing = KeyFault::Missing {
        name: on.token.key_name.clone(),
        id: on.token.key_id.clone(),
        namesakes: Vec::new(),
    };
    let missing = on.where_there(|_, _| Err(Diagnosis::new(Stage::attributes(), missing.clone())));
    let foreign = on.where_there(|id, _| {
        Ok(FetchedKey::Active {
            id: id.to_owned(),
            material: another_key(),
        })
    });
    let restored = on.where_there(|_, material| {
        Ok(FetchedKey::Active {
            id: "another".to_owned(),
            material: material.clone(),
        })
    });
    let locks = Ending::Locks;
    [
        (
            Event::KeyDisabled,
            "The key is disabled",
            locks,
            on.where_there(|_, _| Err(disabled.clone())),
        ),
        (
            Event::KeyDeactivated,
            "The key is deactivated",
            locks,
            in_state(State::Deactivated),
        ),
        (
            Event::KeyCompromised,
            "The key is marked as compromised",
            locks,
            in_state(State::Compromised),
        ),
        (
            Event::KeyDestroyed,
            "The key is destroyed",
            locks,
            in_state(State::Destroyed),
        ),
        (
            Event::KeyMissing,
            "The key manager does not know the key",
            locks,
            missing,
        ),
        (
            Event::KeyForeign,
            "Another key has the identifier of the key",
            locks,
            foreign,
        ),
        (
            Event::KeyRestored,
            "The key came back under another identifier",
            Ending::Unlocks,
            restored,
        ),
    ]
    .map(|(event, what, expected, answers)| Play::new(event, what, expected, Act::Answers(answers)))
    .into()
}

fn another_key() -> TokenKeyMaterial {
    TokenKeyMaterial::from_bytes(&*random::<{ TokenKeyMaterial::LEN }>())
        .expect("it is as long as a key")
}

/// The second after the end of a certificate, or of the key.
fn expiry(on: &OnServer, end: &End) -> Play {
    let time = end
        .at
        .checked_add(SignedDuration::from_secs(1))
        .unwrap_or(end.at);
    let act = if end.event == Event::KeyDeactivationDate {
        // The key manager deactivates it then, by its own clock.
        let deactivated = FetchedKey::NotActive(State::Deactivated);
        Act::Answers(on.where_there(|_, _| Ok(deactivated.clone())))
    } else {
        Act::At {
            time,
            has_expired: time > on.own.to,
        }
    };
    let play = Play::new(end.event, end.what.clone(), end.expected, act);
    play.computed().at(time)
}
