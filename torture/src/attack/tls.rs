//! A TLS client without a certificate.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::fixture::Fixture;

/// A conversation.
pub(super) type Tls = StreamOwned<ClientConnection, TcpStream>;

/// A connection whose handshake is done.
pub(super) fn open(fixture: &Fixture, address: SocketAddr) -> Result<Tls> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(
        fixture.sandbox.work().join("ca.pem"),
    )?)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost")?)?;
    let stream = TcpStream::connect_timeout(&address, Duration::from_secs(10))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    let mut tls = StreamOwned::new(client, stream);
    while tls.conn.is_handshaking() {
        tls.conn.complete_io(&mut tls.sock)?;
    }
    Ok(tls)
}

/// Sends `bytes` after the handshake, and reads until the key manager closes; returns the length of
/// its response.
pub(super) fn say(fixture: &Fixture, address: SocketAddr, bytes: &[u8]) -> Result<usize> {
    let mut tls = open(fixture, address)?;
    let written = tls.write_all(bytes).and_then(|()| tls.flush());
    tls.conn.send_close_notify();
    let _ = tls.conn.write_tls(&mut tls.sock);
    let mut response = Vec::new();
    let _ = tls.read_to_end(&mut response);
    written?;
    Ok(response.len())
}
