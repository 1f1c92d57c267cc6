//! Accounts: what belongs to one organization.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::page::{self, Next};
use super::refused::about;
use crate::error::{DsmError, Noun};
use crate::foreign;
use crate::http::Call;
use crate::session::{Session, Who};
use crate::time::time;

const PATH: &str = "/sys/v1/accounts";

/// An account.
#[derive(Clone, Debug, Deserialize)]
pub struct Account {
    /// The UUID.
    #[serde(rename = "acct_id")]
    pub id: String,
    /// The name.
    pub name: String,
    /// When it was made, if that is told.
    #[serde(rename = "created_at", default, deserialize_with = "time")]
    pub created: Option<Timestamp>,
}

impl Account {
    /// Whether that is its name or its UUID.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name == name || self.id == name
    }
}

impl Session {
    /// The accounts that whoever has logged in belongs to.
    ///
    /// # Errors
    /// When they are not told.
    pub fn accounts(&self) -> Result<Vec<Account>, DsmError> {
        page::all(&self.http, PATH, &[], Next::Offset, |it: &Account| &it.id)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When there is one of that name, or an app asks.
    pub fn create_account(&self, name: &str) -> Result<Account, DsmError> {
        let call = Call::post(PATH, json!({ "name": name }));
        about(Noun::Account, self.http.ask(call))
    }

    /// Chooses the account of that name or UUID, or the only one; what follows happens in it. An app has
    /// the one it belongs to, which it may not be told.
    ///
    /// # Errors
    /// When there is no such account, none at all, or several to choose from.
    pub fn choose_account(&self, name: Option<&str>) -> Result<Option<Account>, DsmError> {
        let mut accounts = match (self.accounts(), self.who()) {
            (Err(DsmError::Refused { .. }), Who::App(_)) => return Ok(None),
            (accounts, _) => accounts?,
        };
        let account = match name {
            Some(name) => {
                let found = accounts.into_iter().find(|it| it.is_named(name));
                found.ok_or(DsmError::Missing(Noun::Account))?
            }
            None if accounts.len() > 1 => {
                let names: Vec<&str> = accounts.iter().map(|it| it.name.as_str()).collect();
                let names = foreign::line(names.join(", ").as_bytes());
                return Err(DsmError::Several {
                    noun: Noun::Account,
                    names,
                });
            }
            None => accounts.pop().ok_or(DsmError::None(Noun::Account))?,
        };
        if matches!(self.who(), Who::User(_)) {
            let body = json!({ "acct_id": account.id });
            self.http
                .tell(Call::post("/sys/v1/session/select_account", body))?;
        }
        Ok(Some(account))
    }
}
