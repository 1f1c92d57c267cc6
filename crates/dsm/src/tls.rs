//! Whose certificate is trusted.

use std::sync::Arc;

use jiff::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::time_provider::{DefaultTimeProvider, TimeProvider};
use rustls::{ClientConfig, RootCertStore};

use crate::error::DsmError;

/// Whose certificates are trusted.
#[derive(Clone, Debug, Default)]
pub enum Roots {
    /// Those of the platform.
    #[default]
    Platform,
    /// Those, in DER, and no others.
    Own(Vec<CertificateDer<'static>>),
}

/// A text has no certificate in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is no PEM certificate in it.")]
pub struct InvalidRoots;

impl Roots {
    /// The certificates in a text.
    ///
    /// # Errors
    /// When there is none, or one is broken.
    pub fn from_pem(text: &str) -> Result<Self, InvalidRoots> {
        let all = CertificateDer::pem_slice_iter(text.as_bytes());
        let all: Vec<_> = all.collect::<Result<_, _>>().map_err(|_| InvalidRoots)?;
        match all.is_empty() {
            true => Err(InvalidRoots),
            false => Ok(Self::Own(all)),
        }
    }

    fn store(&self) -> RootCertStore {
        let mut store = RootCertStore::empty();
        let all = match self {
            Self::Platform => rustls_native_certs::load_native_certs().certs,
            Self::Own(all) => all.clone(),
        };
        store.add_parsable_certificates(all);
        store
    }
}

/// A time that was given.
#[derive(Debug)]
struct Pinned(UnixTime);

impl TimeProvider for Pinned {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

/// The settings of TLS; certificates are judged at `now`, or at the host's time.
pub(crate) fn config(roots: &Roots, now: Option<Timestamp>) -> Result<ClientConfig, DsmError> {
    let seconds = now.and_then(|now| u64::try_from(now.as_second()).ok());
    let time: Arc<dyn TimeProvider> = match seconds {
        Some(seconds) => {
            let since = std::time::Duration::from_secs(seconds);
            Arc::new(Pinned(UnixTime::since_unix_epoch(since)))
        }
        None => Arc::new(DefaultTimeProvider),
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_details(provider, time)
        .with_safe_default_protocol_versions()
        .map_err(|error| DsmError::Setup(error.to_string()))?;
    Ok(config
        .with_root_certificates(roots.store())
        .with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_certificates_is_refused() {
        for text in [
            "",
            "hello",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        ] {
            assert!(Roots::from_pem(text).is_err(), "{text}");
        }
    }
}
