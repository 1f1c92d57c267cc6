//! The generation that counts.

use super::{Commitment, Generation, Threshold};

/// What the array knows of the generation that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counting {
    /// Its number.
    pub(crate) generation: Generation,
    /// Over how many SSDs its array key is shared, and how many it takes.
    pub(crate) threshold: Threshold,
    /// By what its array key is known. Release 0.1 noted that on the drives only.
    pub(crate) commitment: Option<Commitment>,
}
