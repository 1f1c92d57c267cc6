//! A key manager with a clock that the test moves, and apps with certificates.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use pure_keymanager::model::{App, Group, Key};
use pure_keymanager::{Authority, KeyManager, Limits, Name, Server};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair,
    PKCS_ECDSA_P256_SHA256,
};
use tempfile::TempDir;

use crate::session::Session;

/// The time at which every test begins: 2030-03-17 17:46:40 UTC.
pub(crate) const NOW: i64 = 1_900_000_000;

pub(crate) struct Fixture {
    pub(crate) folder: TempDir,
    pub(crate) manager: Arc<KeyManager>,
    pub(crate) address: SocketAddr,
    pub(crate) ca: String,
    time: Arc<AtomicI64>,
}

/// A client's certificate and key.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) app: App,
    pub(crate) certificate: Vec<u8>,
    pub(crate) key: Vec<u8>,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    pub(crate) fn with_limits(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let time = Arc::new(AtomicI64::new(NOW));
        let manager = open(&folder, &time);
        let server = Server::bind(Arc::clone(&manager), "127.0.0.1:0", &[], limits).unwrap();
        let address = server.address();
        std::thread::spawn(move || server.run());
        let ca = Authority::open(folder.path(), NOW).unwrap();
        let ca = ca.ca_pem().to_owned();
        manager.create_account(&name("acme")).unwrap();
        Self {
            folder,
            manager,
            address,
            ca,
            time,
        }
    }

    /// The same, with clients that go to another address.
    pub(crate) fn at(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    /// The same state, opened by another process so to say.
    pub(crate) fn reopened(&self) -> Arc<KeyManager> {
        open(&self.folder, &self.time)
    }

    pub(crate) fn now(&self) -> i64 {
        self.time.load(Ordering::Relaxed)
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn group(&self, text: &str) -> Group {
        match self.manager.group(Some(text)) {
            Ok(group) => group,
            Err(_) => {
                let account = self.manager.account(None).unwrap();
                self.manager.create_group(&account, &name(text)).unwrap()
            }
        }
    }

    /// An app that authenticates by its API key.
    pub(crate) fn app(&self, text: &str, groups: &[&str]) -> App {
        let groups: Vec<Group> = groups.iter().map(|group| self.group(group)).collect();
        self.manager
            .create_app(&groups, &name(text), "kmip")
            .unwrap()
    }

    /// An app that authenticates by a certificate, and that certificate.
    pub(crate) fn identity(&self, text: &str, groups: &[&str]) -> Identity {
        let app = self.app(text, groups);
        let identity = Identity::new(app, Valid::Now, &[ExtendedKeyUsagePurpose::ClientAuth]);
        self.upload(&identity);
        identity
    }

    pub(crate) fn upload(&self, identity: &Identity) {
        let manager = &self.manager;
        manager
            .set_certificate(&identity.app, &identity.certificate)
            .unwrap();
    }

    /// A session of a new app in the group `storage`.
    pub(crate) fn session(&self) -> Session {
        Session::open(self, Some(&self.identity("flasharray", &["storage"])))
    }

    /// A session of a new app of that name, in a group of that name.
    pub(crate) fn session_of(&self, name: &str) -> Session {
        let name = name.replace(['.', ' '], "-");
        Session::open(self, Some(&self.identity(&name, &[&name])))
    }

    pub(crate) fn key(&self, id: &str) -> Key {
        self.manager.key(id).unwrap()
    }
}

fn open(folder: &TempDir, time: &Arc<AtomicI64>) -> Arc<KeyManager> {
    let time = Arc::clone(time);
    KeyManager::open(
        folder.path(),
        Arc::new(move || time.load(Ordering::Relaxed)),
    )
    .unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// When a certificate is valid.
#[derive(Clone, Copy)]
pub(crate) enum Valid {
    Before,
    Now,
    Later,
}

impl Identity {
    pub(crate) fn new(app: App, valid: Valid, usages: &[ExtendedKeyUsagePurpose]) -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, app.id.as_str());
        let years = match valid {
            Valid::Before => (2028, 2029),
            Valid::Now => (2029, 2040),
            Valid::Later => (2031, 2040),
        };
        params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        params.extended_key_usages = usages.to_vec();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            app,
            certificate: certificate.der().to_vec(),
            key: key.serialize_der(),
        }
    }
}
