//! The security token: what the array is sealed with besides its drives.
//!
//! A key on a KMIP server, or a smart card. Its external secret goes into the unlock secret, so that
//! without it all the drives together open nothing. What the array remembers of it is a signature,
//! from which nothing can be learned.

mod disable;
mod enable;
mod error;
mod intent;
mod kmip;
mod replace;
mod row;
mod secret;
mod smart_card;
mod status;
mod test;

pub use disable::disable;
pub use enable::{Source, enable};
pub use error::TokenError;
pub use intent::{is_untidy, sweep};
pub use replace::replace;
pub use row::{Kind, Token, token};
pub use secret::external_secret;
pub use status::{Condition, Status, status};
pub use test::{ServerRow, TokenTest, test};
