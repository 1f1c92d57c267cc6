//! The HTTPS server: one address for programs and browsers, and one that asks for client certificates.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use pure_https::{Limits, Listening};
use tokio::runtime::{Builder, Runtime};

use crate::model::{Authority, KeyManager, KeyManagerError, Listener, server_names};
use crate::password_turns::PasswordTurns;
use crate::rest;
use crate::tls::config;
use crate::web;

/// How many threads wait for the database and compute.
const THREADS: usize = 32;

/// An HTTPS server that listens.
#[derive(Debug)]
pub struct HttpsServer {
    runtime: Runtime,
    listening: Vec<Listening>,
    addresses: Vec<SocketAddr>,
}

impl HttpsServer {
    /// Listens on `https`, and on `mtls`, where clients are asked for a certificate; their ports may be 0.
    /// The certificate is for this host and `names`.
    ///
    /// # Errors
    /// When an address cannot be listened on, or the certificate cannot be made.
    pub fn bind(
        manager: &Arc<KeyManager>,
        https: Option<&str>,
        mtls: Option<&str>,
        names: &[String],
    ) -> Result<Self, KeyManagerError> {
        let failed = |address: &str, asks, source| KeyManagerError::Listen {
            address: address.to_owned(),
            of: match asks {
                true => Listener::HttpsMtls,
                false => Listener::Https,
            },
            source,
        };
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(THREADS)
            .enable_all()
            .build()
            .map_err(|source| failed("HTTPS", false, source))?;
        let mut server = Self {
            runtime,
            listening: Vec::new(),
            addresses: Vec::new(),
        };
        let turns = PasswordTurns::default();
        let pages = web::router(manager, &turns);
        let router = rest::router(manager, &turns).merge(pages);
        let wanted = [(https, false), (mtls, true)];
        for (address, asks) in wanted
            .into_iter()
            .filter_map(|(it, asks)| Some((it?, asks)))
        {
            let listener = TcpListener::bind(address).map_err(|it| failed(address, asks, it))?;
            let bound = listener
                .local_addr()
                .map_err(|it| failed(address, asks, it))?;
            listener
                .set_nonblocking(true)
                .map_err(|it| failed(address, asks, it))?;
            let names = server_names(bound.ip(), names);
            let now = manager.now();
            let (chain, key) = Authority::open(manager.folder(), now)?.server(&names, now)?;
            let versions = rustls::DEFAULT_VERSIONS;
            let tls = config(chain, key, Arc::clone(manager), versions, asks)?;
            server.listening.push(Listening {
                listener,
                router: router.clone(),
                tls: Arc::new(move || Some(Arc::clone(&tls))),
            });
            server.addresses.push(bound);
        }
        Ok(server)
    }

    /// The addresses it listens on, in the order of `https` and `mtls`, with the real ports.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Serves until the process ends.
    pub fn run(self) {
        let Self {
            runtime, listening, ..
        } = self;
        let limits = Limits {
            connections: 512,
            ..Limits::default()
        };
        let served = runtime.block_on(pure_https::serve(listening, limits, std::future::pending()));
        if let Err(error) = served {
            tracing::error!("HTTPS cannot be served: {error}");
        }
    }
}
