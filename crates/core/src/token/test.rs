//! The token as `purearray test security-token` tests it: whether the array would unlock.

use super::{Kind, Token, TokenError, row, smart_card};
use crate::Array;
use crate::kmip_server::{self, CONTROLLER};

/// What came out.
#[derive(Debug)]
pub struct TokenTest {
    /// The token.
    pub token: Token,
    /// For each URI; one for a smart card.
    pub rows: Vec<ServerRow>,
    /// What is worth a word although it is OK, and what the failures mean.
    pub notices: Vec<String>,
}

/// What came out for a controller and a URI.
#[derive(Clone, Debug)]
pub struct ServerRow {
    /// Which controller tested.
    pub controller: &'static str,
    /// Which URI; none for a smart card.
    pub uri: Option<String>,
    /// What is wrong, when something is.
    pub fault: Option<String>,
}

/// Asks every URI of the token's KMIP server for the key, or the card in the port.
///
/// # Errors
/// When the token is not enabled, or the array's state cannot be read.
pub fn test(array: &Array) -> Result<TokenTest, TokenError> {
    let token = row::token(array)?.ok_or(TokenError::NotEnabled)?;
    match &token.kind {
        Kind::SmartCard => {
            let fault = smart_card::ask(array, &token)
                .err()
                .map(|error| error.to_string());
            let row = ServerRow {
                controller: CONTROLLER,
                uri: None,
                fault,
            };
            Ok(TokenTest {
                token,
                rows: vec![row],
                notices: Vec::new(),
            })
        }
        Kind::Kmip(server) => {
            let tested =
                kmip_server::test(array, server).map_err(|source| TokenError::KmipServer {
                    name: server.name.clone(),
                    source,
                })?;
            let mut notices: Vec<String> = tested
                .results
                .iter()
                .filter_map(|result| result.verdict.as_ref().ok())
                .flatten()
                .map(ToString::to_string)
                .collect();
            notices.dedup();
            notices.extend(tested.summary());
            let rows = tested.results.iter().map(|result| ServerRow {
                controller: result.controller,
                uri: Some(result.uri.to_string()),
                fault: result.verdict.as_ref().err().map(ToString::to_string),
            });
            let rows = rows.collect();
            Ok(TokenTest {
                token,
                rows,
                notices,
            })
        }
    }
}
