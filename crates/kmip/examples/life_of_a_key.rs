//! Leads a key through its life on a KMIP server: created, activated, located, fetched, revoked,
//! destroyed.
//!
//! ```sh
//! cargo run --example life_of_a_key -- localhost:5696 ca.pem client.pem client.key [1.4]
//! ```

use std::error::Error;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use kmip::ProtocolVersion;
use kmip::client::{Connection, Deadlines, Endpoint, TlsIdentity, TlsSettings, TrustAnchors};
use kmip::enums::{RevocationReasonCode, State, UsageMask};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [endpoint, ca, certificate, key, rest @ ..] = arguments.as_slice() else {
        return Err("give HOST:PORT, the CA, the client's certificate and its key".into());
    };
    let endpoint: Endpoint = endpoint.parse()?;
    let certificates = |path| -> Result<Vec<_>, Box<dyn Error>> {
        Ok(CertificateDer::pem_file_iter(path)?.collect::<Result<_, _>>()?)
    };
    let key = PrivatePkcs8KeyDer::from_pem_file(key)?;
    let identity = TlsIdentity::new(certificates(certificate)?, key.secret_pkcs8_der().to_vec());
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let anchors = TrustAnchors::Configured(certificates(ca)?);
    let provider = Arc::new(default_provider());
    let settings = TlsSettings::new(provider, anchors, now).with_identity(identity);

    let mut connection = Connection::open(&endpoint, &settings, &Deadlines::default())?;
    let wanted = rest.first();
    let wanted = |version: &&ProtocolVersion| wanted.is_none_or(|w| *w == version.to_string());
    let spoken: Vec<_> = ProtocolVersion::SUPPORTED
        .iter()
        .filter(wanted)
        .copied()
        .collect();
    let version = connection.negotiate(&spoken)?;
    let vendor = connection.query()?.vendor_identification;
    println!(
        "KMIP {version} with {}",
        vendor.as_deref().unwrap_or("an unnamed server")
    );

    let name = format!("life of a key {now}");
    let id = connection.create_aes256(&name, UsageMask::ENCRYPT | UsageMask::DECRYPT)?;
    expect("state", connection.state(&id)?, State::PreActive)?;
    connection.activate(&id)?;
    expect("state", connection.state(&id)?, State::Active)?;
    expect("found", connection.locate(&name)?, vec![id.clone()])?;
    expect("length", connection.get(&id)?.len(), 32)?;
    let refused = connection.destroy(&id);
    expect("an Active key can be destroyed", refused.is_ok(), false)?;
    connection.revoke(&id, RevocationReasonCode::CessationOfOperation)?;
    expect("state", connection.state(&id)?, State::Deactivated)?;
    connection.destroy(&id)?;
    println!("{id} was created, activated, located, fetched, deactivated and destroyed");
    Ok(())
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, wanted: T) -> Result<(), String> {
    if found == wanted {
        return Ok(());
    }
    Err(format!("{what}: {found:?} instead of {wanted:?}"))
}
