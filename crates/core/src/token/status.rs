//! The token as `purearray list --security-token` shows it.

use super::{Token, TokenError, row, secret};
use crate::Array;
use crate::kmip_server::Patience;

/// Whether there is a token, and how it is.
#[derive(Debug)]
pub struct Status {
    /// The token; none when it is not enabled.
    pub token: Option<Token>,
    /// How it is.
    pub condition: Condition,
}

/// How the token is, asked at this moment.
#[derive(Debug)]
pub enum Condition {
    /// There is none.
    Disabled,
    /// It would unlock the array.
    Enabled,
    /// It answers, and its key is not the one that unlocks the array.
    Mismatch(TokenError),
    /// It does not answer.
    Unavailable(TokenError),
}

impl Condition {
    /// The words shown.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Mismatch(_) => "key mismatch",
            Self::Unavailable(_) => "unavailable",
        }
    }

    /// Why the token would not unlock the array.
    pub fn reason(&self) -> Option<&TokenError> {
        match self {
            Self::Disabled | Self::Enabled => None,
            Self::Mismatch(error) | Self::Unavailable(error) => Some(error),
        }
    }
}

/// The token, and what its key manager or card says of it within a short deadline.
///
/// # Errors
/// When the array's state cannot be read.
pub fn status(array: &Array) -> Result<Status, TokenError> {
    let Some(token) = row::token(array)? else {
        return Ok(Status {
            token: None,
            condition: Condition::Disabled,
        });
    };
    let condition = match secret::check(array, &token, Patience::Short) {
        Ok(_) => Condition::Enabled,
        Err(TokenError::Store(error)) => return Err(TokenError::Store(error)),
        Err(error) if error.is_mismatch() => Condition::Mismatch(error),
        Err(error) => Condition::Unavailable(error),
    };
    Ok(Status {
        token: Some(token),
        condition,
    })
}
