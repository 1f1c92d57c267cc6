//! The client against real listeners: what is trusted, what each stage says, what it survives.

mod authority;
mod conversation;
mod resilience;
mod server;
mod stages;
mod trust;

use std::time::{Duration, Instant};

use kmip::client::{
    Cause, ClientError, Connection, Deadlines, Endpoint, TlsIdentity, TlsSettings, TrustAnchors,
};

use crate::authority::{Authority, Leaf, NOW};

/// Long enough for a busy machine; what should be quick is not held up by it.
pub(crate) const PATIENCE: Deadlines = Deadlines {
    resolve: Duration::from_secs(20),
    connect: Duration::from_secs(20),
    handshake: Duration::from_secs(20),
    exchange: Duration::from_secs(20),
    whole: Duration::from_secs(60),
};

/// What a silent server is waited for.
pub(crate) const SHORT: Duration = Duration::from_millis(400);

/// How much later than its deadline something may end on a busy machine.
pub(crate) const SLACK: Duration = Duration::from_secs(5);

/// Settings that trust that authority, with which the client shows `identity`.
pub(crate) fn settings(authority: &Authority, identity: Option<&Leaf>) -> TlsSettings {
    let anchors = TrustAnchors::Configured(vec![authority.der()]);
    let identity = identity.map(|leaf| TlsIdentity {
        chain: leaf.chain.clone(),
        key: leaf.key_der().into(),
    });
    TlsSettings::new(anchors, identity, NOW)
}

/// A session with `endpoint`, with all the patience that there is.
pub(crate) fn open(endpoint: &Endpoint, settings: &TlsSettings) -> Result<Connection, ClientError> {
    Connection::open(endpoint, settings, &PATIENCE)
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
