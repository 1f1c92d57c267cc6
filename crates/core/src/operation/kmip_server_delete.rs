//! Deleting a KMIP server.

use super::{OperationError, orphans};
use crate::ground::{Array, ObjectName, StoreError};
use crate::noun::kmip_server::{self, KmipServerError};
use crate::noun::log::{self, Event};
use crate::noun::token;
use crate::noun::token::intent::Orphan;

/// A key that the array forgets: its name, and the URI at which it was made.
pub(crate) type GivenUp = (String, Option<String>);

/// Deletes the KMIP server `name`. The key manager is not asked. With `force` the array forgets the keys
/// there that it has yet to destroy, and its history keeps their names and places.
///
/// # Errors
/// When there is none, the security token is on it, keys there are not destroyed yet and `force` is not
/// given, or the array's state cannot be written. Nothing is changed then.
pub(crate) fn delete_kmip_server(
    array: &Array,
    name: &ObjectName,
    force: bool,
) -> Result<Vec<GivenUp>, OperationError> {
    // A key that another command is just making is not to be forgotten.
    let _exclusive = force.then(|| array.exclusive()).transpose()?;
    array.store().write(|tx| {
        let server = kmip_server::find(tx, name)?;
        if token::sealed_key(tx, server.id)?.is_some() {
            return Err(KmipServerError::InUse.into());
        }
        let unfinished = token::intent::unfinished(tx, server.id).map_err(StoreError::from)?;
        let name = server.name.as_str();
        match unfinished.first() {
            Some((key, _)) if !force => {
                return Err(KmipServerError::Unfinished(key.clone()).into());
            }
            _ => {}
        }
        for (key, at) in &unfinished {
            token::intent::delete(tx, key)?;
            let at = at.as_deref().unwrap_or("its key manager");
            let detail = format!("gave up key {key}, left at {at}");
            log::append(array, tx, Event::Token, name, &detail)?;
        }
        kmip_server::delete(tx, server.id)?;
        log::append(array, tx, Event::KmipServer, name, "deleted")?;
        Ok(unfinished)
    })
}

/// The keys on the KMIP server `name` that the array no longer uses and that are not destroyed yet. None
/// while another command changes the array's keys: it may be making one.
///
/// # Errors
/// When there is no such server, or the array's state cannot be read.
pub(crate) fn unfinished_keys(
    array: &Array,
    name: &ObjectName,
) -> Result<Vec<Orphan>, OperationError> {
    let server = array.store().read(|db| kmip_server::find(db, name))?;
    if token::intent::orphans(array)?.is_empty() {
        return Ok(Vec::new());
    }
    let Some(exclusive) = array.try_exclusive()? else {
        return Ok(Vec::new());
    };
    let mut keys = orphans(&exclusive)?;
    keys.retain(|orphan| orphan.server == server.id);
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::{TestHome, name};
    use crate::noun::certificate::MANAGEMENT;
    use crate::noun::kmip_server::{NewKmipServer, Signature, Uri, Uris};

    #[test]
    fn the_server_of_the_security_token_stays() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let uri: Uri = "h:5696".parse().unwrap();
        let options = NewKmipServer {
            uris: Uris::try_from(vec![uri]).unwrap(),
            certificate: name(MANAGEMENT),
            ca_certificate: None,
        };
        let server = kmip_server::create(&array, &name("k"), &options).unwrap();
        let signature = "fb2aade21650857a11bf77d64dc14135c28692d45cabaefb241e00a49c0b9a87";
        let execute = |sql: &str| {
            let done = array
                .store()
                .write(|tx| Ok::<_, StoreError>(tx.execute(sql, [])?));
            assert_eq!(done.unwrap(), 1, "{sql}");
        };
        execute(&format!(
            "INSERT INTO token (one, kind, kmip_server, key_id, key_name, signature)
             VALUES (1, 'KMIP', {}, '17', 'pure01', '{signature}')",
            server.id.0
        ));
        let refused = delete_kmip_server(&array, &name("k"), false).unwrap_err();
        assert!(
            matches!(refused, OperationError::KmipServer(KmipServerError::InUse)),
            "{refused}"
        );
        let sealed = array.store().read(|db| token::sealed_key(db, server.id));
        let sealed = sealed.unwrap().unwrap();
        assert_eq!((sealed.id.as_str(), sealed.name.as_str()), ("17", "pure01"));
        assert_eq!(sealed.signature, signature.parse::<Signature>().unwrap());

        execute("DELETE FROM token");
        execute(&format!(
            "INSERT INTO token_intent (key_name, kmip_server) VALUES ('pure01-1', {})",
            server.id.0
        ));
        let refused = delete_kmip_server(&array, &name("k"), false).unwrap_err();
        assert!(
            matches!(
                &refused,
                OperationError::KmipServer(KmipServerError::Unfinished(key)) if key == "pure01-1"
            ),
            "{refused}"
        );
        execute("DELETE FROM token_intent");
        delete_kmip_server(&array, &name("k"), false).unwrap();
    }
}
