//! Who asks by REST or by the pages: a user or an app that has proved who it is.

use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use kmip::client::CertificateFacts;
use zeroize::Zeroizing;

use super::app::api_key;
use super::session::{Holder, Session, hash};
use super::{
    Account, Actor, App, AppGroup, KeyManager, KeyManagerError, Method, Permissions, Role, User,
    Who,
};
use crate::store::Tx;

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// A user or an app.
    pub identity: Identity,
    /// The account that the app belongs to, or that the user has chosen.
    pub account: Option<Account>,
}

/// A user or an app.
#[derive(Clone, Debug)]
pub enum Identity {
    /// A user.
    User(User),
    /// An app.
    App(App),
}

/// Which keys somebody sees, and what may be done with them.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The account of them all.
    pub account: Account,
    /// The groups, the one for new keys first; of a user all groups of the account.
    pub groups: Vec<AppGroup>,
    /// Whether an app asks, for which keys may be closed.
    pub is_app: bool,
}

impl Caller {
    /// For the log.
    pub fn who(&self) -> Who {
        match &self.identity {
            Identity::User(user) => user.into(),
            Identity::App(app) => app.into(),
        }
    }

    /// The account.
    ///
    /// # Errors
    /// When a user has chosen none.
    pub fn account(&self) -> Result<&Account, KeyManagerError> {
        self.account.as_ref().ok_or(KeyManagerError::Denied(
            "No account is selected. Select one first.",
        ))
    }

    /// What a user may do in the chosen account; apps have no role.
    pub fn role(&self) -> Option<Role> {
        match (&self.identity, &self.account) {
            (Identity::User(user), Some(account)) => user.role_in(&account.id),
            _ => None,
        }
    }

    /// The account, when the caller may change groups and apps in it.
    ///
    /// # Errors
    /// When an app or an auditor asks.
    pub fn may_change(&self) -> Result<&Account, KeyManagerError> {
        let account = self.account()?;
        match self.role() {
            Some(Role::Administrator | Role::Member) => Ok(account),
            _ => Err(KeyManagerError::Denied(
                "Only administrators and members of the account may do that.",
            )),
        }
    }

    /// The account, when the caller may change it and its users.
    ///
    /// # Errors
    /// When anybody but an administrator asks.
    pub fn may_administer(&self) -> Result<&Account, KeyManagerError> {
        let account = self.account()?;
        match self.role() {
            Some(Role::Administrator) => Ok(account),
            _ => Err(KeyManagerError::Denied(
                "Only administrators of the account may do that.",
            )),
        }
    }
}

impl Scope {
    /// Whether it reaches into the group of that UUID.
    pub fn sees(&self, group: &str) -> bool {
        self.groups.iter().any(|known| known.id == group)
    }

    /// Checks that this may be done with keys of the group.
    ///
    /// # Errors
    /// When it may not.
    pub fn require(&self, permission: Permissions, group: &str) -> Result<(), KeyManagerError> {
        let mut known = self.groups.iter().filter(|known| known.id == group);
        match known.any(|known| known.permissions.contains(permission)) {
            true => Ok(()),
            false => Err(KeyManagerError::Denied(
                "The permissions of the app in the group of the key do not allow that.",
            )),
        }
    }
}

