//! The client's certificate and key.

use rustls::InconsistentKeys;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

/// The client's certificate and key.
#[derive(Clone)]
pub struct TlsIdentity {
    chain: Vec<CertificateDer<'static>>,
    key: Zeroizing<Vec<u8>>,
}

/// The client's certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the client's certificate and key cannot be used: {0}")]
pub(super) struct InvalidIdentity(String);

impl InvalidIdentity {
    pub(super) fn of(error: rustls::Error) -> Self {
        Self(error.to_string())
    }
}

impl TlsIdentity {
    /// The certificate and those above it, in DER, and the private key, PKCS #8 in DER. Whether they
    /// belong together shows when a connection is opened.
    ///
    /// The key is overwritten when it is freed. For each connection the crypto provider gets a copy of
    /// its own, which that of aws-lc-rs overwrites as well.
    #[must_use]
    pub fn new(chain: Vec<CertificateDer<'static>>, key: impl Into<Zeroizing<Vec<u8>>>) -> Self {
        Self {
            chain,
            key: key.into(),
        }
    }

    /// For rustls.
    pub(super) fn certified(
        &self,
        provider: &CryptoProvider,
    ) -> Result<CertifiedKey, InvalidIdentity> {
        let key = PrivatePkcs8KeyDer::from(self.key.to_vec()).into();
        let key = provider.key_provider.load_private_key(key);
        let certified = CertifiedKey::new(self.chain.clone(), key.map_err(InvalidIdentity::of)?);
        match certified.keys_match() {
            Ok(()) | Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown)) => {
                Ok(certified)
            }
            Err(error) => Err(InvalidIdentity::of(error)),
        }
    }
}

impl std::fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TlsIdentity({} certificates)", self.chain.len())
    }
}
