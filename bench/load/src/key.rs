//! Making a key to be fetched.

use anyhow::Result;
use kmip::enums::UsageMask;

use crate::client::Options;

/// The unique identifier of a new Active key.
pub(crate) fn make(client: &Options, name: &str) -> Result<String> {
    let mut session = client.session()?;
    let id = session.create_aes256(name, UsageMask::ENCRYPT | UsageMask::DECRYPT)?;
    session.activate(&id)?;
    Ok(id)
}
