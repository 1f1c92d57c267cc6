//! A change that shares and seals the array key anew.

use super::reseal::reseal;
use super::{OperationError, Running};
use crate::ground::Tx;
use crate::key::Generation;
use crate::noun::drive::Device;
use crate::noun::token;

/// Makes the next generation over `devices`, sealed with what the security token gives at this moment:
/// without it nothing is changed.
///
/// # Errors
/// As [`reseal`], and when the security token does not give its secret.
pub(crate) fn change(
    running: &Running<'_>,
    devices: Vec<Device>,
    commit: impl FnOnce(&Tx<'_>) -> Result<(), OperationError>,
) -> Result<Generation, OperationError> {
    let seal = token::external_secret(running.array())?;
    reseal(running, &seal, devices, commit)
}
