//! Who may come in by the array's doors: users with their passwords, roles, API tokens and SSH keys; API
//! clients.

mod api_client;
mod api_token;
mod error;
mod id_token;
mod login;
mod login_stamp;
mod name;
mod password;
mod public_key;
mod role;
mod ssh_key;
mod table;
mod token_times;
mod turns;

pub use api_client::{ApiClient, ApiClientTerms, InvalidIssuer, Issuer};
pub use api_token::ApiToken;
pub use error::UserError;
pub use login_stamp::LoginStamp;
pub use name::{InvalidUserName, UserName};
pub use password::{InvalidPassword, Password};
pub use public_key::{InvalidPublicKey, PublicKey};
pub use role::{InvalidRole, Role};
pub use ssh_key::{InvalidSshKey, SshKey, SshPublicKey};
pub use token_times::TokenTimes;

pub(crate) use api_client::{
    all as clients, create_client, delete_client, enable_client, find as client,
};
pub(crate) use api_token::{create_token, delete_token};
pub(crate) use id_token::{by_id_token, of_client};
pub(crate) use login::{by_password, by_token};
pub(crate) use ssh_key::{add_key, by_key, delete_key, has_key, keys, set_key};
pub(crate) use table::{all, create, delete, find, insert_factory_user, set_password, set_role};

use jiff::Timestamp;

/// The user that every array has from the start, with a password that everybody knows.
pub const FACTORY_USER: &str = "pureuser";

/// The password of the factory user until it is changed.
const FACTORY_PASSWORD: &str = "pureuser";

/// A user of the array. Neither the password nor the API token is in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: UserName,
    /// What the user may do.
    pub role: Role,
    /// When the user was created.
    pub created: Timestamp,
    /// Whether the password is still the factory's, which everybody knows.
    pub has_factory_password: bool,
    /// When the API token was made and until when it is good, if there is one.
    pub token: Option<TokenTimes>,
    /// By what it is seen that a session's user is not the one who logged in any more.
    pub stamp: LoginStamp,
}
