//! Who may come in by the array's doors.

use jiff::Timestamp;
use uuid::Uuid;

use super::Purity;
use super::error::{Error, Result, Subject};
use crate::ground::clock::Span;
use crate::ground::{Array, Context, ObjectName};
use crate::lifecycle;
use crate::noun::user::{
    self, ApiClient, ApiClientTerms, ApiToken, Password, Role, SshKey, SshPublicKey, User,
    UserError, UserName,
};

/// The users of an array, which may be off.
#[derive(Debug)]
pub struct Users {
    array: Array,
}

impl Users {
    /// Of the array that the context means.
    ///
    /// # Errors
    /// When there is no such array, or its state cannot be used.
    pub fn open(context: &Context) -> Result<Self> {
        let array = lifecycle::open(context).map_err(Error::of_lifecycle)?;
        Ok(Self { array })
    }

    /// The array itself, on or locked, for the same request, after it has done what is due.
    ///
    /// # Errors
    /// As [`Purity::open`].
    pub fn into_purity(self) -> Result<Purity> {
        Purity::of(self.array).entered()
    }

    /// The users by name.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn list(&self) -> Result<Vec<User>> {
        Ok(self.array.store().read(user::all)?)
    }

    /// The user `name`.
    ///
    /// # Errors
    /// When there is none.
    pub fn get(&self, name: &UserName) -> Result<User> {
        let found = self.array.store().read(|db| user::find(db, name));
        found.map_err(about(name))
    }

    /// Makes the user `name`.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn create(&self, name: &UserName, role: Role, password: &Password) -> Result<User> {
        user::create(&self.array, name, role, password).map_err(about(name))
    }

    /// The user `name` when there is one that may stay as it is: `if_missing` is set, and it has that role;
    /// `None` when it could be created. To know it before a password is asked for.
    ///
    /// # Errors
    /// When there is another one of that name.
    pub fn is_there(&self, name: &UserName, role: Role, if_missing: bool) -> Result<Option<User>> {
        match self.array.store().read(|db| user::find(db, name)) {
            Ok(_) if !if_missing => Err(about(name)(UserError::Exists)),
            Ok(user) if user.role != role => Err(about(name)(UserError::Differs)),
            Ok(user) => Ok(Some(user)),
            Err(UserError::Missing) => Ok(None),
            Err(error) => Err(about(name)(error)),
        }
    }

    /// Gives the user `name` another password.
    ///
    /// # Errors
    /// When there is none.
    pub fn set_password(&self, name: &UserName, password: &Password) -> Result<User> {
        user::set_password(&self.array, name, password).map_err(about(name))
    }

    /// Gives the user `name` another role, which counts from the next request on.
    ///
    /// # Errors
    /// When there is none, or it is the one that every array has.
    pub fn set_role(&self, name: &UserName, role: Role) -> Result<User> {
        user::set_role(&self.array, name, role).map_err(about(name))
    }

    /// Whether the user `name` could be deleted, to know it before anything is asked.
    ///
    /// # Errors
    /// When there is none, or it is the one that every array has.
    pub fn check_deletable(&self, name: &UserName) -> Result<()> {
        self.get(name)?;
        if name.as_str() == user::FACTORY_USER {
            return Err(about(name)(UserError::Factory));
        }
        Ok(())
    }

    /// Whether the user `name` has an API token, to know it before anything is asked.
    ///
    /// # Errors
    /// When there is no such user, or the user has none.
    pub fn check_token(&self, name: &UserName) -> Result<()> {
        match self.get(name)?.token {
            Some(_) => Ok(()),
            None => Err(about(name)(UserError::NoToken)),
        }
    }

    /// Deletes the user `name` with its API token and SSH keys.
    ///
    /// # Errors
    /// When there is none, or it is the one that every array has.
    pub fn delete(&self, name: &UserName) -> Result<()> {
        user::delete(&self.array, name).map_err(about(name))
    }

    /// Makes an API token for the user `name`, good for `lifetime`, or for good. It is not shown again.
    ///
    /// # Errors
    /// When there is no such user, or the user has one that is still good.
    pub fn create_token(&self, name: &UserName, lifetime: Option<Span>) -> Result<ApiToken> {
        user::create_token(&self.array, name, lifetime).map_err(about(name))
    }

    /// Deletes the API token of the user `name`.
    ///
    /// # Errors
    /// When there is no such user, or the user has none.
    pub fn delete_token(&self, name: &UserName) -> Result<()> {
        user::delete_token(&self.array, name).map_err(about(name))
    }

    /// Gives the user `name` that SSH key too.
    ///
    /// # Errors
    /// When there is no such user, or the user has the key, or too many.
    pub fn add_key(&self, name: &UserName, key: &SshPublicKey) -> Result<SshKey> {
        user::add_key(&self.array, name, key).map_err(about(name))
    }

    /// Gives the user `name` that SSH key in place of all that the user has; without one, none.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn set_key(&self, name: &UserName, key: Option<&SshPublicKey>) -> Result<()> {
        user::set_key(&self.array, name, key).map_err(about(name))
    }

    /// The SSH keys of the user `name`, or of all users.
    ///
    /// # Errors
    /// When there is no such user, or the array's state cannot be read.
    pub fn keys(&self, name: Option<&UserName>) -> Result<Vec<SshKey>> {
        if let Some(name) = name {
            self.get(name)?;
        }
        Ok(self.array.store().read(|db| user::keys(db, name))?)
    }

    /// Takes the SSH key of that fingerprint from the user `name`.
    ///
    /// # Errors
    /// When there is no such user or key.
    pub fn delete_key(&self, name: &UserName, fingerprint: &str) -> Result<()> {
        user::delete_key(&self.array, name, fingerprint).map_err(about(name))
    }

    /// Whether the user `name` has that SSH key, in the form of RFC 4253, section 6.6.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn has_key(&self, name: &str, key: &[u8]) -> Result<bool> {
        Ok(self.array.store().read(|db| user::has_key(db, name, key))?)
    }

    /// The user who comes in with that name and has proven to have that SSH key. The history keeps that.
    ///
    /// # Errors
    /// When they do not fit, which says nothing of whether there is such a user.
    pub fn by_key(&self, name: &str, key: &[u8]) -> Result<User> {
        Ok(user::by_key(&self.array, name, key)?)
    }

    /// The user who comes in with that name and password. The history keeps that.
    ///
    /// # Errors
    /// When they do not fit, which says nothing of whether there is such a user.
    pub fn by_password(&self, name: &str, password: &str) -> Result<User> {
        Ok(user::by_password(&self.array, name, password)?)
    }

    /// The user who comes in with that API token. The history keeps that.
    ///
    /// # Errors
    /// When it is nobody's, or has expired.
    pub fn by_token(&self, token: &str) -> Result<User> {
        Ok(user::by_token(&self.array, token)?)
    }

    /// The API clients by name.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn clients(&self) -> Result<Vec<ApiClient>> {
        Ok(self.array.store().read(user::clients)?)
    }

    /// The API client `name`.
    ///
    /// # Errors
    /// When there is none.
    pub fn client(&self, name: &ObjectName) -> Result<ApiClient> {
        let found = self.array.store().read(|db| user::client(db, name));
        found.map_err(about_client(name))
    }

    /// Makes the API client `name`.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn create_client(
        &self,
        name: &ObjectName,
        terms: &ApiClientTerms,
        is_enabled: bool,
    ) -> Result<ApiClient> {
        let made = user::create_client(&self.array, name, terms, is_enabled);
        made.map_err(about_client(name))
    }

    /// Makes the API client `name`, unless there is one of that name on those terms.
    ///
    /// # Errors
    /// When there is another one of that name.
    pub fn create_client_if_missing(
        &self,
        name: &ObjectName,
        terms: &ApiClientTerms,
    ) -> Result<ApiClient> {
        let made = user::create_client(&self.array, name, terms, true);
        if !matches!(made, Err(UserError::ClientExists)) {
            return made.map_err(about_client(name));
        }
        let there = self.client(name)?;
        match there.terms.difference(terms) {
            None => Ok(there),
            Some(what) => Err(about_client(name)(UserError::ClientDiffers(what))),
        }
    }

    /// Lets the API client `name` exchange ID tokens, or not. When not, its access tokens do not count
    /// either.
    ///
    /// # Errors
    /// When there is none.
    pub fn enable_client(&self, name: &ObjectName, is_enabled: bool) -> Result<ApiClient> {
        user::enable_client(&self.array, name, is_enabled).map_err(about_client(name))
    }

    /// Deletes the API client `name`. Its access tokens end.
    ///
    /// # Errors
    /// When there is none.
    pub fn delete_client(&self, name: &ObjectName) -> Result<()> {
        user::delete_client(&self.array, name).map_err(about_client(name))
    }

    /// The user who comes in by that ID token, with the lesser of the roles of the user and of the API
    /// client that signed it, and that client. The history keeps that.
    ///
    /// # Errors
    /// When the signature, the issuer, the audience or the key is not that of a client that is enabled,
    /// when it has expired, or is for nobody: which is not said.
    pub fn by_id_token(&self, token: &str) -> Result<(User, ApiClient)> {
        Ok(user::by_id_token(&self.array, token)?)
    }

    /// The user `name` as of now, who came in by the API client `id`.
    ///
    /// # Errors
    /// When there is no such user or client any more, or the client is disabled.
    pub fn of_client(&self, name: &UserName, id: Uuid) -> Result<User> {
        user::of_client(&self.array, name, id).map_err(about(name))
    }

    /// The array's time.
    pub fn now(&self) -> Timestamp {
        self.array.now()
    }
}

fn about_client(name: &ObjectName) -> impl Fn(UserError) -> Error + '_ {
    |error| Error::about(Subject::ApiClient(name.clone()), error)
}

fn about(name: &UserName) -> impl Fn(UserError) -> Error + '_ {
    |error| Error::about(Subject::User(name.clone()), error)
}
