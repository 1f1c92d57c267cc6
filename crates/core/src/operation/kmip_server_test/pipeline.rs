//! The stages of the test of one URI, up to the first that fails.

use std::time::Duration;

use kmip::client::{Cause, Connection, Stage as SessionStage};
use kmip::enums::{Operation, ResultReason, State};

use super::TestResult;
use super::report::{self, StageReport};
use super::warning::{self, Purpose, TestWarning};
use crate::ground::Explain;
use crate::noun::kmip_server::diagnosis::{Diagnosis, KeyFault, Stage};
use crate::noun::kmip_server::{
    KeyManager, Restored, SealedKey, Session, Uri, is_missing, material, restored,
};

/// What enabling the token takes; unlocking takes Get and Get Attributes, which the test uses itself.
const ENABLING: [Operation; 3] = [Operation::Create, Operation::Locate, Operation::Activate];
/// What it takes to destroy keys that are no longer used.
const TIDYING: [Operation; 2] = [Operation::Revoke, Operation::Destroy];
/// What it takes to unlock.
const UNLOCKING: [Operation; 2] = [Operation::Get, Operation::GetAttributes];

/// Tests `uri` as far as it goes; with `sealed`, up to whether the key there unlocks the array.
pub(super) fn run(key_manager: &KeyManager, uri: &Uri, sealed: Option<&SealedKey>) -> TestResult {
    let mut session = key_manager.session(uri);
    let mut extra = Extra::default();
    let mut verdict = go(key_manager, &mut session, sealed, &mut extra);
    // An unlock looks once more, too.
    if matches!(&verdict, Err(diagnosis) if diagnosis.says_missing()) {
        let (mut other, mut of_other) = (key_manager.session(uri), Extra::default());
        let again = go(key_manager, &mut other, sealed, &mut of_other);
        if again.is_ok() {
            (session, extra, verdict) = (other, of_other, again);
        }
    }
    let mut stages = vec![StageReport {
        stage: Stage::Certificate,
        took: key_manager.own_took(),
        facts: report::of_own(key_manager.identity()),
    }];
    stages.extend(report::of_session(session.facts()));
    // The client times the first read as part of the request that it is a response to.
    if let Err(diagnosis) = &verdict
        && diagnosis.stage == Stage::Session(SessionStage::FirstRead)
        && let Some(last) = stages.last_mut()
    {
        last.stage = diagnosis.stage;
    }
    for (stage, fact) in extra.facts {
        match stages.iter_mut().find(|report| report.stage == stage) {
            Some(report) => report.facts.push(fact),
            None => {
                let took = Duration::ZERO;
                stages.push(StageReport {
                    stage,
                    took,
                    facts: vec![fact],
                });
            }
        }
    }
    TestResult {
        controller: super::CONTROLLER,
        uri: uri.clone(),
        stages,
        verdict,
    }
}

/// What the session does not note.
#[derive(Default)]
struct Extra {
    /// What was found out about the key.
    facts: Vec<(Stage, (&'static str, String))>,
}

fn go(
    key_manager: &KeyManager,
    session: &mut Session<'_>,
    sealed: Option<&SealedKey>,
    extra: &mut Extra,
) -> Result<Vec<TestWarning>, Diagnosis> {
    session.open()?;
    let mut warnings = warning::about_certificates(key_manager, session);
    if let Some(key) = sealed {
        warnings.extend(check_key(session, key, extra)?);
    }
    // What it claims comes last, and decides nothing where the key is: an unlock does not ask for it.
    warnings.extend(query(session, sealed.is_some())?);
    if session.closes() {
        warnings.push(TestWarning::ClosesConnections);
    }
    Ok(warnings)
}

/// Asks for the operations that the key manager offers. Where it gives the key, that it does not tell is a
/// warning.
fn query(session: &mut Session<'_>, gives_key: bool) -> Result<Vec<TestWarning>, Diagnosis> {
    let response = match session.try_ask(Connection::query) {
        Ok(response) => response,
        Err(error) => {
            let is_unknown = matches!(&error.cause, Cause::Failed(failure)
                if failure.reason == ResultReason::OperationNotSupported);
            return match session.explain(error) {
                _ if is_unknown => Ok(vec![TestWarning::NoQuery]),
                failed if gives_key => Ok(vec![TestWarning::QueryFailed(failed.message())]),
                failed => Err(failed),
            };
        }
    };
    let missing = |needed: &[Operation]| -> Vec<Operation> {
        let all = needed.iter().copied();
        all.filter(|needed| !response.operations.contains(needed))
            .collect()
    };
    let mut warnings = Vec::new();
    // A key manager that has just given the key need not say that it does.
    let unlocking = missing(&UNLOCKING);
    if !gives_key && !unlocking.is_empty() {
        warnings.push(TestWarning::NotListed(unlocking, Purpose::Unlock));
    }
    for (needed, purpose) in [
        (&ENABLING[..], Purpose::Enable),
        (&TIDYING[..], Purpose::Tidy),
    ] {
        let missing = missing(needed);
        if !missing.is_empty() {
            warnings.push(TestWarning::NotListed(missing, purpose));
        }
    }
    Ok(warnings)
}

/// Does what the array does when it unlocks: the key has to be Active, and to be the one that the
/// array was sealed with. It may have come back under another unique identifier.
fn check_key(
    session: &mut Session<'_>,
    key: &SealedKey,
    extra: &mut Extra,
) -> Result<Option<TestWarning>, Diagnosis> {
    let (name, id) = (key.name.clone(), key.id.clone());
    let stage = Stage::attributes();
    let state = match session.try_ask(|connection| connection.state(&key.id)) {
        Ok(state) => state,
        Err(error) if is_missing(&error) => {
            return came_back(session, key, extra, |namesakes| KeyFault::Missing {
                name,
                id,
                namesakes,
            });
        }
        Err(error) => return Err(session.explain(error)),
    };
    if matches!(state, State::Destroyed | State::DestroyedCompromised) {
        let fault = |_| KeyFault::State { name, id, state };
        return came_back(session, key, extra, fault);
    }
    extra.facts.push((stage, ("state", state.to_string())));
    if state != State::Active {
        return Err(Diagnosis::new(stage, KeyFault::State { name, id, state }));
    }
    let signature = material(session, &key.id, &key.name)?.signature();
    extra
        .facts
        .push((Stage::Signature, ("signature", signature.to_string())));
    if signature == key.signature {
        return Ok(None);
    }
    Err(Diagnosis::new(
        Stage::Signature,
        KeyFault::Material { name, id },
    ))
}

/// The key under another unique identifier, or the fault that it is not there.
fn came_back(
    session: &mut Session<'_>,
    key: &SealedKey,
    extra: &mut Extra,
    fault: impl FnOnce(Vec<String>) -> KeyFault,
) -> Result<Option<TestWarning>, Diagnosis> {
    match restored(session, key)? {
        Restored::Key { id, material } => {
            let state = State::Active.to_string();
            extra.facts.push((Stage::attributes(), ("state", state)));
            let signature = material.signature().to_string();
            extra
                .facts
                .push((Stage::Signature, ("signature", signature)));
            let name = key.name.clone();
            Ok(Some(TestWarning::OtherIdentifier { name, id }))
        }
        Restored::Namesakes(namesakes) => {
            Err(Diagnosis::new(Stage::attributes(), fault(namesakes)))
        }
    }
}
