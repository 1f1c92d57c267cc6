//! A key with all that is known of it, as REST and the pages show it.

use std::collections::BTreeMap;

use kmip::enums::{CryptographicAlgorithm, ObjectType, State};
use kmip::ttlv::Value;

use super::link::links;
use super::usable::is_usable;
use crate::store::{KeyOps, KeyRow, StoreError, Tx};

/// What clients' own attributes begin with (KMIP 1.4, section 3.39). What follows is the name in the
/// custom metadata of DSM.
pub(super) const CUSTOM: &str = "x-";

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// AES.
    Aes,
    /// Triple DES.
    Des3,
    /// HMAC.
    Hmac,
    /// A password or another secret.
    Secret,
    /// Bytes that mean nothing here.
    Opaque,
    /// A certificate.
    Certificate,
    /// Any other object, as KMIP clients register them.
    Other,
}

impl Kind {
    /// As DSM has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aes => "AES",
            Self::Des3 => "DES3",
            Self::Hmac => "HMAC",
            Self::Secret => "SECRET",
            Self::Certificate => "CERTIFICATE",
            Self::Opaque | Self::Other => "OPAQUE",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Aes,
            Self::Des3,
            Self::Hmac,
            Self::Secret,
            Self::Opaque,
            Self::Certificate,
        ];
        all.into_iter().find(|kind| kind.as_str() == name)
    }

    /// That of an object.
    pub fn of(key: &KeyRow) -> Self {
        use CryptographicAlgorithm as Algorithm;
        match (key.object_type, key.algorithm) {
            (ObjectType::SymmetricKey, Some(Algorithm::Aes)) => Self::Aes,
            (ObjectType::SymmetricKey, Some(Algorithm::TripleDes)) => Self::Des3,
            (
                ObjectType::SymmetricKey,
                Some(
                    Algorithm::HmacSha1
                    | Algorithm::HmacSha224
                    | Algorithm::HmacSha256
                    | Algorithm::HmacSha384
                    | Algorithm::HmacSha512,
                ),
            ) => Self::Hmac,
            (ObjectType::SecretData, _) => Self::Secret,
            (ObjectType::Certificate, _) => Self::Certificate,
            (ObjectType::OpaqueData, _) => Self::Opaque,
            _ => Self::Other,
        }
    }

    /// What a new key of the kind may be used for unless something else is asked for: all that fits but
    /// EXPORT.
    pub fn usual_ops(self) -> KeyOps {
        let named = |names: &[&str]| {
            let ops = names.iter().filter_map(|name| KeyOps::named(name));
            ops.fold(KeyOps::APP_MANAGEABLE, |all, one| all | one)
        };
        match self {
            Self::Aes | Self::Des3 => named(&[
                "ENCRYPT",
                "DECRYPT",
                "WRAPKEY",
                "UNWRAPKEY",
                "DERIVEKEY",
                "MACGENERATE",
                "MACVERIFY",
            ]),
            Self::Hmac => named(&["DERIVEKEY", "MACGENERATE", "MACVERIFY"]),
            Self::Secret => named(&["DERIVEKEY"]),
            Self::Opaque | Self::Certificate | Self::Other => named(&[]),
        }
    }
}

/// A key with all that is known of it, but its value.
#[derive(Clone, Debug)]
pub struct Detail {
    /// What is in its row.
    pub row: KeyRow,
    /// The UUID of its account.
    pub account_id: String,
    /// What it is for.
    pub kind: Kind,
    /// The first of its names.
    pub name: Option<String>,
    /// Its state now.
    pub state: State,
    /// Whether it may be used and handed out.
    pub enabled: bool,
    /// What clients have noted with it.
    pub metadata: BTreeMap<String, String>,
    /// The UUID of the key that replaces it.
    pub replacement: Option<String>,
    /// The UUID of the key that it replaces.
    pub replaced: Option<String>,
}

impl Detail {
    pub(super) fn of(tx: Tx<'_>, row: KeyRow, account: &str, now: i64) -> Result<Self, StoreError> {
        let name = tx.key_names(&row.id)?.into_iter().next();
        let mut metadata = BTreeMap::new();
        let (mut replacement, mut replaced) = (None, None);
        for attribute in tx.attributes(&row.id)? {
            if let Some(name) = attribute.name.strip_prefix(CUSTOM) {
                let text = match &attribute.value {
                    Value::TextString(text) => text.clone(),
                    Value::Integer(number) => number.to_string(),
                    Value::Boolean(value) => value.to_string(),
                    _ => continue,
                };
                metadata.entry(name.to_owned()).or_insert(text);
            } else if attribute.name == "Link" {
                let (newer, older) = links(&attribute.value);
                replacement = replacement.or(newer);
                replaced = replaced.or(older);
            }
        }
        Ok(Self {
            account_id: account.to_owned(),
            kind: Kind::of(&row),
            name: name.map(|name| name.name),
            state: row.state_at(now),
            enabled: is_usable(tx, &row, now)?,
            metadata,
            replacement,
            replaced,
            row,
        })
    }
}
