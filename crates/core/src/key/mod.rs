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
mod derive;
mod error;
mod generation;
mod region;
mod reseal;
mod seal;
mod secret;
mod share;
#[cfg(test)]
mod tests;
mod threshold;
mod unlock;
mod wrap;

pub use error::KeyError;
pub use generation::Generation;
pub use reseal::reseal;
pub use seal::{ExternalSecret, Seal};
pub use secret::Dek;
pub use share::{Share, combine, split};
pub use threshold::Threshold;
pub use unlock::{Device, Step};

pub(crate) use reseal::{first_generation, reseal_over, settle};
pub(crate) use secret::random;
pub(crate) use unlock::unlock;
