//! The array that tests, and how a row of the table is written.

use std::time::Duration;

use kmip::client::Deadlines;
use kmip::enums::State;
use pure_core::certificate::Import;
use pure_core::kmip_server::{KeyManager, KmipServer, NewKmipServer, TokenKeyMaterial, Uri, Uris};
use pure_core::operation::{KmipServerTest, test_with};
use pure_core::token::SealedKey;
use pure_core::{Message, Purity};
use pure_testing::kmip::{Key, KeyServer};
use pure_testing::{Authority, ClientAuthentication, Leaf, Listener, server_config};
use rustls::version::TLS13;

use crate::common::{TestHome, name};

/// The subject of the array's certificate.
pub(crate) const UUID: &str = "e003132d-6d58-4e7e-a781-03fc5d8c7c21";

/// An array with the certificate `cert_2`, and the authority that key managers have theirs from.
pub(crate) struct TestBed {
    /// What the array lies in.
    pub(crate) home: TestHome,
    /// The array.
    pub(crate) array: Purity,
    /// The authority whose certificate is configured.
    pub(crate) authority: Authority,
    /// What is configured as the CA certificate.
    pub(crate) ca: Option<String>,
    /// The host that the URIs name.
    pub(crate) host: &'static str,
    /// The certificate that the KMIP server shows.
    pub(crate) certificate: &'static str,
    /// The key that the array is sealed with.
    pub(crate) sealed: Option<SealedKey>,
    /// How long is waited.
    pub(crate) deadlines: Deadlines,
}

impl TestBed {
    /// With a certificate that has no flaw.
    pub(crate) fn new() -> Self {
        let client = Authority::root("client CA").client(UUID, |_| {});
        Self::with(&client)
    }

    /// With the certificate `client`.
    pub(crate) fn with(client: &Leaf) -> Self {
        let home = TestHome::with(&["pure01"]);
        let array = Purity::open(&home.context("pure01")).unwrap();
        import(&array, "cert_2", client);
        let authority = Authority::root("Acme root");
        let ca = Some(authority.pem());
        let deadlines = Deadlines::of(Duration::from_secs(10), Duration::from_secs(30));
        Self {
            home,
            array,
            authority,
            ca,
            host: "localhost",
            certificate: "cert_2",
            sealed: None,
            deadlines,
        }
    }

    /// Sealed with `key`.
    pub(crate) fn sealed_with(key: &Key) -> Self {
        let material = TokenKeyMaterial::from_bytes(&key.material).unwrap();
        let signature = material.signature();
        let sealed = SealedKey {
            id: key.id.clone(),
            name: key.name.clone(),
            signature,
        };
        Self {
            sealed: Some(sealed),
            ..Self::new()
        }
    }

    /// A listener that does as `server`, with a certificate of the authority that is configured.
    pub(crate) fn listen(&self, server: &KeyServer) -> Listener {
        listen_as(&self.authority.server(|_| {}), server)
    }

    /// A KMIP server with those ports.
    pub(crate) fn server(&self, ports: &[u16]) -> KmipServer {
        let server = format!("kmip-{}", ports[0]);
        // A test may continue with other ports besides the first.
        let _ = self.array.delete_kmip_server(&name(&server), false);
        self.server_named(&server, ports)
    }

    /// The KMIP server of that name with those ports.
    pub(crate) fn server_named(&self, server: &str, ports: &[u16]) -> KmipServer {
        let uris = ports
            .iter()
            .map(|port| format!("{}:{port}", self.host).parse().unwrap());
        let options = NewKmipServer {
            uris: Uris::try_from(uris.collect::<Vec<Uri>>()).unwrap(),
            certificate: name(self.certificate),
            ca_certificate: self.ca.as_ref().map(|ca| ca.parse().unwrap()),
        };
        self.array
            .create_kmip_server(&name(server), &options)
            .unwrap()
    }

    /// The key manager behind those ports.
    pub(crate) fn key_manager(&self, ports: &[u16]) -> KeyManager {
        let server = self.server(ports);
        self.array
            .key_manager(&server)
            .unwrap()
            .with_deadlines(self.deadlines)
    }

    /// The test of those ports.
    pub(crate) fn test_all(&self, ports: &[u16]) -> KmipServerTest {
        test_with(&self.key_manager(ports), self.sealed.as_ref())
    }

    /// Changes the array's database behind its back, as a disk may that rots.
    pub(crate) fn tamper(&self, sql: &str) {
        let id = self.array.identity().unwrap().id;
        let arrays = self.home.context("pure01").home.arrays();
        let database = rusqlite::Connection::open(arrays.join(id).join("array.db")).unwrap();
        assert_ne!(database.execute(sql, []), Ok(0));
    }

    /// `STATUS Details` of the test of one port.
    pub(crate) fn test(&self, port: u16) -> String {
        let test = self.test_all(&[port]);
        let result = &test.results[0];
        format!("{} {}", result.status(), told(&result.details()))
            .trim_end()
            .to_owned()
    }
}

/// Keeps `leaf` as the array's certificate of that name.
pub(crate) fn import(array: &Purity, certificate: &str, leaf: &Leaf) {
    let (chain, key) = (leaf.chain_pem(), leaf.key_pem());
    let import = Import {
        certificate: &chain,
        intermediates: None,
        key: Some(key),
        passphrase: None,
    };
    array
        .import_certificate(&name(certificate), &import)
        .unwrap();
}

/// The key of the array's token, Active.
pub(crate) fn key() -> Key {
    Key::new("17", "pure01", State::Active, &[0xA5; 32])
}

/// The sentences, with what would help in angle brackets.
pub(crate) fn told(message: &Message) -> String {
    message.render(|remedy| format!("<{remedy:?}>"))
}

/// A listener that does as `server`, with that certificate.
pub(crate) fn listen_as(leaf: &Leaf, server: &KeyServer) -> Listener {
    let config = server_config(&TLS13, leaf, ClientAuthentication::Any);
    let server = server.clone();
    Listener::tls(config, move |stream| server.serve(stream))
}
