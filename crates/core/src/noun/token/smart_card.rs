//! A smart card as token: its response to a challenge that the array made once, with a key that the card
//! made for this array.

use aws_lc_rs::hkdf;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Kind, Token, TokenError};
use crate::ground::fault::{disclose, point};
use crate::ground::{Array, Explain, Notice};
use crate::key::random;
use crate::noun::card::{self, CardKey, Challenge, TokenCard};
use crate::noun::kmip_server::TokenKeyMaterial;

/// The key that the card in the port gives, when it is the card that the array was locked with.
pub(crate) fn ask(array: &Array, token: &Token) -> Result<TokenKeyMaterial, TokenError> {
    let Some(card) = card::in_port(array)? else {
        return Err(TokenError::NoCard(token.key_id.clone()));
    };
    if card.serial().to_string() != token.key_id {
        return Err(TokenError::OtherCard {
            found: card.serial().to_string(),
            expected: token.key_id.clone(),
        });
    }
    let held = find(card.as_ref(), array.id(), token)?;
    let (_, material) = held.ok_or_else(|| TokenError::CardKeyGone(token.key_id.clone()))?;
    Ok(material)
}

/// Whether a card is in the port that is not the token's: then the token can change to it, while the
/// array runs, without the card that may be lost.
pub(crate) fn is_other_card(array: &Array, token: &Token) -> Result<bool, TokenError> {
    let card = card::in_port(array)?;
    Ok(matches!(token.kind, Kind::SmartCard)
        && card.is_some_and(|card| card.serial().to_string() != token.key_id))
}

/// The card in the port as a token, with a new key on it and a new challenge.
pub(crate) fn take(array: &Array) -> Result<(Token, TokenKeyMaterial), TokenError> {
    let mut card = card::in_port(array)?.ok_or(TokenError::PortEmpty)?;
    let key = card.make_key(array.id())?;
    point("token-card-key");
    let challenge: Challenge = *random();
    let material = key_of_response(card.as_ref(), key, &challenge)?;
    let token = Token {
        kind: Kind::SmartCard,
        signature: material.signature(),
        key_id: card.serial().to_string(),
        key_name: hex::encode(challenge),
        made_at: None,
        folder: None,
    };
    Ok((token, material))
}

/// Has the card in the port forget the key of a token that is no longer, or did not become, the array's:
/// that key alone, known by its signature. Whether the card forgets it is no error of what was done.
pub(crate) fn forget(array: &Array, token: &Token) {
    if let Err(error) = try_forget(array, token) {
        let notice = Notice::CardKeyLeft(error.message());
        array.context().tell(&notice);
    }
}

fn try_forget(array: &Array, token: &Token) -> Result<(), TokenError> {
    if !matches!(token.kind, Kind::SmartCard) {
        return Ok(());
    }
    // Of a card that is away, the array cannot know.
    let Some(mut card) = card::in_port(array)? else {
        return Ok(());
    };
    if card.serial().to_string() != token.key_id {
        return Ok(());
    }
    // The passphrase may be what unlocks another array.
    if let Some((key @ CardKey::Made { .. }, _)) = find(card.as_ref(), array.id(), token)? {
        card.delete_key(key)?;
        point("token-card-key-deleted");
    }
    Ok(())
}

/// The key on the card that gives the token's signature.
fn find(
    card: &dyn TokenCard,
    array: Uuid,
    token: &Token,
) -> Result<Option<(CardKey, TokenKeyMaterial)>, TokenError> {
    let mut challenge: Challenge = [0; 32];
    hex::decode_to_slice(&token.key_name, &mut challenge).map_err(|_| TokenError::Damaged)?;
    for key in card.keys(array) {
        let material = key_of_response(card, key, &challenge)?;
        if material.signature() == token.signature {
            return Ok(Some((key, material)));
        }
    }
    Ok(None)
}

/// The card's response as a key: HKDF-SHA256 (RFC 5869), since responses differ in length.
fn key_of_response(
    card: &dyn TokenCard,
    key: CardKey,
    challenge: &Challenge,
) -> Result<TokenKeyMaterial, TokenError> {
    let response = card.respond(key, challenge)?;
    disclose("response of the card", &response);
    let mut key = Zeroizing::new([0; TokenKeyMaterial::LEN]);
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"puresim smart card")
        .extract(&response)
        .expand(&[b"token key"], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(key.as_mut_slice()))
        .expect("32 bytes are a length that HKDF-SHA256 gives");
    TokenKeyMaterial::from_bytes(key.as_slice()).map_err(|_| TokenError::Damaged)
}
