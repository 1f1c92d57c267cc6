//! What a client meets in the handshake: the usual, or a fault.

use std::sync::Arc;

use rustls::{ServerConfig, SupportedProtocolVersion};

use crate::model::{Authority, Blemish, Fault, Faults, KeyManager, KeyManagerError};
use crate::tls::config;

/// What a client meets in the handshake.
#[derive(Debug)]
pub(super) struct Tls {
    usual: Arc<ServerConfig>,
    names: Vec<String>,
}

impl Tls {
    /// With the server's certificate for `names`.
    pub(super) fn new(
        manager: &Arc<KeyManager>,
        names: Vec<String>,
    ) -> Result<Self, KeyManagerError> {
        let now = manager.now();
        let (chain, key) = Authority::open(manager.folder(), now)?.server(&names, now)?;
        let usual = config(
            chain,
            key,
            Arc::clone(manager),
            rustls::DEFAULT_VERSIONS,
            true,
        )?;
        Ok(Self { usual, names })
    }

    /// The configuration for a client that meets those faults.
    pub(super) fn config(
        &self,
        manager: &Arc<KeyManager>,
        faults: &Faults,
    ) -> Result<Arc<ServerConfig>, KeyManagerError> {
        let versions: &[&SupportedProtocolVersion] = if faults.has(Fault::Tls12) {
            &[&rustls::version::TLS12]
        } else {
            rustls::DEFAULT_VERSIONS
        };
        let blemish = faults.find(|fault| match fault {
            Fault::ExpiredCertificate => Some(Blemish::Expired),
            Fault::WrongName => Some(Blemish::WrongName),
            _ => None,
        });
        if blemish.is_none() && !faults.has(Fault::Tls12) {
            return Ok(Arc::clone(&self.usual));
        }
        let now = manager.now();
        let authority = Authority::open(manager.folder(), now)?;
        let (chain, key) = match blemish {
            Some(blemish) => authority.blemished(blemish, &self.names, now)?,
            None => authority.server(&self.names, now)?,
        };
        config(chain, key, Arc::clone(manager), versions, true)
    }
}
