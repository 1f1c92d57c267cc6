//! Where sequences are played, one after another: a key manager that stays, and an array to copy.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use kmip::enums::State;
use pure_core::certificate::{KeySpec, SelfSigned};
use pure_core::kmip_server::{NewKmipServer, Uri, Uris};
use pure_core::{Arrays, Bench, Context, Home, Layout, ObjectName, Purity};
use pure_keymanager::model::{App, Group};
use pure_keymanager::{Authority, KeyManager, Limits, Server};
use pure_testing::Gate;

use crate::copy;

/// SSDs of the array: five open it, so that one may be away.
const SSDS: &str = "6";
/// The array's name at first.
pub(crate) const NAME: &str = "pure01";
/// The certificate that the key manager knows the array by.
pub(crate) const CERTIFICATE: &str = "cert_1";
/// The KMIP server.
pub(crate) const SERVER: &str = "kmip_1";
/// The cards.
pub(crate) const CARDS: [&str; 2] = ["card1", "card2"];

/// A key manager, and an array as it is when a sequence begins.
pub(crate) struct Site {
    folder: tempfile::TempDir,
    manager: Arc<KeyManager>,
    /// How far the world's clock is ahead of the host's, in seconds.
    ahead: Arc<AtomicI64>,
    /// Between the array and the key manager.
    pub(crate) gate: Gate,
    group: Group,
    app: App,
    certificate: Vec<u8>,
}

impl Site {
    /// Makes it, on a memory file system where there is one.
    pub(crate) fn new() -> Result<Self> {
        let shared = Path::new("/dev/shm");
        let folder = if shared.is_dir() {
            tempfile::tempdir_in(shared)?
        } else {
            tempfile::tempdir()?
        };
        let ahead = Arc::new(AtomicI64::new(0));
        let moved = Arc::clone(&ahead);
        let clock = Arc::new(move || {
            let host = SystemTime::now().duration_since(UNIX_EPOCH);
            host.map_or(0, |host| host.as_secs().cast_signed()) + moved.load(Ordering::Relaxed)
        });
        let manager = KeyManager::open(&folder.path().join("keymanager"), clock)?;
        let account = manager.create_account(&"acme".parse()?)?;
        let group = manager.create_group(&account, &"storage".parse()?)?;
        let groups = std::slice::from_ref(&group);
        let app = manager.create_app(groups, &"flasharray".parse()?, "kmip")?;
        let server = Server::bind(Arc::clone(&manager), "127.0.0.1:0", &[], Limits::default())?;
        let gate = Gate::before(server.address());
        thread::spawn(move || server.run());
        let mut site = Self {
            folder,
            manager,
            ahead,
            gate,
            group,
            app,
            certificate: Vec::new(),
        };
        site.make_array()?;
        Ok(site)
    }

    fn make_array(&mut self) -> Result<()> {
        let context = context(&self.template(), NAME)?;
        let layout = Layout {
            ssds: SSDS.parse()?,
            ..Layout::default()
        };
        Arrays::of(&context).create(&NAME.parse()?, &layout)?;
        for card in CARDS {
            Bench::create_card(&context, &card.parse()?, None)?;
        }
        let bench = Bench::open(&context)?;
        let array = bench.purity();
        let mut options = SelfSigned {
            key: KeySpec::Ec,
            ..SelfSigned::default()
        };
        options.subject.common_name = Some(self.app.id.parse()?);
        array.create_certificate(&CERTIFICATE.parse()?, &options)?;
        self.certificate = self.register(array)?;
        let ca = Authority::open(self.manager.folder(), self.manager.now())?;
        let uri: Uri = self.uri().parse()?;
        let options = NewKmipServer {
            uris: Uris::try_from(vec![uri])?,
            certificate: CERTIFICATE.parse()?,
            ca_certificate: Some(ca.ca_pem().parse()?),
        };
        array.create_kmip_server(&SERVER.parse()?, &options)?;
        bench.write_volume(&volume(0)?, &*contents(0, 0))?;
        Ok(())
    }

    /// Everything as it was when the array was made.
    pub(crate) fn reset(&self) -> Result<()> {
        self.gate.set_open(true);
        self.set_ahead(0);
        self.manager.set_certificate(&self.app, &self.certificate)?;
        self.deactivate_keys()?;
        for key in self.manager.keys(Some(&self.group))? {
            if !is_gone(key.state) {
                self.manager.destroy_key(&key.row.id)?;
            }
            self.manager.delete_key(&key.row.id)?;
        }
        for folder in ["play", "kept", "probe", "twin"] {
            copy::remove(&self.path(folder))?;
        }
        copy::folder(&self.template(), &self.path("play"))?;
        copy::remove(&self.path("play/memory"))?;
        Ok(())
    }

    /// Registers the certificate that the array shows; the same in DER.
    pub(crate) fn register(&self, array: &Purity) -> Result<Vec<u8>> {
        let shown = array.certificate(&CERTIFICATE.parse()?)?;
        let pem = array.certificate_pem(&shown)?;
        let der = self.manager.read_certificate(&self.app, &pem)?;
        self.manager.set_certificate(&self.app, &der)?;
        Ok(der)
    }

    /// Deactivates the keys of the array.
    pub(crate) fn deactivate_keys(&self) -> Result<()> {
        for key in self.manager.keys(Some(&self.group))? {
            // Only an Active one can be.
            let _ = self.manager.deactivate_key(&key.row.id);
        }
        Ok(())
    }

    /// Destroys the keys of the array.
    pub(crate) fn destroy_keys(&self) -> Result<()> {
        self.deactivate_keys()?;
        for key in self.manager.keys(Some(&self.group))? {
            if !is_gone(key.state) {
                self.manager.destroy_key(&key.row.id)?;
            }
        }
        Ok(())
    }

    /// The URI of the key manager, through the gate.
    pub(crate) fn uri(&self) -> String {
        format!("localhost:{}", self.gate.port())
    }

    /// How many keys are Active.
    pub(crate) fn active_keys(&self) -> Result<usize> {
        let keys = self.manager.keys(Some(&self.group))?;
        Ok(keys.iter().filter(|key| key.state == State::Active).count())
    }

    /// The keys of the array, by their states.
    pub(crate) fn keys(&self) -> Result<Vec<String>> {
        let keys = self.manager.keys(Some(&self.group))?;
        Ok(keys.iter().map(|key| format!("{:?}", key.state)).collect())
    }

    /// Moves the key manager's clock to where the array's is.
    pub(crate) fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::Relaxed);
    }

    /// A path in the site's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn template(&self) -> PathBuf {
        self.path("template")
    }
}

/// Whether a key in that state has no material any more.
fn is_gone(state: State) -> bool {
    matches!(state, State::Destroyed | State::DestroyedCompromised)
}

/// What a request for the array of that name comes with: a home and a memory in `folder`.
pub(crate) fn context(folder: &Path, name: &str) -> Result<Context> {
    let home = Home::at(&folder.join("home"))?;
    let context = Context::new(home, folder.join("memory"), "operator");
    Ok(context.for_array(name.parse()?))
}

/// The name of the volume of that number.
pub(crate) fn volume(number: u8) -> Result<ObjectName> {
    Ok(format!("vol{number}").parse()?)
}

/// What the volume of that number holds in that version.
pub(crate) fn contents(number: u8, version: u8) -> Vec<u8> {
    format!("volume {number}, version {version}\n").into_bytes()
}
