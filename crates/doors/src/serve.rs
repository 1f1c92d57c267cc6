//! The doors of arrays: where each is, as whom it answers, and what is due without a request.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::time::Duration;

use pure_core::{Arrays, Context, KeptArrays, ObjectName, Purity};
use pure_https::Limits;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::door::Door;
use crate::error::ServeError;
use crate::rest;
use crate::ssh::{self, Programs, SshLimits};
use crate::tls::{self, WebCertificate};
use crate::version::RestVersion;
use crate::web;

/// How arrays are served.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether and how over SSH.
    pub ssh: Option<Ssh>,
    /// The newest version of the REST API; without it, that of each array's Purity.
    pub newest: Option<RestVersion>,
    /// How much anybody may take.
    pub limits: Limits,
}

/// How arrays are served over SSH.
#[derive(Clone, Debug)]
pub struct Ssh {
    /// Where the first array is, the others at the ports after that, or each at a free port when it is 0.
    pub address: SocketAddr,
    /// What runs for those who come in.
    pub programs: Programs,
    /// How much anybody may take.
    pub limits: SshLimits,
}

/// An array that is served.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its name.
    pub name: ObjectName,
    /// Where its REST API is.
    pub address: SocketAddr,
    /// Where it is reached over SSH, if it is.
    pub ssh: Option<SocketAddr>,
    /// Whether its certificate is good for that address.
    pub fits: bool,
    /// Whether its first user still has the password that everybody knows.
    pub has_factory_password: bool,
}

/// The doors of arrays, ready to be served.
#[derive(Debug)]
pub struct Doors {
    runtime: Runtime,
    listening: Vec<Listening>,
    opened: Vec<Opened>,
    limits: Limits,
    ssh: Option<Ssh>,
    kept: Arc<KeptArrays>,
}

#[derive(Debug)]
struct Listening {
    ssh: Option<ssh::Listening>,
    listener: StdListener,
    address: SocketAddr,
    door: Arc<Door>,
    certificate: Arc<WebCertificate>,
}

/// How often an array does what is due without being asked for anything.
const DUE: Duration = Duration::from_secs(30);

/// How often arrays that nobody uses are closed.
const CLOSING: Duration = Duration::from_secs(5);

/// How long sessions over SSH may take to end.
const FAREWELL: Duration = Duration::from_secs(2);

impl Doors {
    /// Listens for each array: the first at `address`, the others at the ports after that, or each at a
    /// free port when the port is 0. Makes the certificate of each fit its address.
    ///
    /// # Errors
    /// When there is no such array, its state cannot be used, or the address cannot be listened on.
    pub fn open(
        context: &Context,
        arrays: &[ObjectName],
        address: SocketAddr,
        options: Options,
    ) -> Result<Self, ServeError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(32)
            .build()?;
        let mut doors = Self {
            runtime,
            listening: Vec::with_capacity(arrays.len()),
            opened: Vec::with_capacity(arrays.len()),
            limits: options.limits,
            ssh: options.ssh,
            kept: Arc::default(),
        };
        for (place, name) in (0_u16..).zip(arrays) {
            let array = Arrays::of(context).get(name)?;
            let door = Door::new(context, &array, options.newest, &doors.kept);
            let (mut opened, mut listening) = open(door, name, nth(address, place))?;
            if let Some(ssh) = &doors.ssh {
                let folder = context.home.array(array.id);
                let at = ssh::Listening::open(&folder, nth(ssh.address, place))?;
                opened.ssh = Some(at.address());
                listening.ssh = Some(at);
            }
            doors.opened.push(opened);
            doors.listening.push(listening);
        }
        Ok(doors)
    }

    /// The arrays that are served, in the order in which they were given.
    pub fn opened(&self) -> &[Opened] {
        &self.opened
    }

    /// Serves them until the process is asked to end (SIGTERM, or SIGINT as by Ctrl-C). Requests that are
    /// being answered then are answered.
    ///
    /// # Errors
    /// When the system does not give what a server needs.
    pub fn run(self) -> Result<(), ServeError> {
        let Self {
            runtime,
            listening,
            limits,
            ssh,
            kept,
            ..
        } = self;
        runtime.spawn(close_idle(Arc::clone(&kept)));
        runtime.block_on(serve(listening, limits, ssh))?;
        kept.close_all();
        // What still runs has had its time.
        runtime.shutdown_background();
        Ok(())
    }
}

