//! The security token: what the array is sealed with besides its drives.
//!
//! A key on a KMIP server, or a smart card. Its external secret goes into the unlock secret, so that
//! without it all the drives together open nothing. What the array remembers of it is a signature,
//! from which nothing can be learned.

mod discard;
mod error;
pub(crate) mod intent;
mod kmip;
mod row;
mod sealed_key;
mod secret;
mod smart_card;

pub use crate::noun::kmip_server::SealedKey;
pub use error::TokenError;
pub use row::{Kind, Token};

pub(crate) use discard::discard;
pub(crate) use kmip::{ask_each, create as create_key, judge_answers};
pub(crate) use row::{delete, token, write};
pub(crate) use sealed_key::sealed_key;
pub(crate) use secret::{check, confirm, external_secret, seal};
pub(crate) use smart_card::{
    ask as ask_card, forget as forget_card_key, is_other_card, take as take_card,
};
