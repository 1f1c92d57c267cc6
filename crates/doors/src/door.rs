//! An array at its door.

use std::sync::Arc;

use pure_core::user::UserName;
use pure_core::{ArrayEntry, Arrays, Context, KeptArrays, Selection, Users};
use tokio::sync::Semaphore;

use crate::access_token::AccessTokens;
use crate::passing::Passing;
use crate::session::Sessions;
use crate::version::RestVersion;

/// How many passwords are looked at at a time.
const PASSWORDS: usize = 2;

/// An array at its door.
#[derive(Debug)]
pub(crate) struct Door {
    /// For what happens without a request: notices are heard.
    context: Context,
    /// Where the array stays open between requests.
    kept: Arc<KeptArrays>,
    /// The UUID of the array.
    pub(crate) id: String,
    /// By what sessions idle out.
    pub(crate) time: Arc<Passing>,
    /// Who has logged in.
    pub(crate) sessions: Sessions,
    /// Turns for those who give a password, so that they leave threads to others.
    pub(crate) passwords: Semaphore,
    /// What API clients get.
    pub(crate) access_tokens: AccessTokens,
    /// The newest version of the REST API that it serves.
    pub(crate) newest: RestVersion,
}

impl Door {
    /// Of that array in the home of `context`, with the REST API up to `newest`, or up to what the array's
    /// Purity has.
    pub(crate) fn new(
        context: &Context,
        array: &ArrayEntry,
        newest: Option<RestVersion>,
        kept: &Arc<KeptArrays>,
    ) -> Self {
        let mut context = context.clone();
        // It may be renamed while it is served.
        context.array = Selection::Identified(array.id);
        let time = Arc::new(Passing::default());
        Self {
            context,
            kept: Arc::clone(kept),
            id: array.id.to_string(),
            sessions: Sessions::by(&time),
            time,
            passwords: Semaphore::new(PASSWORDS),
            access_tokens: AccessTokens::default(),
            newest: newest.unwrap_or_else(|| RestVersion::of_purity(&array.version)),
        }
    }

    /// The context of the array itself.
    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// The context of a request of `user`. The history says that it came in by REST.
    pub(crate) fn context_of(&self, user: Option<&UserName>) -> Context {
        self.context_by(user, "REST")
    }

    /// The context of a request of `user` that came in by the door of that name. The user's role counts.
    pub(crate) fn context_by(&self, user: Option<&UserName>, door: &str) -> Context {
        let mut context = self.context.clone();
        context.actor = match user {
            Some(user) => format!("{user} via {door}"),
            None => door.to_owned(),
        };
        context.visitor = user.map(ToString::to_string);
        context.kept = Some(Arc::clone(&self.kept));
        context.on_notice = Arc::new(|_| ());
        context
    }

    /// The name of the array, which may be renamed while it is served.
    pub(crate) fn name(&self) -> String {
        let found = self
            .id
            .parse()
            .ok()
            .map(|id| Arrays::of(&self.context).get(&id));
        found
            .and_then(Result::ok)
            .map_or_else(|| self.id.clone(), |array| array.name.to_string())
    }

    /// The users of the array, as `user` sees and changes them.
    pub(crate) fn users(&self, user: Option<&UserName>) -> pure_core::Result<Users> {
        Users::open(&self.context_of(user))
    }
}
