//! The stages of the test of one URI, up to the first that fails.

use std::time::{Duration, Instant};

use kmip::client::{Cause, Connection, Stage as SessionStage};
use kmip::enums::{Operation, ResultReason, State};

use super::report::{self, StageReport};
use super::warning::{self, TestWarning};
use super::{TestResult, own_certificate};
use crate::ground::Explain;
use crate::noun::kmip_server::diagnosis::{Diagnosis, KeyFault, Stage};
use crate::noun::kmip_server::{KeyManager, Session, Uri, is_missing, material};
use crate::noun::token::SealedKey;

/// What the array asks of a key manager in the life of a security token.
const NEEDED: [Operation; 7] = [
    Operation::Create,
    Operation::Locate,
    Operation::Get,
    Operation::GetAttributes,
    Operation::Activate,
    Operation::Revoke,
    Operation::Destroy,
];

/// Tests `uri` as far as it goes; with `sealed`, up to whether the key there unlocks the array.
pub(super) fn run(key_manager: &KeyManager, uri: &Uri, sealed: Option<&SealedKey>) -> TestResult {
    let mut session = key_manager.session(uri);
    let mut extra = Extra::default();
    let verdict = go(key_manager, &mut session, sealed, &mut extra);
    let mut stages = vec![StageReport {
        stage: Stage::Certificate,
        took: extra.certificate,
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
    /// How long the array's own certificate took.
    certificate: Duration,
    /// What was found out about the key.
    facts: Vec<(Stage, (&'static str, String))>,
}

fn go(
    key_manager: &KeyManager,
    session: &mut Session<'_>,
    sealed: Option<&SealedKey>,
    extra: &mut Extra,
) -> Result<Vec<TestWarning>, Diagnosis> {
    let begin = Instant::now();
    let own = own_certificate::check(key_manager.identity(), key_manager.now());
    extra.certificate = begin.elapsed();
    own.map_err(|fault| Diagnosis::new(Stage::Certificate, fault))?;
    session.open()?;
    let mut warnings = warning::about_certificates(key_manager, session);
    warnings.extend(query(session, sealed.is_some())?);
    if let Some(key) = sealed {
        check_key(session, key, extra)?;
    }
    Ok(warnings)
}

/// Asks for the operations that the key manager offers. What it claims decides nothing: whether it gives
/// the key, if the array is sealed with one there, is seen when it is asked for it.
fn query(session: &mut Session<'_>, gives_key: bool) -> Result<Option<TestWarning>, Diagnosis> {
    let response = match session.try_call(Connection::query) {
        Ok(response) => response,
        Err(error) => {
            let Cause::Failed(failure) = &error.cause else {
                return Err(session.explain(error));
            };
            let unknown = failure.reason == ResultReason::OperationNotSupported;
            return match session.explain(error) {
                _ if unknown => Ok(Some(TestWarning::NoQuery)),
                refused if gives_key => Ok(Some(TestWarning::QueryRefused(refused.message()))),
                refused => Err(refused),
            };
        }
    };
    let missing: Vec<Operation> = NEEDED
        .into_iter()
        .filter(|needed| !response.operations.contains(needed))
        .collect();
    Ok((!missing.is_empty()).then_some(TestWarning::NotListed(missing)))
}

/// Does what the array does when it unlocks: the key has to be Active, and to be the one that the
/// array was sealed with.
fn check_key(
    session: &mut Session<'_>,
    key: &SealedKey,
    extra: &mut Extra,
) -> Result<(), Diagnosis> {
    let (name, id) = (key.name.clone(), key.id.clone());
    let stage = Stage::Session(SessionStage::Operation(Operation::GetAttributes));
    let state = match session.try_call(|connection| connection.state(&key.id)) {
        Ok(state) => state,
        Err(error) if is_missing(&error) => return Err(missing(session, key)),
        Err(error) => return Err(session.explain(error)),
    };
    extra.facts.push((stage, ("state", state.to_string())));
    if state != State::Active {
        return Err(Diagnosis::new(stage, KeyFault::State { name, id, state }));
    }
    let signature = material(session, &key.id, &key.name)?.signature();
    extra
        .facts
        .push((Stage::Signature, ("signature", signature.to_string())));
    if signature == key.signature {
        return Ok(());
    }
    Err(Diagnosis::new(
        Stage::Signature,
        KeyFault::Material { name, id },
    ))
}

/// The key is missing; whether another has its name is said too.
fn missing(session: &mut Session<'_>, key: &SealedKey) -> Diagnosis {
    let namesakes = session
        .try_call(|connection| connection.locate(&key.name))
        .unwrap_or_default();
    let stage = Stage::Session(SessionStage::Operation(Operation::GetAttributes));
    let (name, id) = (key.name.clone(), key.id.clone());
    Diagnosis::new(
        stage,
        KeyFault::Missing {
            name,
            id,
            namesakes,
        },
    )
}
