//! The client of the crate `kmip` with PyKMIP's server, which nobody here wrote, in every version that
//! it speaks.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use kmip::ProtocolVersion;
use kmip::client::{Connection, Deadlines, Endpoint, TlsIdentity, TlsSettings, TrustAnchors};
use kmip::enums::{RevocationReasonCode, State, UsageMask};
use pure_tests::port::Port;
use pure_tests::{Sandbox, pykmip};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};

fn settings(folder: &Path) -> TlsSettings {
    let read = |name: &str| {
        let certificates = CertificateDer::pem_file_iter(folder.join(name)).unwrap();
        certificates.collect::<Result<Vec<_>, _>>().unwrap()
    };
    let key = PrivatePkcs8KeyDer::from_pem_file(folder.join("client.key")).unwrap();
    let identity = TlsIdentity::new(read("client.pem"), key.secret_pkcs8_der().to_vec());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let anchors = TrustAnchors::Configured(read("peer/ca.pem"));
    let provider = Arc::new(default_provider());
    TlsSettings::new(provider, anchors, now.as_secs()).with_identity(identity)
}

fn life_of_a_key(connection: &mut Connection, name: &str) {
    let mask = UsageMask::ENCRYPT | UsageMask::DECRYPT;
    let id = connection.create_aes256(name, mask).unwrap();
    assert_eq!(connection.state(&id).unwrap(), State::PreActive);
    connection.activate(&id).unwrap();
    assert_eq!(connection.state(&id).unwrap(), State::Active);
    assert_eq!(connection.locate(name).unwrap(), [id.as_str()]);
    assert_eq!(connection.get(&id).unwrap().len(), 32);
    assert!(
        connection.destroy(&id).is_err(),
        "an Active key is destroyed"
    );
    let reason = RevocationReasonCode::CessationOfOperation;
    connection.revoke(&id, reason).unwrap();
    assert_eq!(connection.state(&id).unwrap(), State::Deactivated);
    connection.destroy(&id).unwrap();
    assert!(connection.get(&id).is_err(), "a destroyed key is given");
}

#[test]
fn the_life_of_a_key_in_every_version_of_pykmip() {
    let (sandbox, port) = (Sandbox::new().unwrap(), Port::reserve().unwrap());
    let script = |name: &str, arguments: &str| {
        let line = format!("{} {arguments}", pykmip::file(name).display());
        sandbox.run(&line).unwrap().success();
    };
    script("client-certificate.sh", "client array");
    script(
        "pykmip-prepare.sh",
        &format!("peer {} client.pem", port.number()),
    );
    pykmip::start(&sandbox, "peer", &port).unwrap();
    let endpoint: Endpoint = format!("localhost:{}", port.number()).parse().unwrap();
    let settings = settings(&sandbox.work());
    for version in [
        ProtocolVersion::V1_0,
        ProtocolVersion::V1_1,
        ProtocolVersion::V1_2,
        ProtocolVersion::V1_3,
        ProtocolVersion::V1_4,
        ProtocolVersion::V2_0,
    ] {
        let mut connection = Connection::open(&endpoint, &settings, &Deadlines::default()).unwrap();
        assert_eq!(connection.negotiate(&[version]).unwrap(), version);
        life_of_a_key(&mut connection, &format!("key of {version}"));
    }
}
