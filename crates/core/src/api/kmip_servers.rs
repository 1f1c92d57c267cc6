//! The array's KMIP servers.

use super::Purity;
use super::error::{Error, Result, Subject};
use crate::ground::{Explain, Message, NamePattern, Notice, ObjectName};
use crate::noun::kmip_server::{self, KeyManager, KmipServer, KmipServerError, NewKmipServer};
use crate::operation::{self, KmipServerChange, KmipServerDetail, KmipServerTest, OperationError};

impl Purity {
    /// The KMIP servers whose names fit `pattern`, by name. A pattern with `*` may fit none.
    ///
    /// # Errors
    /// When a plain name fits none.
    pub fn kmip_servers(&self, pattern: &NamePattern) -> Result<Vec<KmipServer>> {
        let found = self
            .array()
            .store()
            .read(|db| kmip_server::list(db, pattern));
        found.map_err(|error| match pattern.as_name() {
            Some(name) => of_server(name, error),
            None => Error::new(error),
        })
    }

    /// The KMIP server `name`.
    ///
    /// # Errors
    /// When there is none.
    pub fn kmip_server(&self, name: &ObjectName) -> Result<KmipServer> {
        let found = self.array().store().read(|db| kmip_server::find(db, name));
        found.map_err(|error| of_server(name, error))
    }

    /// What there is to know of `server`. When the array's certificate is not valid, or soon will not
    /// be, the operator is told.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn kmip_server_detail(&self, server: &KmipServer) -> Result<KmipServerDetail> {
        let detail = self
            .array()
            .store()
            .read(|db| operation::kmip_server_detail(db, server))
            .map_err(|error| of_operation(&server.name, error))?;
        if let Some(warning) = detail.certificate_validity.warning(self.now()) {
            let name = server.certificate.clone();
            self.tell(&Notice::CertificateValidity { name, warning });
        }
        Ok(detail)
    }

    /// Makes the KMIP server `name`. The key manager is not asked.
    ///
    /// # Errors
    /// When there is one of that name, or no such certificate.
    pub fn create_kmip_server(
        &self,
        name: &ObjectName,
        options: &NewKmipServer,
    ) -> Result<KmipServer> {
        kmip_server::create(self.to_change()?, name, options)
            .map_err(|error| of_server(name, error))
    }

    /// As [`create_kmip_server`](Self::create_kmip_server), unless there is a KMIP server of that name with
    /// the same URIs, certificate and CA certificate: that one is what the array has then.
    ///
    /// # Errors
    /// As there, and when there is another KMIP server of that name; the error says what differs.
    pub fn create_kmip_server_unless_there(
        &self,
        name: &ObjectName,
        options: &NewKmipServer,
    ) -> Result<KmipServer> {
        kmip_server::create_unless_there(self.to_change()?, name, options)
            .map_err(|error| of_server(name, error))
    }

    /// Whether a KMIP server could be created with that name and certificate, to know it before an
    /// operator is asked for anything.
    ///
    /// # Errors
    /// When there is a KMIP server of that name, or no such certificate.
    pub fn check_new_kmip_server(&self, name: &ObjectName, certificate: &ObjectName) -> Result<()> {
        kmip_server::require_creatable(self.to_change()?, name, certificate)
            .map_err(|error| of_server(name, error))
    }

    /// Changes the KMIP server `name`. When the array is locked with a key on it, the change is tested
    /// first, and refused when the array could not be unlocked with it; `force` leaves the test out.
    /// A notice says which URIs failed.
    ///
    /// # Errors
    /// When there is no such server or certificate, nothing to change is given, or the test fails.
    /// Nothing is changed then.
    pub fn change_kmip_server(
        &self,
        name: &ObjectName,
        change: &KmipServerChange,
        force: bool,
    ) -> Result<KmipServer> {
        let changed = operation::change_kmip_server(self.to_change()?, name, change, force)
            .map_err(|error| of_operation(name, error))?;
        let results = changed.test.into_iter().flat_map(|test| test.results);
        for result in results {
            if let Err(diagnosis) = &result.verdict {
                let message = Message::text(format!("{}:", result.uri));
                self.tell(&Notice::Test(message.then(diagnosis.message())));
            }
        }
        Ok(changed.server)
    }

    /// Whether the array could be unlocked after [`change_kmip_server`](Self::change_kmip_server).
    /// Nothing is changed.
    ///
    /// # Errors
    /// Why it could not, or why there would be no change.
    pub fn rehearse_kmip_server_change(
        &self,
        name: &ObjectName,
        change: &KmipServerChange,
    ) -> Result<()> {
        operation::rehearse_kmip_server_change(self.array(), name, change)
            .map_err(|error| of_operation(name, error))
    }

    /// Whether the KMIP server `name` could be given that certificate, to know it before an operator is
    /// asked for anything.
    ///
    /// # Errors
    /// When there is no such KMIP server or certificate.
    pub fn check_kmip_server_change(
        &self,
        name: &ObjectName,
        certificate: Option<&ObjectName>,
    ) -> Result<()> {
        operation::require_changeable(self.to_change()?, name, certificate)
            .map_err(|error| of_operation(name, error))
    }

    /// Deletes the KMIP server `name`. Keys there that the array no longer uses are destroyed first. With
    /// `force` the array forgets those that could not be, and a notice names each and where it is.
    ///
    /// # Errors
    /// When there is none, the security token is on it, or a key there is not destroyed yet and `force`
    /// is not given.
    pub fn delete_kmip_server(&self, name: &ObjectName, force: bool) -> Result<()> {
        let failed = |error| of_operation(name, error);
        let array = self.to_change()?;
        let keys = operation::unfinished_keys(array, name).map_err(failed)?;
        operation::destroy_orphans(array, &keys).map_err(|error| failed(error.into()))?;
        let given_up = operation::delete_kmip_server(array, name, force).map_err(failed)?;
        for (key, at) in given_up {
            let reason = Message::default();
            self.tell(&Notice::KeyGivenUp { key, at, reason });
        }
        Ok(())
    }

    /// The key manager behind `server`, to be asked with deadlines of the caller's own.
    ///
    /// # Errors
    /// When the array's certificate cannot be read.
    pub fn key_manager(&self, server: &KmipServer) -> Result<KeyManager> {
        KeyManager::of(self.array(), server).map_err(|error| of_server(&server.name, error))
    }

    /// Tests every URI of `server`; with the key that the array is locked with, when it lies there, up to
    /// playing the unlock. The
    /// URIs are tested side by side, so that those that are down do not add up.
    ///
    /// # Errors
    /// When the array's state cannot be read. A test that fails is no error.
    pub fn test_kmip_server(&self, server: &KmipServer) -> Result<KmipServerTest> {
        let array = self.array();
        let test = || {
            let tested = operation::test_kmip_server(array, server)?;
            operation::rehearse_test(array, tested)
        };
        operation::retest(array, KmipServerTest::is_ok, test)
            .map_err(|error| of_operation(&server.name, error))
    }
}

/// An error about the certificate when it is the certificate's, about the KMIP server otherwise.
fn of_server(name: &ObjectName, error: KmipServerError) -> Error {
    match error.subject().cloned() {
        Some(certificate) => Error::about(Subject::Certificate(certificate), error),
        None => Error::about(Subject::KmipServer(name.clone()), error),
    }
}

fn of_operation(name: &ObjectName, error: OperationError) -> Error {
    match error {
        OperationError::KmipServer(error) => of_server(name, error),
        error => Error::about(Subject::KmipServer(name.clone()), error),
    }
}