/// The address of the array in that place.
fn nth(address: SocketAddr, place: u16) -> SocketAddr {
    let port = match address.port() {
        0 => 0,
        port => port.saturating_add(place),
    };
    SocketAddr::new(address.ip(), port)
}

fn open(
    door: Door,
    name: &ObjectName,
    address: SocketAddr,
) -> Result<(Opened, Listening), ServeError> {
    let users = door.users(None)?.list()?;
    let listen = |source| ServeError::Listen { address, source };
    let listener = StdListener::bind(address).map_err(listen)?;
    listener.set_nonblocking(true).map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let fits = match tls::fit(door.context(), address) {
        Ok(fits) => fits,
        // An array that is off has no web server: it will have one when it is on.
        Err(error) if error.kind() == pure_core::ErrorKind::Locked => true,
        Err(error) => return Err(error.into()),
    };
    let opened = Opened {
        name: name.clone(),
        address,
        ssh: None,
        fits,
        has_factory_password: users.iter().any(|user| user.has_factory_password),
    };
    let listening = Listening {
        ssh: None,
        listener,
        address,
        door: Arc::new(door),
        certificate: Arc::default(),
    };
    Ok((opened, listening))
}

async fn serve(
    listening: Vec<Listening>,
    limits: Limits,
    ssh: Option<Ssh>,
) -> Result<(), ServeError> {
    let asked_to_end = pure_https::asked_to_end()?;
    // Neither pages that are kept up to date nor sessions over SSH would end by themselves.
    let (ended, ending) = watch::channel(false);
    let (sessions_ended, sessions_ending) = watch::channel(false);
    let end = async {
        asked_to_end.await;
        let _ = (ended.send(true), sessions_ended.send(true));
    };
    let mut served = Vec::with_capacity(listening.len());
    for door in listening {
        let at = Arc::new(Served {
            door: Arc::clone(&door.door),
            address: door.address,
            certificate: door.certificate,
        });
        tokio::spawn(do_what_is_due(Arc::clone(&at)));
        if let (Some(listening), Some(ssh)) = (door.ssh, &ssh) {
            let (door, programs) = (Arc::clone(&door.door), ssh.programs.clone());
            let ending = sessions_ending.clone();
            tokio::spawn(ssh::serve(listening, door, programs, ssh.limits, ending));
        }
        served.push(pure_https::Listening {
            listener: door.listener,
            router: rest::router(Arc::clone(&door.door))
                .merge(web::router(door.door, ending.clone())),
            // An array that is off does not respond.
            tls: Arc::new(move || {
                let configuration = at.certificate.of_now(&at.door.context_of(None));
                configuration.ok()?.ok()
            }),
        });
    }
    drop(sessions_ending);
    let served = pure_https::serve(served, limits, end).await;
    // Sessions that are told to end have a moment for it.
    let _ = timeout(FAREWELL, sessions_ended.closed()).await;
    Ok(served?)
}

/// Closes arrays that stayed open for requests which do not come.
async fn close_idle(kept: Arc<KeptArrays>) {
    loop {
        tokio::time::sleep(CLOSING).await;
        let kept = Arc::clone(&kept);
        let _ = tokio::task::spawn_blocking(move || kept.close_idle()).await;
    }
}

/// An array that is being served.
struct Served {
    door: Arc<Door>,
    address: SocketAddr,
    certificate: Arc<WebCertificate>,
}

/// Rotates the array key, boots after a loss of power, and what else the array does by itself.
async fn do_what_is_due(served: Arc<Served>) {
    let mut fits = false;
    loop {
        tokio::time::sleep(DUE).await;
        let at = Arc::clone(&served);
        let due = tokio::task::spawn_blocking(move || {
            let context = at.door.context();
            if fits {
                Purity::open(context).map(|_| true)
            } else {
                // It was off when it was served first.
                tls::fit(context, at.address).map(|_| true)
            }
        });
        // An array that is off does nothing. What else goes wrong is told to whoever asks next.
        fits |= matches!(due.await, Ok(Ok(true)));
    }
}
