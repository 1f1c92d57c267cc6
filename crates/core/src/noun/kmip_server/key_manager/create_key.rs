//! Creating a key: under a name that no key ever had, with the array's mark, and read back.

use std::thread;
use std::time::{Duration, Instant};

use kmip::client::{Cause, ClientError, Stage as SessionStage};
use kmip::enums::{CryptographicAlgorithm, ResultStatus, State, UsageMask};
use kmip::{Attribute, Failure};

use super::proof::{Description, IN_USE, OWNER, text_attribute};
use super::session::is_closed;
use super::{Session, is_missing};
use crate::noun::kmip_server::diagnosis::{Diagnosis, KeyFault, Stage};

/// How long what a key manager has just done may not yet show: the lag of a replica.
const LAG: Duration = Duration::from_secs(5);
/// How often it is looked at meanwhile.
const PAUSE: Duration = Duration::from_millis(250);

/// Why there is no new key.
pub(crate) enum CreateError {
    /// None was made.
    Refused(Diagnosis),
    /// One may have been made: the response did not come.
    Unknown(Diagnosis),
}

/// Asks whether the key manager responds, and learns whether it closes connections. What it finds is of no
/// consequence: no key of that name is taken for the array's.
pub(crate) fn greet(session: &mut Session<'_>, name: &str) -> Result<(), Diagnosis> {
    match session.try_ask(|connection| connection.locate(name)) {
        Err(error) if !matches!(error.cause, Cause::Failed(_)) => Err(session.explain(error)),
        _ => Ok(()),
    }
}

/// Creates an AES-256 key of that name, for Encrypt, Decrypt and Export, with the array's UUID as an
/// attribute where the key manager keeps such; its unique identifier.
pub(crate) fn create(
    session: &mut Session<'_>,
    name: &str,
    owner: &str,
) -> Result<String, CreateError> {
    let mask = UsageMask::ENCRYPT | UsageMask::DECRYPT | UsageMask::EXPORT;
    let plain = vec![
        Attribute::algorithm(CryptographicAlgorithm::Aes),
        Attribute::length(256),
        Attribute::usage_mask(mask),
        Attribute::object_name(name),
    ];
    let mut marked = plain.clone();
    marked.push(text_attribute(OWNER, owner));
    let created = session
        .try_change(|connection| connection.create(marked.clone()))
        .or_else(|error| match &error.cause {
            // Not made, perhaps for the attribute.
            Cause::Failed(failure) if !is_pending(failure) => {
                session.try_change(|connection| connection.create(plain.clone()))
            }
            _ => Err(error),
        });
    created.map_err(|error| {
        let was_not_made = match &error.cause {
            Cause::Failed(failure) => !is_pending(failure),
            Cause::NotInVersion { .. } => true,
            _ => !matches!(error.stage, SessionStage::Operation(_)),
        };
        let diagnosis = session.explain(error);
        if was_not_made {
            CreateError::Refused(diagnosis)
        } else {
            CreateError::Unknown(diagnosis)
        }
    })
}

/// Whether the key manager may still do what it was asked for.
fn is_pending(failure: &Failure) -> bool {
    failure.status == ResultStatus::OperationPending
}

/// Marks the key as in use. Whether the key manager keeps marks is of no consequence for what unlocks the
/// array: a key that is Active and bears no mark that is known is never destroyed unasked.
pub(crate) fn mark(session: &mut Session<'_>, id: &str, mark: &str) -> Result<(), Diagnosis> {
    let attribute = text_attribute(IN_USE, mark);
    let marked = session.try_change(|connection| connection.add_attribute(id, attribute.clone()));
    match marked {
        Err(error) if is_closed(&error) => Ok(()),
        Err(error) if matches!(error.cause, Cause::TimedOut | Cause::Network(_)) => {
            Err(session.explain(error))
        }
        _ => Ok(()),
    }
}

/// Sees that the key manager knows the new key, and that it is no other. That it is not found for a few
/// seconds is a lag.
pub(crate) fn read_back(
    session: &mut Session<'_>,
    id: &str,
    name: &str,
    owner: &str,
) -> Result<(), Diagnosis> {
    let found = patiently(session, Instant::now() + LAG, id, |_| true)?;
    if found.is_another(name, owner) {
        let (name, id) = (name.to_owned(), id.to_owned());
        let fault = KeyFault::NotTheNewOne { name, id };
        return Err(Diagnosis::new(Stage::attributes(), fault));
    }
    Ok(())
}

/// Makes the new key Active. That it is not Active yet for a few seconds is a lag.
pub(crate) fn activate(session: &mut Session<'_>, id: &str, name: &str) -> Result<(), Diagnosis> {
    let end = Instant::now() + LAG;
    let found = patiently(session, end, id, |_| true)?;
    if found.state == State::PreActive {
        match session.try_change(|connection| connection.activate(id)) {
            // Whether it was done shows in the state.
            Err(error) if is_closed(&error) => {
                let now = patiently(session, end, id, |_| true)?;
                if now.state == State::PreActive {
                    session.change(|connection| connection.activate(id))?;
                }
            }
            Err(error) => return Err(session.explain(error)),
            Ok(()) => {}
        }
    }
    let end = Instant::now() + LAG;
    let found = patiently(session, end, id, |found| found.state != State::PreActive)?;
    if found.state == State::Active {
        return Ok(());
    }
    let (name, id, state) = (name.to_owned(), id.to_owned(), found.state);
    let fault = KeyFault::State { name, id, state };
    Err(Diagnosis::new(Stage::attributes(), fault))
}

/// What the key manager says of the object `id`, as soon as it knows it and `is_there` says so, or at the
/// end.
fn patiently(
    session: &mut Session<'_>,
    end: Instant,
    id: &str,
    is_there: impl Fn(&Description) -> bool,
) -> Result<Description, Diagnosis> {
    loop {
        let found: Result<_, ClientError> = Description::of(session, id);
        let is_last = Instant::now() >= end;
        match found {
            Ok(found) if is_last || is_there(&found) => return Ok(found),
            Err(error) if is_last || !is_missing(&error) => return Err(session.explain(error)),
            _ => thread::sleep(PAUSE),
        }
    }
}

/// Does `look` again while it does not give what it should, as long as that may be a lag.
pub(crate) fn until<T>(mut look: impl FnMut() -> T, is_there: impl Fn(&T) -> bool) -> T {
    let end = Instant::now() + LAG;
    loop {
        let found = look();
        if is_there(&found) || Instant::now() >= end {
            return found;
        }
        thread::sleep(PAUSE);
    }
}
