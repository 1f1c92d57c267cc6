//! The three key layers: the array key in shares, the SSD keys, the data encryption key.
//!
//! ```text
//! array key --(shares, one on each SSD; at least half plus two combine)
//!    |  with the token's external secret, when there is one
//!    v
//! unlock secret --HMAC with the device's own secret--> SSD key --opens--> sealed region
//!                                                                            |
//! array key --AES key wrap--> wrapped DEK --shares, one in each region-------+
//! ```

mod combine;
mod counting;
mod derive;
mod error;
mod generation;
mod layer;
mod make;
mod open;
mod region;
mod rotation;
mod seal;
mod secret;
mod share;
pub mod stream;
mod threshold;
mod wrap;

pub use error::KeyError;
pub use generation::Generation;
pub use layer::Layer;
pub use seal::{ExternalSecret, Seal};
pub use secret::Dek;
pub use share::{Share, combine, split};
pub use threshold::Threshold;

pub(crate) use counting::Counting;
pub(crate) use derive::Commitment;
pub(crate) use layer::Member;
pub(crate) use make::{Made, make};
pub(crate) use open::{Opened, open};
pub(crate) use rotation::{Effect, Outcome, Rotation, reconcile};
pub(crate) use secret::random;
