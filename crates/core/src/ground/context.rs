//! Who asks, for which array of which home, at what time.

use std::fmt;
use std::sync::Arc;

use pure_sqlite::Waiter;
use uuid::Uuid;

use super::clock::TimeSource;
use super::home::Home;
use super::kept::KeptArrays;
use super::memory_places::MemoryPlaces;
use super::name::ObjectName;
use super::notice::Notice;

/// What a request comes with. Made at the edge: by a command from its environment, by a door from
/// what was sent to it. Nothing in this crate looks at the environment by itself.
#[derive(Clone)]
pub struct Context {
    /// Where the arrays live.
    pub home: Home,
    /// Which of them is meant.
    pub array: Selection,
    /// Who asks, as the log names them.
    pub actor: String,
    /// Which user of the array came in by a door, so that the role of that user counts; `None` for who has
    /// the home, and may do everything.
    pub visitor: Option<String>,
    /// Where the time comes from.
    pub time: TimeSource,
    /// Where arrays that are switched on may keep what they have in memory. One that is on keeps it
    /// where it was recorded then.
    pub memory: MemoryPlaces,
    /// Where arrays stay open from one request to the next; without it each request opens its own.
    pub kept: Option<Arc<KeptArrays>>,
    /// Told what the operator should know meanwhile.
    pub on_notice: Arc<dyn Fn(&Notice) + Send + Sync>,
}

/// Which array is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// The current one of the home; in a home without arrays, `pure01`, which is created.
    #[default]
    Current,
    /// The one of that name.
    Named(ObjectName),
    /// The one of that UUID, whatever its name is.
    Identified(Uuid),
}

impl Context {
    /// For the current array of `home`, by an actor of that name, in the host's time; notices are not
    /// heard. The fields can be set to anything else.
    pub fn new(home: Home, memory: impl Into<MemoryPlaces>, actor: impl Into<String>) -> Self {
        Self {
            home,
            array: Selection::Current,
            actor: actor.into(),
            visitor: None,
            time: TimeSource::Host,
            memory: memory.into(),
            kept: None,
            on_notice: Arc::new(|_| ()),
        }
    }

    /// The same for the array of that name.
    #[must_use]
    pub fn for_array(mut self, name: ObjectName) -> Self {
        self.array = Selection::Named(name);
        self
    }

    /// Tells what the operator should know.
    pub(crate) fn tell(&self, notice: &Notice) {
        (self.on_notice)(notice);
    }

    /// How it waits for others: it says so once.
    pub(crate) fn waiter(&self) -> Waiter {
        let on_notice = Arc::clone(&self.on_notice);
        Waiter::new(Some(Arc::new(move || on_notice(&Notice::Waiting))))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("home", &self.home)
            .field("array", &self.array)
            .field("actor", &self.actor)
            .field("visitor", &self.visitor)
            .finish_non_exhaustive()
    }
}
