//! What the guide sets up, as far as it is missing: the key manager with an app, the array with its
//! certificate and KMIP server, and the security token.

use pure_console::on;
use pure_core::certificate::{Certificate, SelfSigned};
use pure_core::kmip_server::{KmipServer, KmipServerError, NewKmipServer, Uri, Uris};
use pure_core::operation::{Condition, TokenSource};
use pure_core::token::Kind;
use pure_core::{Bench, Context, ErrorKind, ObjectName, Purity};
use pure_keymanager::model::{App, Group, Method};
use pure_keymanager::{Authority, KeyManager, KeyManagerError, Name, Running};

use crate::keymanager::{self, Listen};

/// The names of the guide.
const ACCOUNT: &str = "acme";
const GROUP: &str = "storage";
const APP: &str = "flasharray";
const CERTIFICATE: &str = "cert_2";
const SERVER: &str = "kmip_srvr";

/// What is set up.
pub(crate) struct Setup {
    /// The array, which is on.
    pub(crate) bench: Bench,
    /// The embedded key manager and where it listens; `None` when the token is not on it.
    pub(crate) key_manager: Option<(Running, App)>,
    /// The KMIP server that the token is on.
    pub(crate) server: KmipServer,
}

impl Setup {
    /// Sets up what is missing, and changes nothing else.
    ///
    /// # Errors
    /// When a step fails; the steps before it stay done, and are found again the next time.
    pub(crate) fn complete(context: &Context, listen: &Listen) -> anyhow::Result<Self> {
        let bench = Bench::open(context)?;
        let enabled = token_server(bench.purity())?;
        if let Some(server) = &enabled
            && local_address(server).is_none()
        {
            let server = server.clone();
            switch_on(&bench)?;
            return Ok(Self {
                bench,
                key_manager: None,
                server,
            });
        }
        let listen = listen
            .clone()
            .or_where(enabled.as_ref().and_then(local_address));
        let running = keymanager::start_unless_running(&listen)?.running();
        let manager = keymanager::open()?;
        // Before anything is asked of the key manager by the array: it may be locked for the lack of it.
        switch_on(&bench)?;
        let purity = bench.purity();
        let certificate = certificate(purity, &manager)?;
        let app = authenticate(purity, &manager, &certificate)?;
        let server = match enabled {
            Some(server) => server,
            None => {
                let server = server(purity, &manager, &certificate, &running)?;
                purity.enable_token(TokenSource::Kmip(server.clone()))?;
                server
            }
        };
        Ok(Self {
            bench,
            key_manager: Some((running, app)),
            server,
        })
    }

    /// How the token is at this moment.
    pub(crate) fn condition(&self) -> anyhow::Result<Condition> {
        Ok(self.bench.purity().token_status()?.condition)
    }
}

/// The KMIP server that the token is on.
///
/// # Errors
/// When it is on a smart card.
fn token_server(purity: &Purity) -> anyhow::Result<Option<KmipServer>> {
    match purity.token_status()?.token.map(|token| token.kind) {
        None => Ok(None),
        Some(Kind::Kmip(server)) => Ok(Some(*server)),
        Some(Kind::SmartCard) => anyhow::bail!(
            "The security token is a smart card. Run purearray replace security-token to put it on a \
             KMIP server."
        ),
    }
}

/// Where on this machine, where the embedded key manager is, the array looks for it; `None` when it
/// does not.
fn local_address(server: &KmipServer) -> Option<String> {
    let mut uris = server.uris.iter();
    let uri = uris.find(|uri| ["localhost", "127.0.0.1"].contains(&uri.host()))?;
    Some(format!("127.0.0.1:{}", uri.port()))
}

fn switch_on(bench: &Bench) -> anyhow::Result<()> {
    if bench.power()?.status.state != pure_core::power::State::On {
        bench.power_on(&mut |_| ())?;
    }
    Ok(())
}

/// The certificate of the KMIP server when there is one, else the guide's, which is made for the app.
fn certificate(purity: &Purity, manager: &KeyManager) -> anyhow::Result<Certificate> {
    let used = found(purity.kmip_server(&name(SERVER)))?.map(|server| server.certificate);
    let wanted = used.unwrap_or_else(|| name(CERTIFICATE));
    if let Some(certificate) = found(purity.certificate(&wanted))? {
        return Ok(certificate);
    }
    let app = app(manager)?;
    let mut options = SelfSigned::default();
    options.subject.common_name = app.id.parse().ok();
    Ok(purity.create_certificate(&wanted, &options)?)
}

/// The app that the certificate is for, with that certificate.
fn authenticate(
    purity: &Purity,
    manager: &KeyManager,
    certificate: &Certificate,
) -> anyhow::Result<App> {
    let id = certificate.row().common_name.unwrap_or_default();
    let app = on(&certificate.name, manager.app(id))?;
    if app.method() == Method::Certificate {
        return Ok(app);
    }
    let pem = purity.certificate_pem(certificate)?;
    let der = on(&app.name, manager.read_certificate(&app, &pem))?;
    on(&app.name, manager.set_certificate(&app, &der))
}

fn server(
    purity: &Purity,
    manager: &KeyManager,
    certificate: &Certificate,
    running: &Running,
) -> anyhow::Result<KmipServer> {
    if let Some(server) = found(purity.kmip_server(&name(SERVER)))? {
        return Ok(server);
    }
    let authority = Authority::open(manager.folder(), manager.now())?;
    let new = NewKmipServer {
        uris: uris(running)?,
        certificate: certificate.name.clone(),
        ca_certificate: Some(authority.ca_pem().parse()?),
    };
    Ok(purity.create_kmip_server(&name(SERVER), &new)?)
}

/// Where the array reaches the key manager: by the name that the guide's examples have.
fn uris(running: &Running) -> anyhow::Result<Uris> {
    let address: std::net::SocketAddr = running.address.parse()?;
    let uri: Uri = if address.ip().is_loopback() || address.ip().is_unspecified() {
        format!("localhost:{}", address.port()).parse()?
    } else {
        running.address.parse()?
    };
    Ok(Uris::try_from(vec![uri]).map_err(KmipServerError::Uris)?)
}

/// The guide's app in the guide's group of the guide's account.
fn app(manager: &KeyManager) -> Result<App, KeyManagerError> {
    match manager.app(APP) {
        Err(KeyManagerError::Missing(_)) => {
            manager.create_app(&[group(manager)?], &key_manager_name(APP), "kmip")
        }
        found => found,
    }
}

fn group(manager: &KeyManager) -> Result<Group, KeyManagerError> {
    match manager.group(Some(GROUP)) {
        Err(KeyManagerError::Missing(_)) => {
            let account = match manager.account(Some(ACCOUNT)) {
                Err(KeyManagerError::Missing(_)) => {
                    manager.create_account(&key_manager_name(ACCOUNT))
                }
                found => found,
            }?;
            manager.create_group(&account, &key_manager_name(GROUP))
        }
        found => found,
    }
}

/// What is there; `None` when it is not.
fn found<T>(result: pure_core::Result<T>) -> anyhow::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn name(text: &str) -> ObjectName {
    text.parse().expect("the guide's names are names")
}

fn key_manager_name(text: &str) -> Name {
    text.parse().expect("the guide's names are names")
}
