//! One connection: logging in, channels, and what is asked for in them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use pure_core::ErrorKind;
use pure_core::user::User;
use pure_https::{Busy, Place};
use russh::keys::PublicKey;
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, ChannelOpenFailure, Disconnect, MethodKind, MethodSet, Pty};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

use super::limits::SshLimits;
use super::program::{Asked, Programs, Response};
use super::run;
use super::terminal::TerminalRequest;
use super::visitor::{Visitor, users};
use crate::door::Door;

/// The longest line that is taken, in bytes.
const MAX_LINE: usize = 64 * 1024;

/// What all connections of an array have in common.
#[derive(Debug)]
pub(super) struct House {
    /// The array.
    pub(super) door: Arc<Door>,
    /// What lines become.
    pub(super) programs: Programs,
    /// How much anybody may take.
    pub(super) limits: SshLimits,
    /// Places for those who have logged in.
    pub(super) sessions: Arc<Semaphore>,
}

/// One connection.
pub(super) struct Visit {
    house: Arc<House>,
    peer: IpAddr,
    visitor: Arc<Visitor>,
    place: Arc<Place>,
    /// Held from the log-in on.
    session: Option<(OwnedSemaphorePermit, Busy)>,
    free_channels: Arc<Semaphore>,
    channels: HashMap<ChannelId, Waiting>,
}

/// A channel in which nothing runs yet.
struct Waiting {
    channel: Channel<Msg>,
    terminal: Option<TerminalRequest>,
    place: OwnedSemaphorePermit,
}

impl Visit {
    pub(super) fn new(
        house: &Arc<House>,
        peer: IpAddr,
        visitor: &Arc<Visitor>,
        place: &Arc<Place>,
    ) -> Self {
        Self {
            peer,
            visitor: Arc::clone(visitor),
            place: Arc::clone(place),
            session: None,
            free_channels: Arc::new(Semaphore::new(house.limits.channels)),
            channels: HashMap::new(),
            house: Arc::clone(house),
        }
    }

    /// Lets in whom `log_in` finds; it is done on a thread that may wait.
    async fn let_in(
        &self,
        log_in: impl FnOnce(&Door) -> pure_core::Result<User> + Send + 'static,
    ) -> Auth {
        let door = Arc::clone(&self.house.door);
        let found = tokio::task::spawn_blocking(move || log_in(&door)).await;
        match found {
            Ok(Ok(user)) => {
                self.visitor.is(&user);
                self.house.door.sessions.remember(self.peer, true);
                Auth::Accept
            }
            Ok(Err(error)) if error.kind() == ErrorKind::Refused => {
                self.house.door.sessions.remember(self.peer, false);
                refused()
            }
            _ => refused(),
        }
    }

    /// Runs what was asked for in the channel, or says why not.
    fn start(
        &mut self,
        channel: ChannelId,
        line: Option<&[u8]>,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.visitor.touch();
        let (Some(waiting), Some((user, _))) =
            (self.channels.remove(&channel), self.visitor.user())
        else {
            return session.channel_failure(channel);
        };
        session.channel_success(channel)?;
        let response = match line.map(std::str::from_utf8).transpose() {
            Ok(line) if line.is_none_or(|line| line.len() <= MAX_LINE) => {
                self.house.programs.choose(&Asked {
                    context: self.house.door.context(),
                    user: &user,
                    line,
                    has_terminal: waiting.terminal.is_some(),
                })
            }
            Ok(_) => no_line("The line is longer than 64 KiB."),
            Err(_) => no_line("The line is not UTF-8."),
        };
        let visitor = Arc::clone(&self.visitor);
        tokio::spawn(async move {
            match response {
                Response::Run(program) => {
                    run::run(
                        waiting.channel,
                        &program,
                        waiting.terminal.as_ref(),
                        &visitor,
                    )
                    .await;
                }
                Response::Say { text, status } => run::say(waiting.channel, text, status).await,
            }
            drop(waiting.place);
        });
        Ok(())
    }
}

