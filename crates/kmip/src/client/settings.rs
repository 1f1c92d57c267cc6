//! What a TLS session is made with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::UnixTime;
use rustls::sign::SingleCertAndKey;
use rustls::time_provider::TimeProvider;

use super::identity::{InvalidIdentity, TlsIdentity};
use super::trust::{TrustAnchors, Verifier};

/// Everything that a TLS session needs: cryptography, trust anchors, the time, the client's identity.
#[derive(Clone, Debug)]
pub struct TlsSettings {
    provider: Arc<CryptoProvider>,
    anchors: TrustAnchors,
    clock: Clock,
    identity: Option<TlsIdentity>,
    server_name: Option<String>,
}

/// When certificates are judged.
#[derive(Clone)]
enum Clock {
    Stopped(u64),
    Running(Arc<dyn Fn() -> u64 + Send + Sync>),
}

impl Clock {
    fn now(&self) -> UnixTime {
        let seconds = match self {
            Self::Stopped(now) => *now,
            Self::Running(clock) => clock(),
        };
        UnixTime::since_unix_epoch(Duration::from_secs(seconds))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.now())
    }
}

/// The caller's clock instead of the host's, read once for a connection.
#[derive(Debug)]
struct FixedTime(UnixTime);

impl TimeProvider for FixedTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

impl TlsSettings {
    /// Settings without a client certificate. All cryptography is `provider`'s, such as
    /// `rustls::crypto::aws_lc_rs::default_provider()` or another one for rustls 0.23; certificates are
    /// judged at `now`, in seconds since 1970 UTC.
    #[must_use]
    pub fn new(provider: Arc<CryptoProvider>, anchors: TrustAnchors, now: u64) -> Self {
        Self {
            provider,
            anchors,
            clock: Clock::Stopped(now),
            identity: None,
            server_name: None,
        }
    }

    /// With a clock, in seconds since 1970 UTC, that is read for each connection: for settings that
    /// outlive one.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Clock::Running(Arc::new(clock));
        self
    }

    /// With a client certificate for a server that asks for one.
    #[must_use]
    pub fn with_identity(mut self, identity: TlsIdentity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// For a server whose certificate is for that name or address, and not for the endpoint's host: at
    /// the end of a tunnel, for instance.
    #[must_use]
    pub fn with_server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self
    }

    /// The name that the server's certificate has to be for, if it is not the endpoint's host.
    pub(super) fn server_name(&self) -> Option<&str> {
        self.server_name.as_deref()
    }

    /// What rustls needs, and the verifier that keeps what it found. TLS 1.2 and 1.3, without
    /// resumption: every connection authenticates both sides afresh.
    pub(super) fn build(&self) -> Result<(Arc<ClientConfig>, Arc<Verifier>), InvalidIdentity> {
        let provider = Arc::clone(&self.provider);
        let verifier = Arc::new(Verifier::new(&self.anchors, &provider));
        let builder =
            ClientConfig::builder_with_details(provider, Arc::new(FixedTime(self.clock.now())))
                .with_safe_default_protocol_versions()
                .map_err(InvalidIdentity::of)?
                .dangerous()
                .with_custom_certificate_verifier(verifier.clone());
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => {
                let certified = identity.certified(&self.provider)?;
                builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(certified)))
            }
        };
        config.resumption = rustls::client::Resumption::disabled();
        Ok((Arc::new(config), verifier))
    }
}
