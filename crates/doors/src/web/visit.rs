//! A request of somebody who is known.

use std::sync::{Arc, Mutex, PoisonError};

use pure_core::user::User;
use pure_core::{Bench, Context, Notice as CoreNotice, ObjectName, Purity, Users};
use pure_pages::{Form, FormToken, Input, Notice, Page};

use super::refused::Refused;
use super::site::Site;

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
    /// Where.
    pub(super) site: &'a Site,
    /// Who asks.
    pub(super) user: User,
    /// The token of the session.
    pub(super) session: &'a str,
    /// The token of its forms.
    pub(super) token: FormToken,
    /// What was typed, or is in the address.
    pub(super) input: Input,
    /// Which object is meant, from the path.
    name: String,
    /// The entry of the navigation that the page belongs to.
    pub(super) current: &'static str,
    /// What core told meanwhile.
    heard: Arc<Mutex<Vec<String>>>,
}

impl<'a> Visit<'a> {
    /// Of that user, in that session.
    pub(super) fn new(site: &'a Site, user: User, session: &'a str, input: Input) -> Self {
        Self {
            site,
            user,
            session,
            token: FormToken::of_session(session),
            input,
            name: String::new(),
            current: "/",
            heard: Arc::default(),
        }
    }

    /// Of that object, on a page of that part of the navigation.
    pub(super) fn at(self, name: &str, current: &'static str) -> Self {
        let name = name.to_owned();
        Self {
            name,
            current,
            ..self
        }
    }

    /// For whom core does it.
    pub(super) fn context(&self) -> Context {
        let mut context = self.site.door.context_by(Some(&self.user.name), "console");
        let heard = Arc::clone(&self.heard);
        context.on_notice = Arc::new(move |notice| {
            if !matches!(notice, CoreNotice::Waiting) {
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                let text = notice.message().to_string();
                if !heard.contains(&text) {
                    heard.push(text);
                }
            }
        });
        context
    }

    /// What core told meanwhile.
    pub(super) fn told(&self) -> Vec<Notice> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.drain(..).map(Notice::warning).collect()
    }

    /// The array, on or locked.
    pub(super) fn purity(&self) -> Result<Purity, Refused> {
        Ok(Purity::open(&self.context())?)
    }

    /// What surrounds the array, on or off.
    pub(super) fn bench(&self) -> Result<Bench, Refused> {
        Ok(Bench::open(&self.context())?)
    }

    /// The users of the array.
    pub(super) fn users(&self) -> Result<Users, Refused> {
        Ok(Users::open(&self.context())?)
    }

    /// Whether the user may change the array.
    pub(super) fn may_administer(&self) -> bool {
        self.user.role.may_administer()
    }

    /// The name in the path, as it was typed.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The object that is meant, from the path.
    pub(super) fn object(&self) -> Result<ObjectName, Refused> {
        self.name.parse().map_err(|_| Refused::nothing_there())
    }

    /// The name of a new object, from the form.
    pub(super) fn new_name(&self) -> Result<ObjectName, Refused> {
        let name = self.input.typed("name").unwrap_or_default();
        name.parse()
            .map_err(|reason| Refused::field("Name", reason))
    }

    /// Refuses what is grave unless its check box is checked: browsers see to that, others do not.
    pub(super) fn sure(&self) -> Result<(), Refused> {
        match self.input.is_on("sure") {
            true => Ok(()),
            false => Err(Refused::field("Confirmation", "The box is not checked.")),
        }
    }

    /// A form of this session.
    pub(super) fn form(&self, action: &str) -> Form {
        Form::new(action, &self.token)
    }
}