fn no_line(reason: &str) -> Response {
    Response::Say {
        text: format!("Error: {reason}\n"),
        status: 2,
    }
}

/// Not let in; both methods may be tried again.
fn refused() -> Auth {
    Auth::Reject {
        proceed_with_methods: Some(methods()),
        partial_success: false,
    }
}

/// How one can log in.
pub(super) fn methods() -> MethodSet {
    MethodSet::from(&[MethodKind::PublicKey, MethodKind::Password][..])
}

/// The key as RFC 4253, section 6.6 has it.
fn blob(key: &PublicKey) -> Vec<u8> {
    key.to_bytes().unwrap_or_default()
}

impl Handler for Visit {
    type Error = russh::Error;

    async fn auth_none(&mut self, _user: &str) -> Result<Auth, Self::Error> {
        Ok(refused())
    }

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        let (user, password) = (user.to_owned(), SecretString::from(password));
        sleep(self.house.door.sessions.delay(self.peer)).await;
        let Ok(_turn) = self.house.door.passwords.acquire().await else {
            return Ok(refused());
        };
        let log_in = move |door: &Door| {
            let users = users(door)?;
            users.by_password(&user, password.expose_secret())
        };
        Ok(self.let_in(log_in).await)
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        let (user, key) = (user.to_owned(), blob(offer.public_key));
        let door = Arc::clone(&self.house.door);
        let known = tokio::task::spawn_blocking(move || users(&door)?.has_key(&user, &key));
        // One that nobody has is no failure: clients offer all that they have.
        Ok(match known.await {
            Ok(Ok(true)) => Auth::Accept,
            _ => refused(),
        })
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Self::Error> {
        let (user, key) = (user.to_owned(), blob(key.public_key));
        let log_in = move |door: &Door| users(door)?.by_key(&user, &key);
        Ok(self.let_in(log_in).await)
    }

    async fn auth_succeeded(&mut self, session: &mut Session) -> Result<(), Self::Error> {
        match Arc::clone(&self.house.sessions).try_acquire_owned() {
            Ok(permit) => {
                self.session = Some((permit, self.place.work()));
                self.visitor.touch();
                Ok(())
            }
            Err(_) => session.disconnect(
                Disconnect::TooManyConnections,
                "The array has as many SSH sessions as it takes. End one first.",
                "en",
            ),
        }
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        let Ok(place) = Arc::clone(&self.free_channels).try_acquire_owned() else {
            reply.reject(ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        };
        let waiting = Waiting {
            channel,
            terminal: None,
            place,
        };
        self.channels.insert(waiting.channel.id(), waiting);
        reply.accept().await;
        Ok(())
    }

    async fn channel_close(
        &mut self,
        channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.channels.remove(&channel);
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        term: &str,
        col_width: u32,
        row_height: u32,
        _pix_width: u32,
        _pix_height: u32,
        modes: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let Some(waiting) = self.channels.get_mut(&channel) else {
            return session.channel_failure(channel);
        };
        waiting.terminal = Some(TerminalRequest {
            kind: term.to_owned(),
            size: (col_width, row_height),
            modes: modes.to_vec(),
        });
        session.channel_success(channel)
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        _variable_name: &str,
        _variable_value: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn x11_request(
        &mut self,
        channel: ChannelId,
        _single_connection: bool,
        _x11_auth_protocol: &str,
        _x11_auth_cookie: &str,
        _x11_screen_number: u32,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        _name: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.start(channel, None, session)
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.start(channel, Some(data), session)
    }

    async fn window_change_request(
        &mut self,
        channel: ChannelId,
        col_width: u32,
        row_height: u32,
        _pix_width: u32,
        _pix_height: u32,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        if let Some(waiting) = self.channels.get_mut(&channel)
            && let Some(terminal) = &mut waiting.terminal
        {
            terminal.size = (col_width, row_height);
        }
        Ok(())
    }
}
