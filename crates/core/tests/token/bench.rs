//! An array, a key manager, and what connects them.

use std::sync::Arc;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use pure_core::array::Layout;
use pure_core::certificate::{self, SelfSigned};
use pure_core::kmip_server::{self, KmipServer, NewKmipServer, Uri, Uris};
use pure_core::power::{self, PowerError};
use pure_core::store::StoreError;
use pure_core::token::{self, Source, Token, TokenError};
use pure_core::{Array, Home, ObjectName, data};
use pure_keymanager::model::{App, Group, Key};
use pure_keymanager::{Authority, KeyManager, Limits, Server};
use pure_kmip::enums::State;

use crate::gate::Gate;

/// The running array `pure01`, the KMIP server `kmip_srvr`, and the key manager behind it.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
    pub(crate) array: Array,
    pub(crate) manager: Arc<KeyManager>,
    pub(crate) gate: Gate,
    group: Group,
    app: App,
}

/// What is written to the array, to be read back.
pub(crate) const CONTENTS: &[u8] = b"the quick brown fox";

impl Bench {
    /// With a volume on the array, and no token.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        let array = Array::create(&home, &name("pure01"), &Layout::default()).unwrap();
        let clock = || {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap()
                .as_secs()
        };
        let clock = Arc::new(move || clock().cast_signed());
        let manager = KeyManager::open(&folder.path().join("keymanager"), clock).unwrap();
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
        let bench = Self {
            folder,
            array,
            manager,
            gate,
            group,
            app,
        };
        bench.register(&bench.array);
        bench.create_server(&bench.array, "kmip_srvr");
        data::write(&bench.array, &name("vol1"), CONTENTS).unwrap();
        bench
    }

    /// With the token on `kmip_srvr`.
    pub(crate) fn enabled() -> Self {
        let bench = Self::new();
        bench.enable("kmip_srvr").unwrap();
        bench
    }

    /// Gives the array a certificate, which the app is known by from now on.
    pub(crate) fn register(&self, array: &Array) {
        let mut wish = SelfSigned::default();
        wish.subject.common_name = Some(self.app.id.parse().unwrap());
        let made = certificate::create_self_signed(array, &name("cert_2"), &wish).unwrap();
        let pem = array
            .store()
            .read(|db| certificate::certificate_pem(db, made.id))
            .unwrap();
        let der = self.manager.read_certificate(&self.app, &pem).unwrap();
        self.manager.set_certificate(&self.app, &der).unwrap();
    }

    /// Makes another array beside the first, with a KMIP server on the same key manager and the same
    /// app.
    pub(crate) fn second_array(&self) -> Array {
        let array = Array::create(self.array.home(), &name("pure02"), &Layout::default()).unwrap();
        self.register(&array);
        self.create_server(&array, "kmip_srvr");
        array
    }

    /// A KMIP server of the array on the key manager, through the gate.
    pub(crate) fn create_server(&self, array: &Array, server: &str) -> KmipServer {
        let ca = Authority::open(self.manager.folder(), self.manager.now()).unwrap();
        let uri: Uri = format!("localhost:{}", self.gate.port()).parse().unwrap();
        let wish = NewKmipServer {
            uris: Uris::try_from(vec![uri]).unwrap(),
            certificate: name("cert_2"),
            ca_certificate: Some(ca.ca_pem().parse().unwrap()),
        };
        kmip_server::create(array, &name(server), &wish).unwrap()
    }

    /// The KMIP server of that name.
    pub(crate) fn server(&self, server: &str) -> KmipServer {
        self.array
            .store()
            .read(|db| kmip_server::find(db, &name(server)))
            .unwrap()
    }

    /// Enables the token, and tidies up, as the command does.
    pub(crate) fn enable(&self, server: &str) -> Result<Token, TokenError> {
        enable_on(&self.array, Source::Kmip(self.server(server)))
    }

    /// Disables the token, and tidies up.
    pub(crate) fn disable(&self) -> Result<(), TokenError> {
        let exclusive = self.array.exclusive().unwrap();
        let unlocked = power::unlocked(&self.array).unwrap();
        let result = token::disable(&self.array, &exclusive, &unlocked);
        token::sweep(&self.array, &exclusive).unwrap();
        result
    }

    /// Replaces the token's key, and tidies up.
    pub(crate) fn replace(&self, source: Source) -> Result<Token, TokenError> {
        let exclusive = self.array.exclusive().unwrap();
        let unlocked = power::unlocked(&self.array).unwrap();
        let result = token::replace(&self.array, &exclusive, &unlocked, source);
        token::sweep(&self.array, &exclusive).unwrap();
        result
    }

    /// Destroys what is no longer used. Returns the notices.
    pub(crate) fn sweep(&self) -> Vec<String> {
        token::sweep(&self.array, &self.array.exclusive().unwrap()).unwrap()
    }

    /// Has the array remember another signature than that of its token.
    pub(crate) fn forget_signature(&self) {
        let forget = |tx: &rusqlite::Transaction<'_>| {
            tx.execute("UPDATE token SET signature = ?1", ["0".repeat(64)])?;
            Ok::<_, StoreError>(())
        };
        self.array.store().write(forget).unwrap();
    }

    /// Cuts the power and brings it back; then the volume reads as it was written.
    pub(crate) fn cycle(&self) -> Result<(), PowerError> {
        let exclusive = self.array.exclusive().unwrap();
        power::off(&self.array, &exclusive).unwrap();
        assert!(self.read().is_err());
        power::on(&self.array, &exclusive, &mut |_| ())?;
        assert_eq!(self.read().unwrap(), CONTENTS);
        Ok(())
    }

    /// What the volume holds.
    pub(crate) fn read(&self) -> Result<Vec<u8>, data::DataError> {
        let mut contents = Vec::new();
        data::read(&self.array, &name("vol1"), &mut contents).map(|_| contents)
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
        power::committed(&self.array).unwrap().generation.number()
    }
}

impl Drop for Bench {
    /// Takes the arrays' memory out of the runtime folder.
    fn drop(&mut self) {
        let home = Home::at(&self.folder.path().join("home")).unwrap();
        for array in ["pure01", "pure02"] {
            if let Ok(array) = Array::open(&home, &name(array)) {
                let _ = array
                    .exclusive()
                    .map(|exclusive| power::off(&array, &exclusive));
            }
        }
    }
}

/// Enables the token of any array, and tidies up.
pub(crate) fn enable_on(array: &Array, source: Source) -> Result<Token, TokenError> {
    let exclusive = array.exclusive().unwrap();
    let unlocked = power::unlocked(array).unwrap();
    let result = token::enable(array, &exclusive, &unlocked, source);
    token::sweep(array, &exclusive).unwrap();
    result
}

/// The words of the status, and the reason.
pub(crate) fn status(array: &Array) -> (&'static str, String) {
    let status = token::status(array).unwrap();
    let reason = status.condition.reason().map(ToString::to_string);
    (status.condition.as_str(), reason.unwrap_or_default())
}

/// The fault of the only row of the test.
pub(crate) fn fault(array: &Array) -> Option<String> {
    let mut rows = token::test(array).unwrap().rows;
    assert_eq!(rows.len(), 1);
    rows.remove(0).fault
}

pub(crate) fn name(text: &str) -> ObjectName {
    text.parse().unwrap()
}
