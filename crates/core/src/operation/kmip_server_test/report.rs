//! What a test found out, stage by stage.

use std::time::Duration;

use aws_lc_rs::digest;
use kmip::client::{CertificateFacts, SessionFacts, Stage as SessionStage};

use crate::noun::certificate::Identity;
use crate::noun::kmip_server::diagnosis::Stage;
use crate::noun::kmip_server::{clean, utc_of};

/// A stage of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageReport {
    /// Which stage.
    pub stage: Stage,
    /// How long it took.
    pub took: Duration,
    /// What was negotiated or found, each with its name: `cipher suite`, `issuer`, `state`.
    pub facts: Vec<(&'static str, String)>,
}

/// What the array shows.
pub(super) fn of_own(identity: &Identity) -> Vec<(&'static str, String)> {
    let mut facts = vec![("certificate", identity.name.to_string())];
    if let Some(der) = identity.chain_der.first() {
        facts.extend(of_certificate(der));
    }
    facts
}

/// What a certificate says of itself.
fn of_certificate(der: &[u8]) -> Vec<(&'static str, String)> {
    let Some(facts) = CertificateFacts::of(der) else {
        return Vec::new();
    };
    let fingerprint = digest::digest(&digest::SHA256, der);
    vec![
        ("subject", clean(&facts.subject)),
        ("issuer", clean(&facts.issuer)),
        ("valid from", utc_of(facts.not_before)),
        ("valid to", utc_of(facts.not_after)),
        ("SHA-256", hex::encode(fingerprint)),
    ]
}

/// The stages of a session that have been gone through, each once.
pub(super) fn of_session(facts: &SessionFacts) -> Vec<StageReport> {
    let mut stages: Vec<StageReport> = Vec::new();
    for (met, took) in &facts.times {
        let stage = Stage::Session(*met);
        // A version of KMIP may take several questions.
        match stages.iter_mut().find(|report| report.stage == stage) {
            Some(report) => report.took += *took,
            None => stages.push(StageReport {
                stage,
                took: *took,
                facts: found(*met, facts),
            }),
        }
    }
    stages
}

fn found(stage: SessionStage, facts: &SessionFacts) -> Vec<(&'static str, String)> {
    let text = |name, value: &Option<String>| value.as_ref().map(|value| (name, clean(value)));
    match stage {
        SessionStage::Connect => facts
            .address
            .iter()
            .map(|address| ("address", address.to_string()))
            .collect(),
        SessionStage::Handshake => {
            let mut found: Vec<(&'static str, String)> = text("version", &facts.tls_version)
                .into_iter()
                .chain(text("cipher suite", &facts.cipher_suite))
                .collect();
            found.extend(
                facts
                    .server_chain
                    .first()
                    .map(|der| of_certificate(der))
                    .into_iter()
                    .flatten(),
            );
            found
        }
        SessionStage::DiscoverVersions => joined("versions", &facts.versions),
        SessionStage::Query => {
            let mut found: Vec<(&'static str, String)> =
                text("vendor", &facts.vendor_identification)
                    .into_iter()
                    .collect();
            found.extend(joined("operations", &facts.operations));
            found
        }
        _ => Vec::new(),
    }
}

fn joined(name: &'static str, values: &[impl ToString]) -> Vec<(&'static str, String)> {
    if values.is_empty() {
        return Vec::new();
    }
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    vec![(name, values.join(", "))]
}
