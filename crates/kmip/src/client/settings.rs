//! What a TLS session is made with.

use std::sync::Arc;

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, InconsistentKeys};
use zeroize::Zeroizing;

use super::trust::Verifier;

/// The certificates whose word is taken.
#[derive(Clone, Debug)]
pub enum TrustAnchors {
    /// Those, in DER.
    Configured(Vec<CertificateDer<'static>>),
    /// The platform's roots.
    Platform,
}

/// The client's certificate and key.
#[derive(Clone)]
pub struct TlsIdentity {
    /// The certificate and those above it, in DER.
    pub chain: Vec<CertificateDer<'static>>,
    /// The private key, PKCS #8 in DER.
    pub key: Zeroizing<Vec<u8>>,
}

impl TlsIdentity {
    /// For rustls. The key is lent and not given, since rustls would free it without overwriting it.
    fn certified(&self) -> Result<CertifiedKey, rustls::Error> {
        let key = PrivatePkcs8KeyDer::from(self.key.as_slice()).into();
        let certified = CertifiedKey::new(self.chain.clone(), any_supported_type(&key)?);
        match certified.keys_match() {
            Ok(()) | Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown)) => {
                Ok(certified)
            }
            Err(error) => Err(error),
        }
    }
}

impl std::fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TlsIdentity({} certificates)", self.chain.len())
    }
}

/// The client's certificate and key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the client's certificate and key cannot be used: {0}")]
pub struct InvalidIdentity(String);

/// Everything that a TLS session needs: trust anchors, the client's identity, the time.
#[derive(Clone, Debug)]
pub struct TlsSettings {
    anchors: TrustAnchors,
    identity: Option<TlsIdentity>,
    now: UnixTime,
}

/// The caller's clock instead of the host's.
#[derive(Debug)]
struct FixedTime(UnixTime);

impl TimeProvider for FixedTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

impl TlsSettings {
    /// Settings with which certificates are judged at `now`, in seconds since 1970 UTC.
    pub fn new(anchors: TrustAnchors, identity: Option<TlsIdentity>, now: u64) -> Self {
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(now));
        Self {
            anchors,
            identity,
            now,
        }
    }

    /// What rustls needs, and the verifier that keeps what it found. TLS 1.2 and 1.3, without
    /// resumption: every connection proves both sides anew.
    pub(super) fn build(&self) -> Result<(Arc<ClientConfig>, Arc<Verifier>), InvalidIdentity> {
        let provider = Arc::new(default_provider());
        let verifier = Verifier::new(&self.anchors, self.now, Arc::clone(&provider));
        let verifier = Arc::new(verifier);
        let invalid = |error: rustls::Error| InvalidIdentity(error.to_string());
        let builder = ClientConfig::builder_with_details(provider, Arc::new(FixedTime(self.now)))
            .with_safe_default_protocol_versions()
            .map_err(invalid)?
            .dangerous()
            .with_custom_certificate_verifier(verifier.clone());
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => {
                let certified = identity.certified().map_err(invalid)?;
                builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(certified)))
            }
        };
        config.resumption = rustls::client::Resumption::disabled();
        Ok((Arc::new(config), verifier))
    }
}
