//! Deleting a KMIP server.

use super::OperationError;
use crate::ground::{Array, ObjectName, StoreError};
use crate::noun::kmip_server::{self, KmipServerError};
use crate::noun::log::{self, Event};
use crate::noun::token;

/// Deletes the KMIP server `name`. The key manager is not asked.
///
/// # Errors
/// When there is none, the security token is on it, or the array's state cannot be written. Nothing
/// is changed then.
pub(crate) fn delete_kmip_server(array: &Array, name: &ObjectName) -> Result<(), OperationError> {
    array.store().write(|tx| {
        let server = kmip_server::find(tx, name)?;
        if token::sealed_key(tx, server.id)?.is_some() {
            return Err(KmipServerError::InUse.into());
        }
        let unfinished = token::intent::unfinished(tx, server.id).map_err(StoreError::from)?;
        if let Some(key) = unfinished {
            return Err(KmipServerError::Unfinished(key).into());
        }
        kmip_server::delete(tx, server.id)?;
        let name = server.name.as_str();
        log::append(array, tx, Event::KmipServer, name, "deleted")?;
        Ok(())
    })
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
        let refused = delete_kmip_server(&array, &name("k")).unwrap_err();
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
            "INSERT INTO token_intent VALUES ('pure01-1', {}, NULL)",
            server.id.0
        ));
        let refused = delete_kmip_server(&array, &name("k")).unwrap_err();
        assert!(
            matches!(
                &refused,
                OperationError::KmipServer(KmipServerError::Unfinished(key)) if key == "pure01-1"
            ),
            "{refused}"
        );
        execute("DELETE FROM token_intent");
        delete_kmip_server(&array, &name("k")).unwrap();
    }
}
