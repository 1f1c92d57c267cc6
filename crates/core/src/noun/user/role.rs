//! What a user may do.

use std::str::FromStr;

/// The role of a user, one of the four that the array has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    ArrayAdmin,
    /// What is stored: volumes and hosts. Of certificates and KMIP servers, reading.
    StorageAdmin,
    /// Looking after the array: reading, and testing what it is connected to.
    OpsAdmin,
    /// Reading.
    Readonly,
}

/// A text is not a [`Role`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be array_admin, storage_admin, ops_admin or readonly")]
pub struct InvalidRole;

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [
        Self::ArrayAdmin,
        Self::StorageAdmin,
        Self::OpsAdmin,
        Self::Readonly,
    ];

    /// As given, shown and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ArrayAdmin => "array_admin",
            Self::StorageAdmin => "storage_admin",
            Self::OpsAdmin => "ops_admin",
            Self::Readonly => "readonly",
        }
    }

    /// What both roles may do.
    pub fn lesser(self, other: Self) -> Self {
        match (self, other) {
            (Self::ArrayAdmin, role) | (role, Self::ArrayAdmin) => role,
            (one, other) if one == other => one,
            _ => Self::Readonly,
        }
    }

    /// Whether certificates, KMIP servers, users and the array itself may be changed.
    pub fn may_administer(self) -> bool {
        self == Self::ArrayAdmin
    }
}

impl FromStr for Role {
    type Err = InvalidRole;

    fn from_str(text: &str) -> Result<Self, InvalidRole> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or(InvalidRole)
    }
}
