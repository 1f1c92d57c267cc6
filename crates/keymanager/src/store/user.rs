//! Users, and the accounts that they belong to.

use rusqlite::{Params, params};

use super::{StoreError, Tx};

/// A user. The password is not in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The UUID.
    pub id: String,
    /// The address that the user logs in with, in lower case.
    pub email: String,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// Seconds since 1970 UTC.
    pub created: i64,
    /// The last log-in, in seconds since 1970 UTC.
    pub last_used: Option<i64>,
    /// The accounts that the user belongs to, by their names.
    pub accounts: Vec<Membership>,
}

/// What a user is in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The UUID of the account.
    pub account_id: String,
    /// Its name.
    pub account: String,
    /// What the user may do there.
    pub role: Role,
}

/// What a user may do in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Administrator,
    /// Everything but to manage users and the account.
    Member,
    /// Only look.
    Auditor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Member, Self::Auditor];

    /// As commands and pages have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::Auditor => "auditor",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

impl User {
    /// What the user is in the account of that UUID.
    pub fn role_in(&self, account: &str) -> Option<Role> {
        let found = self.accounts.iter().find(|it| it.account_id == account);
        found.map(|found| found.role)
    }
}

impl Tx<'_> {
    /// The user of that UUID or address.
    pub(crate) fn user(self, name: &str) -> Result<Option<User>, StoreError> {
        let of = "WHERE user.id = ?1 OR user.email = lower(?1)";
        Ok(self.collect_users(of, [name])?.pop())
    }

    /// The users of the account of that UUID, or all, by their addresses.
    pub(crate) fn users(self, account: Option<&str>) -> Result<Vec<User>, StoreError> {
        let of = "WHERE ?1 IS NULL OR user.id IN (SELECT user FROM member WHERE account = ?1)";
        self.collect_users(of, [account])
    }

    fn collect_users(self, of: &str, values: impl Params) -> Result<Vec<User>, StoreError> {
        let sql = format!(
            "SELECT user.id, email, first_name, last_name, user.created, user.last_used,
                 account.id, account.name, member.role
             FROM user LEFT JOIN member ON member.user = user.id
             LEFT JOIN account ON account.id = member.account
             {of} ORDER BY user.email, account.name"
        );
        let mut statement = self.prepare(&sql)?;
        let mut rows = statement.query(values)?;
        let mut users: Vec<User> = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            if users.last().is_none_or(|last| last.id != id) {
                users.push(User {
                    id,
                    email: row.get(1)?,
                    first_name: row.get(2)?,
                    last_name: row.get(3)?,
                    created: row.get(4)?,
                    last_used: row.get(5)?,
                    accounts: Vec::new(),
                });
            }
            let account: Option<String> = row.get(6)?;
            if let (Some(account_id), Some(user)) = (account, users.last_mut()) {
                let role: String = row.get(8)?;
                user.accounts.push(Membership {
                    account_id,
                    account: row.get(7)?,
                    role: Role::named(&role).unwrap_or(Role::Auditor),
                });
            }
        }
        Ok(users)
    }

    /// What is kept of the password of the user of that UUID.
    pub(crate) fn password_of(self, id: &str) -> Result<Option<String>, StoreError> {
        let find = "SELECT password FROM user WHERE id = ?1";
        self.row(find, [id], |row| row.get(0))
    }

    pub(crate) fn insert_user(self, user: &User, password: &str) -> Result<(), StoreError> {
        let insert = "INSERT INTO user (id, email, first_name, last_name, password, created)
             VALUES (?1, lower(?2), ?3, ?4, ?5, ?6)";
        let values = params![
            user.id,
            user.email,
            user.first_name,
            user.last_name,
            password,
            user.created
        ];
        self.execute(insert, values).map(drop)
    }

    pub(crate) fn update_user(self, user: &User) -> Result<(), StoreError> {
        let update =
            "UPDATE user SET first_name = ?2, last_name = ?3, last_used = ?4 WHERE id = ?1";
        let values = params![user.id, user.first_name, user.last_name, user.last_used];
        self.execute(update, values).map(drop)
    }

    pub(crate) fn set_password(self, id: &str, password: &str) -> Result<(), StoreError> {
        self.purge_afterwards();
        let set = "UPDATE user SET password = ?2 WHERE id = ?1";
        self.execute(set, params![id, password]).map(drop)
    }

    pub(crate) fn delete_user(self, id: &str) -> Result<(), StoreError> {
        self.purge_afterwards();
        self.execute("DELETE FROM user WHERE id = ?1", [id])
            .map(drop)
    }

    /// Makes the user a member of the account in that role, whatever the role was before.
    pub(crate) fn put_member(
        self,
        account: &str,
        user: &str,
        role: Role,
    ) -> Result<(), StoreError> {
        let put = "INSERT INTO member (account, user, role) VALUES (?1, ?2, ?3)
             ON CONFLICT (account, user) DO UPDATE SET role = excluded.role";
        self.execute(put, params![account, user, role.as_str()])
            .map(drop)
    }

    pub(crate) fn delete_member(self, account: &str, user: &str) -> Result<(), StoreError> {
        let delete = "DELETE FROM member WHERE account = ?1 AND user = ?2";
        self.execute(delete, [account, user]).map(drop)
    }
}
