//! Keys and other managed objects.

mod change;
mod cipher;
mod detail;
mod life;
mod link;
mod make;
mod manage;
mod reach;
mod rotate;
mod usable;

pub use change::Change;
pub use cipher::{Cipher, Ciphertext};
pub use detail::{Detail, Kind};
pub use make::NewKey;
pub use manage::Key;
pub use reach::{KeyList, Selector};

pub(crate) use life::Forbidden;
pub(crate) use link::replace;
pub(crate) use usable::{disable_deactivated, is_usable};
