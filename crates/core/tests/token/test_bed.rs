//! An array, a key manager, and what connects them.

use std::sync::Arc;
use std::thread;

use kmip::enums::State;
use pure_core::certificate::SelfSigned;
use pure_core::kmip_server::{KmipServer, NewKmipServer, Uri, Uris};
use pure_core::operation::TokenSource;
use pure_core::token::Token;
use pure_core::{Arrays, Bench, Context, HomeClock, Layout, Notice, Purity, Result};
use pure_keymanager::model::{App, Group, Key};
use pure_keymanager::{Authority, KeyManager, Limits, Server};

use crate::common::{TestHome, name};
use pure_testing::Gate;

/// The running array `pure01`, the KMIP server `kmip_srvr`, and the key manager behind it.
pub(crate) struct TestBed {
    pub(crate) home: TestHome,
    pub(crate) bench: Bench,
    pub(crate) manager: Arc<KeyManager>,
    pub(crate) gate: Gate,
    group: Group,
    app: App,
}

/// What is written to the array, to be read back.
pub(crate) const CONTENTS: &[u8] = b"the quick brown fox";

impl TestBed {
    /// With a volume on the array, and no token.
    pub(crate) fn new() -> Self {
        let home = TestHome::with(&["pure01"]);
        let clock = HomeClock::open(&home.context("pure01")).unwrap();
        let clock = Arc::new(move || clock.now().as_second());
        let manager = KeyManager::open(&home.path("keymanager"), clock).unwrap();
        let account = manager.create_account(&"acme".parse().unwrap()).unwrap();
        let group = manager
            .create_group(&account, &"storage".parse().unwrap())
            .unwrap();
        let app = manager
            .create_app(
                std::slice::from_ref(&group),
                &"flasharray".parse().unwrap(),
                "kmip",
            )
            .unwrap();
        let limits = Limits::default();
        let server = Server::bind(Arc::clone(&manager), "127.0.0.1:0", &[], limits).unwrap();
        let gate = Gate::before(server.address());
        thread::spawn(move || server.run());
        let bed = Self {
            bench: Bench::open(&home.context("pure01")).unwrap(),
            home,
            manager,
            gate,
            group,
            app,
        };
        bed.register(bed.array());
        bed.create_server(bed.array(), "kmip_srvr");
        bed.bench.write_volume(&name("vol1"), CONTENTS).unwrap();
        bed
    }

    /// With the token on `kmip_srvr`.
    pub(crate) fn enabled() -> Self {
        let bed = Self::new();
        bed.enable("kmip_srvr").unwrap();
        assert_eq!(bed.home.notices(), [Notice::OldCopiesOpen]);
        bed
    }

    /// The array.
    pub(crate) fn array(&self) -> &Purity {
        self.bench.purity()
    }

    /// What a request for the array comes with.
    pub(crate) fn context(&self) -> Context {
        self.home.context("pure01")
    }

    /// Gives the array a certificate, which the app is known by from now on.
    fn register(&self, array: &Purity) {
        let mut options = SelfSigned::default();
        options.subject.common_name = Some(self.app.id.parse().unwrap());
        array.create_certificate(&name("cert_2"), &options).unwrap();
        self.upload_of(array, "cert_2");
    }

    /// Has the app be known by that certificate of the array.
    pub(crate) fn upload(&self, certificate: &str) {
        self.upload_of(self.array(), certificate);
    }

    fn upload_of(&self, array: &Purity, certificate: &str) {
        let shown = array.certificate(&name(certificate)).unwrap();
        let pem = array.certificate_pem(&shown).unwrap();
        let der = self.manager.read_certificate(&self.app, &pem).unwrap();
        self.manager.set_certificate(&self.app, &der).unwrap();
    }

