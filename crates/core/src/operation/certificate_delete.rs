//! Deleting a certificate.

use super::OperationError;
use crate::ground::{Array, ObjectName};
use crate::noun::certificate::{self, CertificateError, MANAGEMENT};
use crate::noun::kmip_server;
use crate::noun::log::{self, Event};

/// Deletes the certificate `name` and its key.
///
/// # Errors
/// When there is none, it is `management`, or KMIP servers use it.
pub(crate) fn delete_certificate(array: &Array, name: &ObjectName) -> Result<(), OperationError> {
    array.store().write(|tx| {
        let certificate = certificate::find(tx, name)?;
        if certificate.name.as_str().eq_ignore_ascii_case(MANAGEMENT) {
            return Err(CertificateError::Management.into());
        }
        let users = kmip_server::using(tx, certificate.id)?;
        if !users.is_empty() {
            return Err(CertificateError::InUse(users).into());
        }
        certificate::delete(tx, certificate.id)?;
        let name = certificate.name.as_str();
        log::append(array, tx, Event::Certificate, name, "deleted")?;
        Ok::<_, OperationError>(())
    })?;
    array.purge_deleted();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::StoreError;
    use crate::lifecycle::tests::{TestHome, name};
    use crate::noun::certificate::{SelfSigned, create_self_signed};

    #[test]
    fn the_key_goes_with_the_certificate() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let keys = || -> i64 {
            let count = "SELECT count(*) FROM certificate_material";
            let counted = array
                .store()
                .read(|db| Ok::<_, StoreError>(db.query_row(count, [], |row| row.get(0))?));
            counted.unwrap()
        };
        create_self_signed(&array, &name("a"), &SelfSigned::default()).unwrap();
        assert_eq!(keys(), 2);
        delete_certificate(&array, &name("A")).unwrap();
        assert_eq!(keys(), 1, "that of the management certificate");
    }
}
