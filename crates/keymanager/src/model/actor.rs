//! Who does something, and by which door.

use std::net::IpAddr;

use super::{App, User};

/// Who does something, by which door, from where.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who.
    pub who: Who,
    /// By which door: `command`, `KMIP`, `REST`, `web`.
    pub door: &'static str,
    /// The address that the request came from.
    pub client: Option<IpAddr>,
}

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever runs the commands on the key manager's host.
    Operator,
    /// A user.
    User {
        /// The UUID.
        id: String,
        /// The address.
        email: String,
    },
    /// An app.
    App {
        /// The UUID.
        id: String,
        /// The name.
        name: String,
    },
    /// Somebody who is not known.
    Nobody,
}

impl Who {
    /// As it is kept: `operator`, `user:UUID`, `app:UUID`, or empty for nobody.
    pub fn kept(&self) -> String {
        match self {
            Self::Operator => "operator".to_owned(),
            Self::User { id, .. } => format!("user:{id}"),
            Self::App { id, .. } => format!("app:{id}"),
            Self::Nobody => String::new(),
        }
    }

    /// The name for people.
    pub fn name(&self) -> &str {
        match self {
            Self::Operator => "operator",
            Self::User { email, .. } => email,
            Self::App { name, .. } => name,
            Self::Nobody => "unknown",
        }
    }
}

impl From<&User> for Who {
    fn from(user: &User) -> Self {
        Self::User {
            id: user.id.clone(),
            email: user.email.clone(),
        }
    }
}

impl From<&App> for Who {
    fn from(app: &App) -> Self {
        Self::App {
            id: app.id.clone(),
            name: app.name.clone(),
        }
    }
}

impl Actor {
    /// Whoever runs the commands.
    pub const OPERATOR: Self = Self {
        who: Who::Operator,
        door: "command",
        client: None,
    };
}
