//! Testing the token: whether the array would unlock.

use super::OperationError;
use super::kmip_server_test::{CONTROLLER, rehearse_test, test_kmip_server};
use super::rehearse::rehearse;
use crate::ground::{Array, Explain, Message, Notice};
use crate::noun::token::{self, Kind, Token, TokenError};

/// What came out.
#[derive(Debug)]
pub struct TokenTest {
    /// The token.
    pub token: Token,
    /// For each URI; one for a smart card.
    pub rows: Vec<TokenTestRow>,
    /// What to know although it is OK, and what the failures mean.
    pub notices: Vec<Notice>,
}

impl TokenTest {
    /// Whether every row is OK.
    pub fn is_ok(&self) -> bool {
        self.rows.iter().all(|row| row.fault.is_none())
    }
}

/// What came out for a controller and a URI.
#[derive(Clone, Debug)]
pub struct TokenTestRow {
    /// Which controller tested.
    pub controller: &'static str,
    /// Which URI; `None` for a smart card.
    pub uri: Option<String>,
    /// What is wrong, when something is.
    pub fault: Option<Message>,
}

/// Asks every URI of the token's KMIP server for the key, or the card in the port, and plays the unlock
/// with it.
///
/// # Errors
/// When the token is not enabled, or the array's state cannot be read.
pub(crate) fn test_token(array: &Array) -> Result<TokenTest, OperationError> {
    let token = token::token(array)?.ok_or(TokenError::NotEnabled)?;
    match &token.kind {
        Kind::SmartCard => {
            let unlock = token::ask_card(array, &token)
                .map_err(OperationError::from)
                .and_then(|material| rehearse(array, &token::seal(&material)));
            let fault = unlock.err();
            let row = TokenTestRow {
                controller: CONTROLLER,
                uri: None,
                fault: fault.map(|error| error.message()),
            };
            Ok(TokenTest {
                token,
                rows: vec![row],
                notices: Vec::new(),
            })
        }
        Kind::Kmip(server) => {
            let tested = rehearse_test(array, test_kmip_server(array, server)?)?;
            let warnings = tested.results.iter();
            let warnings = warnings.filter_map(|result| result.verdict.as_ref().ok());
            let mut notices: Vec<Notice> = warnings
                .flatten()
                .map(|warning| Notice::Test(warning.message()))
                .collect();
            notices.dedup();
            notices.extend(tested.summary());
            let rows = tested.results.iter().map(|result| TokenTestRow {
                controller: result.controller,
                uri: Some(result.uri.to_string()),
                fault: result.verdict.as_ref().err().map(Explain::message),
            });
            Ok(TokenTest {
                rows: rows.collect(),
                token,
                notices,
            })
        }
    }
}
