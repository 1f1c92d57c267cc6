//! How the token is at this moment.

use super::OperationError;
use crate::ground::Array;
use crate::noun::kmip_server::Timeouts;
use crate::noun::token::{self, Token, TokenError};

/// Whether there is a token, and how it is.
#[derive(Debug)]
pub struct TokenStatus {
    /// The token; `None` when it is not enabled.
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
    /// It responds, and its key is not the one that unlocks the array.
    Mismatch(TokenError),
    /// It does not respond.
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
pub(crate) fn token_status(array: &Array) -> Result<TokenStatus, OperationError> {
    let Some(token) = token::token(array)? else {
        return Ok(TokenStatus {
            token: None,
            condition: Condition::Disabled,
        });
    };
    let condition = match token::check(array, &token, Timeouts::Probe) {
        Ok(_) => Condition::Enabled,
        Err(TokenError::Store(error)) => return Err(error.into()),
        Err(error) if error.is_mismatch() => Condition::Mismatch(error),
        Err(error) => Condition::Unavailable(error),
    };
    Ok(TokenStatus {
        token: Some(token),
        condition,
    })
}
