//! Listeners on 127.0.0.1 that do what a test says: over TCP, over TLS, over KMIP.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use kmip::RequestMessage;
use kmip::client::Endpoint;
use kmip::ttlv::{Limits, length_of_message};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion,
};

use crate::authority::{Leaf, NOW};

/// The stream of a connection over TLS.
pub(crate) type TlsStream = StreamOwned<ServerConnection, TcpStream>;

/// Both versions of TLS.
pub(crate) const VERSIONS: [&SupportedProtocolVersion; 2] =
    [&rustls::version::TLS12, &rustls::version::TLS13];

/// A listener that serves every connection in a thread of its own, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
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

    /// Serves TLS; a handshake that fails ends the connection with its alert.
    pub(crate) fn tls(
        config: ServerConfig,
        serve: impl Fn(&mut TlsStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let config = Arc::new(config);
        Self::tcp(move |tcp| {
            tcp.set_nodelay(true).unwrap();
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, tcp);
            // What fails shows at the client.
            if stream.conn.complete_io(&mut stream.sock).is_ok() {
                let _ = serve(&mut stream);
            }
            stream.conn.send_close_notify();
            let _ = stream.conn.write_tls(&mut stream.sock);
            // Not closed with bytes unread, which would reset the connection and lose the alert.
            let _ = stream.sock.shutdown(Shutdown::Write);
            let _ = io::copy(&mut stream.sock, &mut io::sink());
        })
    }

    /// Serves KMIP over TLS 1.3: `answer` gets each request with its number, and writes what it wants.
    pub(crate) fn kmip(
        leaf: &Leaf,
        answer: impl Fn(&RequestMessage, usize, &mut TlsStream) -> io::Result<()>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self::tls(config(leaf, VERSIONS[1], None), move |stream| {
            for number in 0.. {
                answer(&read_request(stream)?, number, stream)?;
                stream.flush()?;
            }
            Ok(())
        })
    }

    /// Its address, by name.
    pub(crate) fn endpoint(&self) -> Endpoint {
        self.endpoint_at("localhost")
    }

    /// Its address, by that name.
    pub(crate) fn endpoint_at(&self, host: &str) -> Endpoint {
        format!("{host}:{}", self.address.port()).parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

fn read_request(stream: &mut TlsStream) -> io::Result<RequestMessage> {
    let mut bytes = vec![0; 8];
    stream.read_exact(&mut bytes)?;
    let length = length_of_message(*bytes.first_chunk().unwrap(), &Limits::default()).unwrap();
    bytes.resize(length, 0);
    stream.read_exact(&mut bytes[8..])?;
    Ok(RequestMessage::decode(&bytes, &Limits::default()).unwrap())
}

/// The time of all tests, for the certificates of clients.
#[derive(Debug)]
struct TestTime;

impl TimeProvider for TestTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(NOW)))
    }
}

/// A server that shows `leaf`, whatever its flaws, and speaks one version; when `clients` is given,
/// clients have to show a certificate that it has signed.
pub(crate) fn config(
    leaf: &Leaf,
    version: &'static SupportedProtocolVersion,
    clients: Option<CertificateDer<'static>>,
) -> ServerConfig {
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_details(Arc::clone(&provider), Arc::new(TestTime))
        .with_protocol_versions(&[version])
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(root) => {
            let mut roots = RootCertStore::empty();
            roots.add(root).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let key = any_supported_type(&PrivatePkcs8KeyDer::from(leaf.key_der()).into()).unwrap();
    let shown = SingleCertAndKey::from(CertifiedKey::new(leaf.chain.clone(), key));
    builder.with_cert_resolver(Arc::new(shown))
}
