//! A smart card as token: its response to a challenge that the array made once.

use aws_lc_rs::hkdf;
use zeroize::Zeroizing;

use super::{Kind, Token, TokenError};
use crate::ground::Array;
use crate::key::random;
use crate::noun::card::{self, Challenge, TokenCard};
use crate::noun::kmip_server::TokenKeyMaterial;

/// The key that the card in the port gives, when it is the card that the array was locked with.
pub(crate) fn ask(array: &Array, token: &Token) -> Result<TokenKeyMaterial, TokenError> {
    let Some(card) = card::in_port(array)? else {
        return Err(TokenError::NoCard(token.key_id.clone()));
    };
    let mut challenge: Challenge = [0; 32];
    hex::decode_to_slice(&token.key_name, &mut challenge).map_err(|_| TokenError::Damaged)?;
    let material = key_of_response(card.as_ref(), &challenge)?;
    if card.serial().to_string() == token.key_id && material.signature() == token.signature {
        return Ok(material);
    }
    Err(TokenError::OtherCard {
        found: card.serial().to_string(),
        expected: token.key_id.clone(),
    })
}

/// The card in the port as a token, with a new challenge.
pub(crate) fn take(array: &Array) -> Result<(Token, TokenKeyMaterial), TokenError> {
    let card = card::in_port(array)?.ok_or(TokenError::PortEmpty)?;
    let challenge: Challenge = *random();
    let material = key_of_response(card.as_ref(), &challenge)?;
    let token = Token {
        kind: Kind::SmartCard,
        signature: material.signature(),
        key_id: card.serial().to_string(),
        key_name: hex::encode(challenge),
    };
    Ok((token, material))
}

/// The card's response as a key: HKDF-SHA256 (RFC 5869), since responses differ in length.
fn key_of_response(
    card: &dyn TokenCard,
    challenge: &Challenge,
) -> Result<TokenKeyMaterial, TokenError> {
    let response = card.respond(challenge)?;
    let mut key = Zeroizing::new([0; TokenKeyMaterial::LEN]);
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"puresim smart card")
        .extract(&response)
        .expand(&[b"token key"], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(key.as_mut_slice()))
        .expect("32 bytes are a length that HKDF-SHA256 gives");
    TokenKeyMaterial::from_bytes(key.as_slice()).map_err(|_| TokenError::Damaged)
}