impl KeyManager {
    /// Begins a session of a user, and returns its token.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn begin_user_session(&self, user: &User) -> Result<Zeroizing<String>, KeyManagerError> {
        let kept = self.read(|tx| tx.password_of(&user.id))?;
        let proof = hash(kept.unwrap_or_default().as_bytes());
        let session = Session::of(Holder::User(user.id.clone()), proof);
        self.sessions().begin(session)
    }

    /// Begins a session of an app that has proved who it is, and returns its token. With a certificate it
    /// has to show it in every request.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn begin_app_session(&self, app: &App) -> Result<Zeroizing<String>, KeyManagerError> {
        let proof = self.read(|tx| proof(self, tx, app))?;
        let mut session = Session::of(Holder::App(app.id.clone()), proof);
        session.certificate = app.certificate.as_deref().map(hash);
        self.sessions().begin(session)
    }

    /// Whose token that is, who has shown that certificate. What has changed since the log-in counts.
    ///
    /// # Errors
    /// When the session is over.
    pub fn caller(
        &self,
        token: &str,
        certificate: Option<&[u8]>,
    ) -> Result<Caller, KeyManagerError> {
        let session = self.sessions().get(token);
        self.caller_in(session.ok_or(KeyManagerError::SessionOver)?, certificate)
    }

    /// Whose token that is, who only looks and does nothing: the session does not last longer by it.
    ///
    /// # Errors
    /// When the session is over.
    pub fn looking(&self, token: &str) -> Result<Caller, KeyManagerError> {
        let session = self.sessions().look(token);
        self.caller_in(session.ok_or(KeyManagerError::SessionOver)?, None)
    }

    fn caller_in(
        &self,
        session: Session,
        certificate: Option<&[u8]>,
    ) -> Result<Caller, KeyManagerError> {
        let over = || KeyManagerError::SessionOver;
        if session.certificate.is_some() && session.certificate != certificate.map(hash) {
            return Err(over());
        }
        self.read(|tx| match &session.holder {
            Holder::User(id) => {
                let kept = tx.password_of(id)?.ok_or_else(over)?;
                if hash(kept.as_bytes()) != session.proof {
                    return Err(over());
                }
                let user = tx.user(id)?.ok_or_else(over)?;
                let chosen = session.account.as_deref();
                let chosen = chosen.filter(|account| user.role_in(account).is_some());
                let account = match chosen {
                    Some(chosen) => account_of(tx, chosen)?,
                    None => None,
                };
                Ok(Caller {
                    identity: Identity::User(user),
                    account,
                })
            }
            Holder::App(id) => {
                let app = tx.app(id)?.filter(|app| app.enabled).ok_or_else(over)?;
                if proof(self, tx, &app)? != session.proof {
                    return Err(over());
                }
                Ok(Caller {
                    account: account_of(tx, &app.account_id)?,
                    identity: Identity::App(app),
                })
            }
        })
    }

    /// The caller that an app is which has proved who it is without a session.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn caller_of(&self, app: App) -> Result<Caller, KeyManagerError> {
        let account = self.read(|tx| account_of(tx, &app.account_id))?;
        Ok(Caller {
            identity: Identity::App(app),
            account,
        })
    }

    /// The app of that UUID, when the secret is its own, or the certificate when it has one.
    ///
    /// # Errors
    /// When it has not proved that it is that app.
    pub fn app_by_proof(
        &self,
        id: &str,
        secret: &str,
        certificate: Option<&[u8]>,
    ) -> Result<App, KeyManagerError> {
        let wrong = || KeyManagerError::WrongPassword;
        let (app, key) = self.read(|tx| {
            let app = tx.app(id)?.filter(|app| app.enabled);
            let app = app.ok_or_else(|| {
                self.remember_log_in(None, false);
                wrong()
            })?;
            let key = api_key(tx, self.master_key(), &app)?;
            Ok::<_, KeyManagerError>((app, key))
        })?;
        let proved = match app.method() {
            Method::ApiKey => verify_slices_are_equal(key.as_bytes(), secret.as_bytes()).is_ok(),
            Method::Certificate => app.certificate.as_deref() == certificate,
        };
        self.remember_log_in(None, proved);
        if proved { Ok(app) } else { Err(wrong()) }
    }

    /// How long a log-in as that user, or one as an app, has to wait at first that comes from where the actor is.
    pub fn log_in_delay(&self, user: Option<&str>) -> Duration {
        self.log_ins().delay(self.actor().client, user)
    }

    /// Remembers how a log-in has ended.
    pub(super) fn remember_log_in(&self, user: Option<&str>, succeeded: bool) {
        let client = self.actor().client;
        self.log_ins().remember(client, user, succeeded);
    }

    /// The UUID of the app that a certificate names.
    pub fn app_named_by(certificate: &[u8]) -> Option<String> {
        CertificateFacts::of(certificate)?.common_name
    }

    /// Chooses the account of a user's session.
    ///
    /// # Errors
    /// When the user does not belong to it.
    pub fn choose_account(
        &self,
        token: &str,
        caller: &Caller,
        account: &str,
    ) -> Result<(), KeyManagerError> {
        let belongs = match &caller.identity {
            Identity::User(user) => user.role_in(account).is_some(),
            Identity::App(app) => app.account_id == account,
        };
        if !belongs {
            return Err(KeyManagerError::Missing("account"));
        }
        self.sessions().choose(token, account);
        Ok(())
    }

    /// Ends a session.
    pub fn end_session(&self, token: &str) {
        self.sessions().end(token);
    }

    /// Which keys the caller sees.
    ///
    /// # Errors
    /// When a user has chosen no account.
    pub fn scope(&self, caller: &Caller) -> Result<Scope, KeyManagerError> {
        let account = caller.account()?.clone();
        let groups = match &caller.identity {
            Identity::App(app) => app.groups.clone(),
            Identity::User(_) => {
                let permissions = match caller.role() {
                    Some(Role::Administrator | Role::Member) => Permissions::ALL,
                    _ => Permissions::NONE,
                };
                let groups = self.read(|tx| tx.groups())?.into_iter();
                let own = groups.filter(|group| group.account_id == account.id);
                own.map(|group| AppGroup {
                    id: group.id,
                    name: group.name,
                    permissions,
                })
                .collect()
            }
        };
        Ok(Scope {
            account,
            groups,
            is_app: matches!(caller.identity, Identity::App(_)),
        })
    }

    /// The same key manager for a request of that caller.
    #[must_use]
    pub fn for_caller(
        &self,
        caller: &Caller,
        door: &'static str,
        client: Option<std::net::IpAddr>,
    ) -> Self {
        self.by(Actor {
            who: caller.who(),
            door,
            client,
        })
    }
}

fn account_of(tx: Tx<'_>, id: &str) -> Result<Option<Account>, KeyManagerError> {
    Ok(tx.accounts()?.into_iter().find(|account| account.id == id))
}

/// What the app proves with, hashed: its certificate, or its API key.
fn proof(
    manager: &KeyManager,
    tx: Tx<'_>,
    app: &App,
) -> Result<super::session::Hash, KeyManagerError> {
    Ok(match &app.certificate {
        Some(certificate) => hash(certificate),
        None => hash(api_key(tx, manager.master_key(), app)?.as_bytes()),
    })
}