    /// Makes another array beside the first, with a KMIP server on the same key manager and the same
    /// app.
    pub(crate) fn second_array(&self) -> Purity {
        let context = self.home.context("pure02");
        Arrays::of(&context)
            .create(&name("pure02"), &Layout::default())
            .unwrap();
        let array = Purity::open(&context).unwrap();
        self.register(&array);
        self.create_server(&array, "kmip_srvr");
        array
    }

    /// A KMIP server of the array on the key manager, through the gate.
    pub(crate) fn create_server(&self, array: &Purity, server: &str) -> KmipServer {
        let ca = Authority::open(self.manager.folder(), self.manager.now()).unwrap();
        let uri: Uri = format!("localhost:{}", self.gate.port()).parse().unwrap();
        let options = NewKmipServer {
            uris: Uris::try_from(vec![uri]).unwrap(),
            certificate: name("cert_2"),
            ca_certificate: Some(ca.ca_pem().parse().unwrap()),
        };
        array.create_kmip_server(&name(server), &options).unwrap()
    }

    /// The KMIP server of that name, for a key.
    pub(crate) fn on(&self, server: &str) -> TokenSource {
        TokenSource::Kmip(self.array().kmip_server(&name(server)).unwrap())
    }

    /// Enables the token.
    pub(crate) fn enable(&self, server: &str) -> Result<Token> {
        self.array().enable_token(self.on(server))
    }

    /// The token, as the array remembers it.
    pub(crate) fn token(&self) -> Option<Token> {
        self.array().token_status().unwrap().token
    }

    /// Has the array remember another signature than that of its token: as a disk may that rots.
    pub(crate) fn forget_signature(&self) {
        let context = self.context();
        let id = Arrays::of(&context).get(&name("pure01")).unwrap().id;
        let database = context.home.arrays().join(id.to_string()).join("array.db");
        let forget = "UPDATE token SET signature = ?1";
        let changed = rusqlite::Connection::open(database)
            .unwrap()
            .execute(forget, ["0".repeat(64)]);
        assert_eq!(changed, Ok(1));
    }

    /// Cuts the power and brings it back; then the volume reads as it was written.
    pub(crate) fn cycle(&self) -> Result<()> {
        self.bench.power_off().unwrap();
        assert!(self.read().is_err());
        self.bench.power_on(&mut |_| ())?;
        assert_eq!(self.read().unwrap(), CONTENTS);
        Ok(())
    }

    /// What the volume holds.
    pub(crate) fn read(&self) -> Result<Vec<u8>> {
        let mut contents = Vec::new();
        self.bench
            .read_volume(&name("vol1"), &mut contents)
            .map(|_| contents)
    }

    /// The keys on the key manager.
    pub(crate) fn keys(&self) -> Vec<Key> {
        self.manager.keys(Some(&self.group)).unwrap()
    }

    /// The states of the keys on the key manager, the oldest first.
    pub(crate) fn states(&self) -> Vec<State> {
        let mut states: Vec<State> = self.keys().iter().map(|key| key.state).collect();
        states.sort_by_key(|state| *state == State::Active);
        states
    }

    /// The UUID of the only Active key.
    pub(crate) fn active_key(&self) -> String {
        let mut keys = self.keys();
        keys.retain(|key| key.state == State::Active);
        assert_eq!(keys.len(), 1);
        keys.remove(0).row.id
    }

    /// The generation that counts.
    pub(crate) fn generation(&self) -> u64 {
        self.bench.power().unwrap().status.generation.number()
    }

    /// The words of the token's status, and the reason.
    pub(crate) fn status(&self) -> (&'static str, String) {
        let status = self.array().token_status().unwrap();
        let reason = status.condition.reason().map(ToString::to_string);
        (status.condition.as_str(), reason.unwrap_or_default())
    }

    /// The fault of the only row of the token's test.
    pub(crate) fn fault(&self) -> Option<String> {
        let test = self.array().test_token().unwrap();
        let [row] = test.rows.as_slice() else {
            panic!("{test:?}")
        };
        row.fault.as_ref().map(ToString::to_string)
    }
}
