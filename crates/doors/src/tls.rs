//! The array's `management` certificate as that of its web server.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use pure_core::certificate::{AlternativeName, Changes, Identity, MANAGEMENT, Replacement, Status};
use pure_core::{Context, NamePattern, ObjectName, Purity};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::error::ServeError;

/// What the web server shows, as it was when it was looked at last.
#[derive(Debug, Default)]
pub(crate) struct WebCertificate {
    current: Mutex<Option<(CertificateDer<'static>, Arc<ServerConfig>)>>,
}

impl WebCertificate {
    /// The configuration with the certificate that the array has now.
    ///
    /// # Errors
    /// When the array is off, or its state cannot be read; inside, when TLS cannot use the certificate.
    pub(crate) fn of_now(
        &self,
        context: &Context,
    ) -> pure_core::Result<Result<Arc<ServerConfig>, ServeError>> {
        let purity = Purity::open(context)?;
        let certificate = purity.certificate(&management())?;
        let identity = purity.certificate_identity(&certificate)?;
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((shown, configuration)) = &*current
            && identity.chain_der.first() == Some(shown)
        {
            return Ok(Ok(Arc::clone(configuration)));
        }
        let configuration = match configuration(&identity) {
            Ok(configuration) => Arc::new(configuration),
            Err(error) => return Ok(Err(error.into())),
        };
        if let Some(shown) = identity.chain_der.into_iter().next() {
            *current = Some((shown, Arc::clone(&configuration)));
        }
        Ok(Ok(configuration))
    }
}

fn configuration(identity: &Identity) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivatePkcs8KeyDer::from(identity.pkcs8.to_vec());
    let mut configuration = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(identity.chain_der.clone(), PrivateKeyDer::Pkcs8(key))?;
    configuration.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(configuration)
}

/// Makes the alternative names of the `management` certificate fit what clients of `address` connect to.
/// A certificate that was imported, or by which a key manager knows the array, stays as it is. Returns
/// whether the certificate fits then.
///
/// # Errors
/// When the array is off, or its state cannot be read or written.
pub(crate) fn fit(context: &Context, address: SocketAddr) -> pure_core::Result<bool> {
    let purity = Purity::open(context)?;
    let management = management();
    let certificate = purity.certificate(&management)?;
    let had = purity.certificate_detail(&certificate)?.alternative_names;
    let wanted = names_of(address);
    let missing: Vec<AlternativeName> = wanted
        .into_iter()
        .filter(|name| !had.contains(&shown(name)))
        .collect();
    if missing.is_empty() {
        return Ok(true);
    }
    let servers = purity.kmip_servers(&NamePattern::all())?;
    let is_shown = servers
        .iter()
        .any(|server| server.certificate == management);
    if certificate.status == Status::Imported || is_shown {
        return Ok(false);
    }
    let kept = had.iter().filter_map(|name| {
        let (_, name) = name.split_once(':')?;
        name.parse().ok()
    });
    let changes = Changes {
        alternative_names: Some(kept.chain(missing).collect()),
        ..Changes::default()
    };
    purity.change_certificate(&management, &Replacement::SelfSigned(&changes), false)?;
    Ok(true)
}

fn management() -> ObjectName {
    MANAGEMENT.parse().expect("the name is a name")
}

/// A name as the details of a certificate show it.
fn shown(name: &AlternativeName) -> String {
    match name {
        AlternativeName::Dns(name) => format!("DNS:{name}"),
        AlternativeName::Ip(address) => format!("IP:{address}"),
    }
}

/// What clients of `address` connect to, so that the certificate has to be good for it.
fn names_of(address: SocketAddr) -> Vec<AlternativeName> {
    let local = || {
        let host = gethostname::gethostname();
        host.to_str().and_then(|host| host.parse().ok())
    };
    let here = AlternativeName::Dns("localhost".to_owned());
    let loopback = AlternativeName::Ip(IpAddr::from([127, 0, 0, 1]));
    match address.ip() {
        ip if ip.is_unspecified() => [here, loopback].into_iter().chain(local()).collect(),
        ip if ip.is_loopback() => vec![here, AlternativeName::Ip(ip)],
        ip => vec![AlternativeName::Ip(ip)],
    }
}
