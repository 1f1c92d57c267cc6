//! Connections to a key manager.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use kmip::ProtocolVersion;
use kmip::client::{Connection, Deadlines, Endpoint, TlsIdentity, TlsSettings, TrustAnchors};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};

/// Where to connect, and as whom.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// HOST:PORT
    endpoint: Endpoint,
    /// The CA of the key manager, in PEM.
    #[arg(long)]
    ca: PathBuf,
    /// The client's certificate, in PEM.
    #[arg(long)]
    certificate: PathBuf,
    /// Its key, in PEM as PKCS #8.
    #[arg(long)]
    key: PathBuf,
}

impl Options {
    /// What connections need.
    pub(crate) fn settings(&self) -> Result<TlsSettings> {
        let read = |path| -> Result<Vec<_>> {
            Ok(CertificateDer::pem_file_iter(path)?.collect::<Result<_, _>>()?)
        };
        let key = PrivatePkcs8KeyDer::from_pem_file(&self.key)?;
        let key = key.secret_pkcs8_der().to_vec();
        let identity = TlsIdentity::new(read(&self.certificate)?, key);
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let anchors = TrustAnchors::Configured(read(&self.ca)?);
        let provider = Arc::new(default_provider());
        Ok(TlsSettings::new(provider, anchors, now).with_identity(identity))
    }

    /// A connection, TLS done.
    pub(crate) fn open(&self, settings: &TlsSettings) -> Result<Connection> {
        Ok(Connection::open(
            &self.endpoint,
            settings,
            &Deadlines::default(),
        )?)
    }

    /// A connection on which KMIP 1.4 or less is spoken.
    pub(crate) fn session(&self) -> Result<Connection> {
        let mut connection = self.open(&self.settings()?)?;
        let known = ProtocolVersion::SUPPORTED.iter().copied();
        let known: Vec<_> = known.filter(|it| *it <= ProtocolVersion::V1_4).collect();
        connection.negotiate(&known)?;
        Ok(connection)
    }
}
