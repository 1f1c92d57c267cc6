//! Real listeners on 127.0.0.1: plain TCP, TLS by rustls, TLS by OpenSSL.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::net;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig, ServerConnection,
    SignatureScheme, StreamOwned, SupportedProtocolVersion,
};

use crate::authority::Leaf;

/// The stream of a connection over TLS.
pub(crate) type TlsStream = StreamOwned<ServerConnection, TcpStream>;

/// A listener that serves every connection in a thread of its own, until it is dropped.
pub(crate) struct Listener {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Listener {
    /// Serves TCP.
    pub(crate) fn tcp(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let serve = Arc::new(serve);
        let accepting = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let serve = Arc::clone(&serve);
                std::thread::spawn(move || serve(stream));
            }
        });
        Self {
            address,
            stopping,
            accepting: Some(accepting),
        }
    }

    /// Serves TLS. A handshake that fails ends the connection with its alert.
    pub(crate) fn tls(
        config: ServerConfig,
        serve: impl Fn(&mut TlsStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let config = Arc::new(config);
        Self::tcp(move |stream| {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            // The client sees what went wrong; here it is expected.
            if stream.conn.complete_io(&mut stream.sock).is_ok() {
                let _ = serve(&mut stream);
            }
            stream.conn.send_close_notify();
            let _ = stream.conn.write_tls(&mut stream.sock);
            drain(&mut stream.sock);
        })
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

/// Closes without a reset, which would take the alert from the reader.
fn drain(socket: &mut TcpStream) {
    let _ = socket.shutdown(std::net::Shutdown::Write);
    let _ = io::copy(socket, &mut io::sink());
}

/// A port on which nothing listens.
pub(crate) fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// What a server does with the client's certificate.
#[derive(Clone, Debug)]
pub(crate) enum ClientAuthentication {
    /// Takes any.
    Any,
    /// Takes any with an RSA key, and none is shown to it otherwise.
    OnlyRsa,
    /// Refuses every one with the alert of that error.
    Refuse(CertificateError),
}

/// The configuration of a TLS server that speaks one version.
pub(crate) fn server_config(
    version: &'static SupportedProtocolVersion,
    leaf: &Leaf,
    authentication: ClientAuthentication,
) -> ServerConfig {
    let provider = Arc::new(aws_lc_rs::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_client_cert_verifier(Arc::new(Verifier(authentication)))
        .with_single_cert(leaf.chain_der(), leaf.key_der())
        .unwrap()
}

#[derive(Debug)]
struct Verifier(ClientAuthentication);

impl ClientCertVerifier for Verifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        match &self.0 {
            ClientAuthentication::Any | ClientAuthentication::OnlyRsa => {
                Ok(ClientCertVerified::assertion())
            }
            ClientAuthentication::Refuse(error) => Err(error.clone().into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = aws_lc_rs::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = aws_lc_rs::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let all = aws_lc_rs::default_provider()
            .signature_verification_algorithms
            .supported_schemes();
        match self.0 {
            ClientAuthentication::OnlyRsa => all
                .into_iter()
                .filter(|scheme| format!("{scheme:?}").starts_with("RSA"))
                .collect(),
            _ => all,
        }
    }
}

/// `openssl s_server`, for what rustls does not do.
pub(crate) struct OpenSsl {
    process: Child,
    port: u16,
    /// Its certificates and its key.
    _folder: tempfile::TempDir,
}

impl OpenSsl {
    /// Serves with the certificate `leaf` and further options.
    pub(crate) fn start(leaf: &Leaf, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("certificate"), leaf.certificate_pem()).unwrap();
        std::fs::write(path("chain"), leaf.chain_pem()).unwrap();
        std::fs::write(path("key"), leaf.key_pem()).unwrap();
        let mut process = Command::new("openssl")
            .args([
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-naccept",
                "8",
                "-cert",
            ])
            .arg(path("certificate"))
            .arg("-cert_chain")
            .arg(path("chain"))
            .arg("-key")
            .arg(path("key"))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the openssl command is installed");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let accept = lines
            .by_ref()
            .map_while(Result::ok)
            .find(|line| line.starts_with("ACCEPT"))
            .expect("s_server says where it listens");
        let port = accept.rsplit(':').next().unwrap().trim().parse().unwrap();
        // Its standard output must not fill up.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            process,
            port,
            _folder: folder,
        }
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port where connections are neither taken nor refused: its queue is full.
pub(crate) struct FullQueue {
    port: u16,
    _listening: OwnedFd,
    _waiting: Vec<TcpStream>,
}

impl FullQueue {
    pub(crate) fn new() -> Self {
        let listening =
            net::socket(net::AddressFamily::INET, net::SocketType::STREAM, None).unwrap();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        net::bind(&listening, &any).unwrap();
        net::listen(&listening, 0).unwrap();
        let address = SocketAddr::try_from(net::getsockname(&listening).unwrap()).unwrap();
        let patience = Duration::from_millis(300);
        let waiting = std::iter::from_fn(|| TcpStream::connect_timeout(&address, patience).ok());
        Self {
            port: address.port(),
            _waiting: waiting.take(8).collect(),
            _listening: listening,
        }
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

/// Answers one connection with `bytes`, as servers of other protocols do.
pub(crate) fn talks(bytes: &'static [u8]) -> Listener {
    Listener::tcp(move |mut stream| {
        let _ = stream.write_all(bytes);
        drain(&mut stream);
    })
}
