//! The client against real listeners: what is trusted, what each stage says, what it survives.

mod calls;
mod conversation;
mod resilience;
mod stages;
mod trust;

use std::sync::Arc;
use std::time::{Duration, Instant};

use kmip::client::{
    Cause, ClientError, Connection, Deadlines, Endpoint, TlsIdentity, TlsSettings, TrustAnchors,
};
use pure_testing::{Authority, ClientAuthentication, Leaf, Listener, server_config};
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::{ServerConfig, SupportedProtocolVersion};

/// The client's time in all tests: 2030-06-15 00:00:00 UTC.
pub(crate) const NOW: u64 = 1_907_712_000;

/// Long enough for a busy machine; what should be quick is not held up by it.
pub(crate) const AMPLE: Deadlines = Deadlines::of(Duration::from_secs(20), Duration::from_secs(60));

/// What a silent server is waited for.
pub(crate) const SHORT: Duration = Duration::from_millis(400);

/// How much later than its deadline something may end on a busy machine.
pub(crate) const SLACK: Duration = Duration::from_secs(5);

/// Settings that trust that authority, with which the client shows `identity`.
pub(crate) fn settings(authority: &Authority, identity: Option<&Leaf>) -> TlsSettings {
    let anchors = TrustAnchors::Configured(vec![authority.der()]);
    let settings = TlsSettings::new(provider(), anchors, NOW);
    match identity {
        None => settings,
        Some(leaf) => settings.with_identity(identity_of(leaf)),
    }
}

/// The identity of a client with that certificate.
pub(crate) fn identity_of(leaf: &Leaf) -> TlsIdentity {
    TlsIdentity::new(
        leaf.chain.clone(),
        leaf.key_der().secret_pkcs8_der().to_vec(),
    )
}

/// The cryptography of all tests.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(default_provider())
}

/// A server with the certificate `leaf`, which asks for no client certificate.
pub(crate) fn config(version: &'static SupportedProtocolVersion, leaf: &Leaf) -> ServerConfig {
    server_config(version, leaf, ClientAuthentication::None)
}

/// The address of a listener, by name.
pub(crate) fn endpoint(listener: &Listener) -> Endpoint {
    endpoint_at(listener, "localhost")
}

/// The address of a listener, by that name.
pub(crate) fn endpoint_at(listener: &Listener, host: &str) -> Endpoint {
    format!("{host}:{}", listener.port()).parse().unwrap()
}

/// A session with `endpoint`, with ample time.
pub(crate) fn open(endpoint: &Endpoint, settings: &TlsSettings) -> Result<Connection, ClientError> {
    Connection::open(endpoint, settings, &AMPLE)
}

/// Fails when `work` does not run into its deadline of [`SHORT`], and soon after.
pub(crate) fn times_out<T>(work: impl FnOnce() -> Result<T, ClientError>) -> ClientError {
    let start = Instant::now();
    let Err(error) = work() else {
        panic!("it was done in time");
    };
    let took = start.elapsed();
    assert!(matches!(error.cause, Cause::TimedOut), "{error}");
    assert!(took >= SHORT && took < SHORT + SLACK, "{took:?}");
    error
}
