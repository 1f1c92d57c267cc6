//! Groups: which keys belong together, and which apps see them.

use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::page::{self, Next};
use super::refused::{about, one};
use crate::error::{DsmError, Noun};
use crate::foreign;
use crate::http::Call;
use crate::session::Session;
use crate::time::time;

const PATH: &str = "/sys/v1/groups";

/// A group.
#[derive(Clone, Debug, Deserialize)]
pub struct Group {
    /// The UUID.
    #[serde(rename = "group_id")]
    pub id: String,
    /// The name.
    pub name: String,
    /// When it was made, if that is told.
    #[serde(rename = "created_at", default, deserialize_with = "time")]
    pub created: Option<Timestamp>,
}

impl Session {
    /// The groups of the account, or of the app, by name.
    ///
    /// # Errors
    /// When they are not told.
    pub fn groups(&self) -> Result<Vec<Group>, DsmError> {
        let groups = page::all(&self.http, PATH, &[], Next::Offset, |it: &Group| &it.id);
        let mut groups: Vec<Group> = groups?;
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(groups)
    }

    /// The group of that name or UUID; the only one when none is named.
    ///
    /// # Errors
    /// When there is none, or several to choose from.
    pub fn group(&self, name: Option<&str>) -> Result<Group, DsmError> {
        let mut groups = self.groups()?;
        match name {
            Some(name) => one(Noun::Group, groups, name, |it| (&it.id, &it.name)),
            None if groups.len() > 1 => {
                let names: Vec<&str> = groups.iter().map(|it| it.name.as_str()).collect();
                let names = foreign::line(names.join(", ").as_bytes());
                Err(DsmError::Several {
                    noun: Noun::Group,
                    names,
                })
            }
            None => groups.pop().ok_or(DsmError::None(Noun::Group)),
        }
    }

    /// Makes a group.
    ///
    /// # Errors
    /// When there is one of that name, or who asks may not.
    pub fn create_group(&self, name: &str) -> Result<Group, DsmError> {
        let call = Call::post(PATH, json!({ "name": name }));
        about(Noun::Group, self.http.ask(call))
    }

    /// Deletes a group.
    ///
    /// # Errors
    /// When something is in it, or who asks may not.
    pub fn delete_group(&self, group: &Group) -> Result<(), DsmError> {
        let path = format!("{PATH}/{}", group.id);
        let deleted = self.http.tell(Call::new(Method::DELETE, &path, None));
        about(Noun::Group, deleted)
    }
}
