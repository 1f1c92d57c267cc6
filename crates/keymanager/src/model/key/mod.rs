//! Keys and other managed objects.

mod life;
mod manage;
mod name;
mod table;

use pure_kmip::enums::{
    CryptographicAlgorithm, ObjectType, RevocationReasonCode, State, UsageMask,
};

pub(crate) use life::{Forbidden, Revocation};
pub(crate) use name::{add_name, delete_name, names_of, rename};
pub(crate) use table::{count_of, each_of, insert, named, row_of, update};

/// A key as the console lists it.
#[derive(Clone, Debug)]
pub struct Key {
    /// Everything but its names.
    pub row: KeyRow,
    /// The first of its names.
    pub name: Option<String>,
    /// The name of its group.
    pub group: String,
    /// Where it is in its life now.
    pub state: State,
}

/// A managed object, as the database holds it.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// Its UUID.
    pub id: String,
    /// The UUID of its group.
    pub group_id: String,
    /// What it is.
    pub object_type: ObjectType,
    /// The state last written; see [`KeyRow::state_at`].
    pub state: State,
    /// Whether it may be used.
    pub enabled: bool,
    /// Whether it has never been handed out.
    pub fresh: bool,
    /// What it is for.
    pub algorithm: Option<CryptographicAlgorithm>,
    /// Its length in bits.
    pub length: Option<i32>,
    /// What it may be used for.
    pub usage_mask: UsageMask,
    /// The type of secret data, or of an opaque object.
    pub subtype: Option<u32>,
    /// How its material is written.
    pub format: Option<u32>,
    /// Its material, sealed under the master key; none when it is destroyed.
    pub material: Option<Vec<u8>>,
    /// Whether the material is handed out.
    pub protection: Protection,
    /// Its dates.
    pub dates: Dates,
    /// Why it was revoked.
    pub reason: Option<RevocationReasonCode>,
    /// More about that.
    pub message: Option<String>,
}

/// Whether the material is handed out (KMIP 1.4, sections 3.48 to 3.51).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protection {
    /// Not in the clear.
    pub sensitive: bool,
    /// It has been so from the beginning.
    pub always_sensitive: bool,
    /// It is handed out at all.
    pub extractable: bool,
    /// It has never been.
    pub never_extractable: bool,
}

impl Protection {
    /// That of a new object.
    pub fn new(sensitive: bool, extractable: bool) -> Self {
        Self {
            sensitive,
            always_sensitive: sensitive,
            extractable,
            never_extractable: !extractable,
        }
    }
}

impl Default for Protection {
    /// The material is handed out.
    fn default() -> Self {
        Self::new(false, true)
    }
}

/// The dates of an object's life, in seconds since 1970 UTC (KMIP 1.4, sections 3.23 to 3.38).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Initial Date
    pub initial: i64,
    /// Activation Date
    pub activation: Option<i64>,
    /// Process Start Date
    pub process_start: Option<i64>,
    /// Protect Stop Date
    pub protect_stop: Option<i64>,
    /// Deactivation Date
    pub deactivation: Option<i64>,
    /// Destroy Date
    pub destroyed: Option<i64>,
    /// Compromise Date
    pub compromise: Option<i64>,
    /// Compromise Occurrence Date
    pub occurrence: Option<i64>,
    /// Last Change Date
    pub last_change: i64,
}

/// A date that a client may set.
pub(crate) type DateField = fn(&mut Dates) -> &mut Option<i64>;

impl Dates {
    /// Whether the dates that clients set follow each other: activation, process start, protect stop,
    /// deactivation (sections 3.24 to 3.27).
    pub(crate) fn are_in_order(&self) -> bool {
        let dates = [
            self.activation,
            self.process_start,
            self.protect_stop,
            self.deactivation,
        ];
        dates.into_iter().flatten().is_sorted()
    }
}
