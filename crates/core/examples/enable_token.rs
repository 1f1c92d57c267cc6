//! Two arrays, two actors, one process: each gives its array a certificate and a KMIP server, and
//! locks the array with a security token. Then the power is cut and comes back.
//!
//! ```sh
//! cargo run -p pure-core --example enable_token
//! ```
//!
//! The key manager is the embedded one, on a port of this machine; everything is in a folder that goes
//! away at the end.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use pure_core::certificate::SelfSigned;
use pure_core::kmip_server::{NewKmipServer, Uris};
use pure_core::operation::TokenSource;
use pure_core::{Arrays, Bench, Context, Home, Layout, Notice, ObjectName};
use pure_keymanager::{Authority, KeyManager, Limits, Server};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let site = Site::start(&folder.path().join("keymanager"))?;
    let home = Home::at(&folder.path().join("home"))?;
    let memory = folder.path().join("memory");
    thread::scope(|scope| {
        let requests = [("vault", "alice"), ("rack1", "bob")].map(|(array, actor)| {
            // Who asks, for which array, is in the context; nothing is read from the environment.
            let mut context = Context::new(home.clone(), memory.clone(), actor);
            context.on_notice = Arc::new(move |notice: &Notice| {
                println!("{actor} is told: {}", notice.message());
            });
            let site = &site;
            scope.spawn(move || lock(&context, &name(array)?, site))
        });
        requests
            .into_iter()
            .try_for_each(|request| request.join().expect("no request panics"))
    })?;
    // Each array's history names who did it.
    for array in ["rack1", "vault"] {
        let context = Context::new(home.clone(), memory.clone(), "auditor");
        let bench = Bench::open(&context.for_array(name(array)?))?;
        for entry in bench.log()? {
            println!(
                "{array}: {} {} {}: {}",
                entry.user, entry.event, entry.subject, entry.detail
            );
        }
    }
    Ok(())
}

/// Makes the array, locks it with a key on the key manager, and cuts the power.
fn lock(context: &Context, array: &ObjectName, site: &Site) -> Result<()> {
    Arrays::of(context).create(array, &Layout::default())?;
    let context = context.clone().for_array(array.clone());
    let bench = Bench::open(&context)?;
    let purity = bench.purity();

    // A certificate whose common name is the UUID of an app of the key manager ...
    let (certificate, server) = (name("cert_1")?, name("kmip_1")?);
    let app = site.app(array)?;
    let mut options = SelfSigned::default();
    options.subject.common_name = Some(app.id.parse()?);
    let made = purity.create_certificate(&certificate, &options)?;
    let der = site
        .manager
        .read_certificate(&app, &purity.certificate_pem(&made)?)?;
    site.manager.set_certificate(&app, &der)?;

    // ... a KMIP server that shows it, and the token.
    let options = NewKmipServer {
        uris: Uris::try_from(vec![site.uri.parse()?])?,
        certificate,
        ca_certificate: Some(site.ca.parse()?),
    };
    let server = purity.create_kmip_server(&server, &options)?;
    let token = purity.enable_token(TokenSource::Kmip(server))?;
    println!("{array} is locked with the signature {}", token.signature);

    let volume = name("vol1")?;
    bench.write_volume(&volume, format!("of {array}").as_bytes())?;
    bench.power_off()?;
    bench.power_on(&mut |_| ())?;
    let mut contents = Vec::new();
    bench.read_volume(&volume, &mut contents)?;
    println!("{array} holds {:?} again", String::from_utf8(contents)?);
    assert!(purity.test_token()?.is_ok());
    Ok(())
}

/// A key manager that listens.
struct Site {
    manager: Arc<KeyManager>,
    uri: String,
    ca: String,
}

impl Site {
    fn start(folder: &Path) -> Result<Self> {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH);
        let clock = Arc::new(move || now().map_or(0, |now| now.as_secs().cast_signed()));
        let manager = KeyManager::open(folder, clock)?;
        let server = Server::bind(Arc::clone(&manager), "127.0.0.1:0", &[], Limits::default())?;
        let uri = format!("localhost:{}", server.address().port());
        thread::spawn(move || server.run());
        let ca = Authority::open(manager.folder(), manager.now())?
            .ca_pem()
            .to_owned();
        Ok(Self { manager, uri, ca })
    }

    /// An app of an account and a group of its own, for the array.
    fn app(&self, array: &ObjectName) -> Result<pure_keymanager::model::App> {
        let name: pure_keymanager::Name = array.as_str().parse()?;
        let account = self.manager.create_account(&name)?;
        let group = self.manager.create_group(&account, &name)?;
        Ok(self.manager.create_app(&[group], &name, "kmip")?)
    }
}

fn name(text: &str) -> Result<ObjectName> {
    Ok(text.parse()?)
}
