//! A request of a user who has logged in.

use std::net::IpAddr;

use pure_pages::{Form, FormToken, Input, Notice, Page, StateId};

use super::events;
use super::refused::Refused;
use super::site::Site;
use crate::model::{
    Account, App, Caller, Group, Identity, KeyManager, KeyManagerError, Name, Scope, User,
};

/// The name of this door in the log.
pub(super) const DOOR: &str = "web";

/// What comes of a form.
#[derive(Debug)]
pub(super) enum Answer {
    /// A page with what came out.
    Page(Box<Page>),
    /// It is done: on to the page at that path, which says so.
    GoTo(String, Option<String>),
}

impl Answer {
    /// That page.
    pub(super) fn page(page: Page) -> Self {
        Self::Page(Box::new(page))
    }

    /// It is done, as `told` says; on to the page at `path`.
    pub(super) fn done(path: impl Into<String>, told: impl Into<String>) -> Self {
        Self::GoTo(path.into(), Some(told.into()))
    }
}

/// A request of a user who has logged in.
#[derive(Debug)]
pub(super) struct Visit<'a> {
    pub(super) site: &'a Site,
    /// The key manager for what the user does.
    pub(super) manager: KeyManager,
    pub(super) caller: Caller,
    pub(super) user: User,
    /// The token of the session.
    pub(super) session: &'a str,
    /// Whether the page fetches itself.
    is_live: bool,
    /// How everything was before anything was looked at.
    state: StateId,
    /// The token of its forms.
    pub(super) token: FormToken,
    /// What was typed, or is in the address.
    pub(super) input: Input,
    /// Which object is meant, from the path.
    pub(super) id: String,
    /// The entry of the navigation that the page belongs to.
    pub(super) current: &'static str,
}

impl<'a> Visit<'a> {
    /// Of whoever has that session.
    ///
    /// # Errors
    /// When it is over, or an app's.
    pub(super) fn new(
        site: &'a Site,
        session: &'a str,
        is_live: bool,
        peer: IpAddr,
        input: Input,
    ) -> Result<Self, KeyManagerError> {
        // Before anything is looked at: what changes from here on is told.
        let state = events::state(&site.manager)?;
        let caller = match is_live {
            true => site.manager.looking(session)?,
            false => site.manager.caller(session, None)?,
        };
        let Identity::User(user) = &caller.identity else {
            return Err(KeyManagerError::SessionOver);
        };
        Ok(Self {
            site,
            manager: site.manager.for_caller(&caller, DOOR, Some(peer)),
            user: user.clone(),
            caller,
            session,
            is_live,
            state,
            token: FormToken::of_session(session),
            input,
            id: String::new(),
            current: "",
        })
    }

    /// Of that object, on a page of that part of the navigation.
    pub(super) fn at(self, id: &str, current: &'static str) -> Self {
        let id = id.to_owned();
        Self {
            id,
            current,
            ..self
        }
    }

    /// The account that the user has chosen.
    pub(super) fn account(&self) -> Result<&Account, Refused> {
        Ok(self.caller.account()?)
    }

    /// Which keys the user sees.
    pub(super) fn scope(&self) -> Result<Scope, Refused> {
        Ok(self.manager.scope(&self.caller)?)
    }

    /// Whether the user may change groups, apps and keys.
    pub(super) fn may_change(&self) -> bool {
        self.caller.may_change().is_ok()
    }

    /// The groups of the account.
    pub(super) fn groups(&self) -> Result<Vec<Group>, Refused> {
        let account = self.account()?;
        let mut groups = self.manager.groups()?;
        groups.retain(|group| group.account_id == account.id);
        Ok(groups)
    }

    /// The group of that UUID, in the account.
    pub(super) fn group(&self, id: &str) -> Result<Group, Refused> {
        let found = self.groups()?.into_iter().find(|group| group.id == id);
        Ok(found.ok_or(KeyManagerError::Missing("group"))?)
    }

    /// The apps of the account.
    pub(super) fn apps(&self) -> Result<Vec<App>, Refused> {
        let account = self.account()?;
        let mut apps = self.manager.apps()?;
        apps.retain(|app| app.account_id == account.id);
        Ok(apps)
    }

    /// The app in the path, in the account.
    pub(super) fn app(&self) -> Result<App, Refused> {
        let found = self.apps()?.into_iter().find(|app| app.id == self.id);
        Ok(found.ok_or(KeyManagerError::Missing("app"))?)
    }

    /// A name that was typed into the field.
    pub(super) fn name(&self, field: &str, label: &str) -> Result<Name, Refused> {
        let text = self.input.typed(field).unwrap_or_default();
        text.parse().map_err(|reason| Refused::field(label, reason))
    }

    /// Refuses unless the check boxes are checked: browsers see to that, others do not.
    pub(super) fn sure(&self, boxes: &[&str]) -> Result<(), Refused> {
        match boxes.iter().all(|name| self.input.is_on(name)) {
            true => Ok(()),
            false => Err(Refused::field("Confirmation", "Check every box first.")),
        }
    }

    /// Who that is, as `user:UUID`, for people.
    pub(super) fn shown(&self, who: &str) -> String {
        let (kind, id) = who.split_once(':').unwrap_or((who, ""));
        let found = match kind {
            "user" => self.manager.user(id).ok().map(|user| user.email),
            "app" => self
                .manager
                .app(id)
                .ok()
                .map(|app| format!("app {}", app.name)),
            _ => None,
        };
        found.unwrap_or_else(|| {
            if who.is_empty() {
                "unknown".to_owned()
            } else {
                who.to_owned()
            }
        })
    }

    /// The notices for this page; what a page fetches by itself leaves them for the next.
    pub(super) fn told(&self) -> Vec<Notice> {
        match self.is_live {
            true => Vec::new(),
            false => self.site.kept.take(self.session).into_iter().collect(),
        }
    }

    /// A page whose live sections follow what changes.
    pub(super) fn live(&self, title: &str) -> Page {
        Page::new(title).live(&self.state.path(events::EVENTS))
    }

    /// A form of this session.
    pub(super) fn form(&self, action: &str) -> Form {
        Form::new(action, &self.token)
    }
}
