//! A sandbox with a key manager, and a KMIP client that is none of the array's.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use kmip::client::{Connection, Deadlines, Endpoint, TlsIdentity, TlsSettings, TrustAnchors};
use pure_tests::port::Port;
use pure_tests::{Sandbox, package_folder};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};

/// The sandbox and the key manager's port.
#[derive(Debug)]
pub struct Fixture {
    /// The sandbox, whose array has a KMIP server `kmip_srvr`.
    pub sandbox: Sandbox,
    /// The key manager's port.
    pub port: Port,
}

impl Fixture {
    /// A key manager with an app for the array and one named `torture`, and a KMIP server for it.
    ///
    /// # Errors
    /// When a command fails.
    pub fn new() -> Result<Self> {
        let (sandbox, port) = (Sandbox::new()?, Port::reserve()?);
        let fixture = Self { sandbox, port };
        for name in ["keymanager.sh", "server.sh"] {
            fixture.done(&fs::read_to_string(
                package_folder().join("setup").join(name),
            )?)?;
        }
        let script = package_folder().join("interop/client-certificate.sh");
        fixture.done(&format!(
            "puresim keymanager ca > ca.pem
             puresim keymanager group create torture --account acme
             puresim keymanager app create torture --group torture --interface kmip
             {} torture $(puresim keymanager app show torture --uuid)
             puresim keymanager app certificate torture --yes < torture.pem",
            script.display()
        ))?;
        Ok(fixture)
    }

    /// Runs a text of the shell that has to succeed; its output.
    ///
    /// # Errors
    /// When it fails.
    pub fn done(&self, text: &str) -> Result<String> {
        let ran = self.sandbox.run(&self.port.translate(text))?;
        ensure!(
            ran.status == 0,
            "{text}: exit status {}: {}",
            ran.status,
            ran.text
        );
        Ok(ran.text)
    }

    /// Locks the array with a token, and has its volume `vol1` hold `plain`. Returns a copy of the home,
    /// while nobody writes it; the key manager stays where it is.
    ///
    /// # Errors
    /// When a command fails.
    pub fn lock_with_token(&self) -> Result<PathBuf> {
        self.done(
            "purearray enable security-token --kmip kmip_srvr
             printf plain | puresim data write vol1
             cp -a \"$PURESIM_HOME\" ../copied",
        )?;
        Ok(self.sandbox.path().join("copied"))
    }

    /// Starts the key manager, when it does not run.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_key_manager(&self) -> Result<()> {
        let start = "puresim keymanager start --listen 127.0.0.1:5696 > /dev/null";
        self.done(start).map(drop)
    }

    /// The process of the key manager.
    ///
    /// # Errors
    /// When it does not run.
    pub fn process(&self) -> Result<i32> {
        let status = self.done("puresim keymanager status --notitle")?;
        let process = status.split_whitespace().last().context("a process")?;
        process.parse().context("the number of a process")
    }

    /// What a client connects with.
    ///
    /// # Errors
    /// When its files cannot be read.
    pub fn client(&self) -> Result<Client> {
        let file = |name: &str| self.sandbox.work().join(name);
        let certificates = |name| -> Result<Vec<_>> {
            Ok(CertificateDer::pem_file_iter(file(name))?.collect::<Result<_, _>>()?)
        };
        let key = PrivatePkcs8KeyDer::from_pem_file(file("torture.key"))?;
        let key = key.secret_pkcs8_der().to_vec();
        let identity = TlsIdentity::new(certificates("torture.pem")?, key);
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let provider = Arc::new(default_provider());
        let anchors = TrustAnchors::Configured(certificates("ca.pem")?);
        Ok(Client {
            endpoint: format!("127.0.0.1:{}", self.port.number()).parse()?,
            settings: TlsSettings::new(provider, anchors, now).with_identity(identity),
        })
    }
}

/// A client of the key manager: the app `torture`.
#[derive(Debug)]
pub struct Client {
    endpoint: Endpoint,
    settings: TlsSettings,
}

impl Client {
    /// A connection that has agreed on a version.
    ///
    /// # Errors
    /// When the key manager does not respond.
    pub fn open(&self) -> Result<Connection> {
        self.open_for(Duration::ZERO)
    }

    /// The same, for a session that takes that long.
    ///
    /// # Errors
    /// When the key manager does not respond.
    pub fn open_for(&self, time: Duration) -> Result<Connection> {
        let stage = Duration::from_secs(15);
        let deadlines = Deadlines::of(stage, time + 2 * stage);
        Ok(Connection::open(
            &self.endpoint,
            &self.settings,
            &deadlines,
        )?)
    }
}
