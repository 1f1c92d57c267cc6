//! HTTP by hand over TLS, and a key manager to talk to.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pure_keymanager::model::{Email, Group, Password, Role};
use pure_keymanager::{Authority, HttpsServer, KeyManager};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;
use tempfile::TempDir;
use zeroize::Zeroizing;

pub(crate) const USER: &str = "anna@example.com";
pub(crate) const PASSWORD: &str = "correct horse";

pub(crate) type Tls = StreamOwned<ClientConnection, TcpStream>;

pub(crate) struct Fixture {
    pub(crate) folder: TempDir,
    pub(crate) manager: Arc<KeyManager>,
    pub(crate) group: Group,
    address: SocketAddr,
    config: Arc<ClientConfig>,
}

impl Fixture {
    /// With an account, a group, and a user who administers it.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let manager = open(&folder);
        let server = HttpsServer::bind(&manager, Some("127.0.0.1:0"), None, &[]).unwrap();
        let address = server.addresses()[0];
        std::thread::spawn(move || server.run());
        let ca = Authority::open(folder.path(), manager.now()).unwrap();
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(ca.ca_pem().as_bytes()).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let account = manager.create_account(&"acme".parse().unwrap()).unwrap();
        let group = manager
            .create_group(&account, &"storage".parse().unwrap())
            .unwrap();
        let password = Password::new(Zeroizing::new(PASSWORD.to_owned())).unwrap();
        let email: Email = USER.parse().unwrap();
        let user = manager
            .create_user(&email, &password, (None, None))
            .unwrap();
        manager
            .set_role(&account, &user.id, Some(Role::Administrator))
            .unwrap();
        Self {
            folder,
            manager,
            group,
            address,
            config: Arc::new(config),
        }
    }

    pub(crate) fn connect(&self) -> Tls {
        let tcp = TcpStream::connect(self.address).unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let tls = ClientConnection::new(Arc::clone(&self.config), name).unwrap();
        StreamOwned::new(tls, tcp)
    }

    /// Bare, before any handshake.
    pub(crate) fn connect_tcp(&self) -> TcpStream {
        TcpStream::connect(self.address).unwrap()
    }

    /// The status and the body of an answer.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        authorization: &str,
        body: &str,
    ) -> (u16, String) {
        let header = format!("Authorization: {authorization}");
        self.send(method, path, &header, body)
    }

    /// The same of a form that one of the pages has sent.
    pub(crate) fn submit(&self, path: &str, form: &str) -> (u16, String) {
        self.send("POST", path, "Origin: https://localhost", form)
    }

    fn send(&self, method: &str, path: &str, header: &str, body: &str) -> (u16, String) {
        let (status, _, body) = self.exchange(method, path, header, body);
        (status, body)
    }

    /// The status, the head and the body of an answer.
    fn exchange(
        &self,
        method: &str,
        path: &str,
        header: &str,
        body: &str,
    ) -> (u16, String, String) {
        let mut tls = self.connect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             {header}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        tls.write_all(request.as_bytes()).unwrap();
        read_all(&mut tls)
    }

    /// What to authorize with after a log-in, in the user's account.
    pub(crate) fn log_in(&self) -> String {
        let (status, answer) = self.ask("POST", "/sys/v1/session/auth", &basic(USER, PASSWORD), "");
        assert_eq!(status, 200, "{answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
        let chosen = format!("{{\"acct_id\":\"{}\"}}", self.group.account_id);
        let (status, answer) = self.ask("POST", "/sys/v1/session/select_account", &bearer, &chosen);
        assert_eq!((status, answer.as_str()), (200, "{}"));
        bearer
    }
}

/// The key manager in the folder, as another process opens it.
pub(crate) fn open(folder: &TempDir) -> Arc<KeyManager> {
    KeyManager::open(
        folder.path(),
        Arc::new(|| jiff::Timestamp::now().as_second()),
    )
    .unwrap()
}

pub(crate) fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

/// Somebody who has logged in to the pages.
pub(crate) struct Browser {
    cookie: String,
    token: String,
}

impl Browser {
    pub(crate) fn log_in(fixture: &Fixture) -> Self {
        let form = format!(
            "email={}&password={}",
            USER.replace('@', "%40"),
            PASSWORD.replace(' ', "+")
        );
        let origin = "Origin: https://localhost";
        let (status, head, _) = fixture.exchange("POST", "/log-in", origin, &form);
        assert_eq!(status, 303, "{head}");
        let lines = head.lines();
        let cookie = lines
            .filter_map(|line| line.split_once(": "))
            .find_map(|(name, value)| {
                let is_cookie = name.eq_ignore_ascii_case("set-cookie");
                is_cookie.then(|| value.split(';').next().unwrap().to_owned())
            });
        let cookie = format!("Cookie: {}", cookie.expect("a session"));
        let (_, page) = fixture.send("GET", "/", &cookie, "");
        let mark = "name=\"form-token\" value=\"";
        let (_, rest) = page.split_once(mark).expect("a form");
        Self {
            cookie,
            token: rest.split('"').next().unwrap().to_owned(),
        }
    }

    /// Switches the app off when it is on, and on when it is off.
    pub(crate) fn switch(&self, fixture: &Fixture, app: &str) {
        let header = format!("{}\r\nOrigin: https://localhost", self.cookie);
        let path = format!("/app/{app}/switch");
        let form = format!("form-token={}", self.token);
        let (status, answer) = fixture.send("POST", &path, &header, &form);
        assert_eq!(status, 303, "{answer}");
    }
}

/// Reads an answer to the end of the connection.
pub(crate) fn read(tls: &mut Tls) -> (u16, String) {
    let (status, _, body) = read_all(tls);
    (status, body)
}

/// The same, with its head.
fn read_all(tls: &mut Tls) -> (u16, String, String) {
    let mut bytes = Vec::new();
    // Without a notice of the end it is over as well.
    let _ = tls.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    (status.unwrap_or(0), head.to_owned(), body.to_owned())
}
