//! The array's certificates.

use std::ops::ControlFlow;

use super::Purity;
use super::error::{Error, Result, Subject};
use super::reading::Read;
use crate::ground::{NamePattern, Notice, ObjectName};
use crate::noun::certificate::{
    self, Certificate, CertificateError, CertificateId, CertificateRow, Contents, Detail, Identity,
    Import, Replacement, Request, SelfSigned,
};
use crate::noun::kmip_server;
use crate::operation;

/// Certificates, read as they are asked for: memory does not grow with their number.
pub struct Certificates<'a>(Box<dyn Iterator<Item = Result<Certificate>> + 'a>);

impl Iterator for Certificates<'_> {
    type Item = Result<Certificate>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl std::fmt::Debug for Certificates<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}

impl Purity {
    /// Calls `each` with the certificates whose names fit one of `patterns`, each once, in the order of
    /// the patterns and then by name, all as of one moment; all certificates when there is no pattern.
    /// A name that fits none is an error in its place.
    ///
    /// # Errors
    /// Those of `each`, and when the array's state cannot be read.
    pub fn certificates<T, E: From<Error>>(
        &self,
        patterns: &[NamePattern],
        each: impl FnOnce(Certificates<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let all = [NamePattern::all()];
        let patterns = if patterns.is_empty() { &all } else { patterns };
        self.array()
            .store()
            .read(|db| {
                let found = patterns
                    .iter()
                    .enumerate()
                    .flat_map(move |(position, pattern)| {
                        let before = &patterns[..position];
                        let is_new = move |found: &Certificate| {
                            !before.iter().any(|pattern| pattern.matches(&found.name))
                        };
                        certificate::stream(db, pattern)
                            .filter(move |found| found.as_ref().map_or(true, is_new))
                            .map(|found| found.map_err(|error| of_pattern(pattern, error)))
                    });
                each(Certificates(Box::new(found))).map_err(Read::Caller)
            })
            .map_err(Read::flat)
    }

    /// Calls `each` with the certificates whose names come after `name`, by name, all as of one moment.
    /// Those before it are not read: a later page of a long list costs what the first one costs.
    ///
    /// # Errors
    /// Those of `each`, and when the array's state cannot be read.
    pub fn certificates_after<T, E: From<Error>>(
        &self,
        name: &str,
        each: impl FnOnce(Certificates<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let read = self.array().store().read(|db| {
            let found = certificate::stream_after(db, name);
            let found = found.map(|found| found.map_err(Error::new));
            each(Certificates(Box::new(found))).map_err(Read::Caller)
        });
        read.map_err(Read::flat)
    }

    /// Calls `visit` with the certificates whose names fit one of `patterns` as lines of a list, each
    /// once, in the order of the patterns and then by name, until it breaks; with all certificates when
    /// there is no pattern. Unlike [`certificates`](Self::certificates) this makes nothing of a
    /// certificate but what is printed.
    ///
    /// # Errors
    /// When a name fits none, or the array's state cannot be read.
    pub fn list_certificates(
        &self,
        patterns: &[NamePattern],
        mut visit: impl FnMut(CertificateRow<'_>) -> ControlFlow<()>,
    ) -> Result<()> {
        let all = [NamePattern::all()];
        let patterns = if patterns.is_empty() { &all } else { patterns };
        let fits = |pattern: &NamePattern, row: &CertificateRow<'_>| {
            let name = row.name.parse::<ObjectName>();
            name.is_ok_and(|name| pattern.matches(&name))
        };
        let read = self.array().store().read(|db| {
            for (position, pattern) in patterns.iter().enumerate() {
                let before = &patterns[..position];
                let listed = certificate::for_each(db, pattern, &mut |row| {
                    let is_new = !before.iter().any(|pattern| fits(pattern, &row));
                    if is_new {
                        visit(row)
                    } else {
                        ControlFlow::Continue(())
                    }
                });
                let listed = listed.map_err(|error| Read::Caller(of_pattern(pattern, error)))?;
                if listed.is_break() {
                    break;
                }
            }
            Ok(())
        });
        read.map_err(Read::flat)
    }

    /// The certificate `name`.
    ///
    /// # Errors
    /// When there is none.
    pub fn certificate(&self, name: &ObjectName) -> Result<Certificate> {
        let found = self.array().store().read(|db| certificate::find(db, name));
        found.map_err(about(name))
    }

    /// The certificate with that id; `None` when there is none.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn certificate_with_id(&self, id: CertificateId) -> Result<Option<Certificate>> {
        let found = self
            .array()
            .store()
            .read(|db| certificate::find_by_id(db, id));
        match found {
            Ok(found) => Ok(Some(found)),
            Err(CertificateError::Missing) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What is inside a certificate. Of one that is not valid, or soon will not be, the operator is
    /// told.
    ///
    /// # Errors
    /// When there is none any more, or it cannot be read.
    pub fn certificate_detail(&self, certificate: &Certificate) -> Result<Detail> {
        self.tell_of_validity(certificate);
        let id = certificate.id;
        let detail = self.array().store().read(|db| certificate::detail(db, id));
        detail.map_err(about(&certificate.name))
    }

    /// The certificate itself and its intermediates.
    ///
    /// # Errors
    /// When there is none any more.
    pub fn certificate_contents(&self, certificate: &Certificate) -> Result<Contents> {
        let id = certificate.id;
        let read = self
            .array()
            .store()
            .read(|db| certificate::contents(db, id));
        read.map_err(about(&certificate.name))
    }

    /// The certificate in PEM (RFC 7468).
    ///
    /// # Errors
    /// When there is none any more.
    pub fn certificate_pem(&self, certificate: &Certificate) -> Result<String> {
        let id = certificate.id;
        let pem = self
            .array()
            .store()
            .read(|db| certificate::certificate_pem(db, id));
        pem.map_err(about(&certificate.name))
    }

    /// Its intermediates in PEM (RFC 7468), from the certificate's issuer upwards; empty when there are
    /// none.
    ///
    /// # Errors
    /// When there is no such certificate any more.
    pub fn intermediates_pem(&self, certificate: &Certificate) -> Result<String> {
        let id = certificate.id;
        let pem = self
            .array()
            .store()
            .read(|db| certificate::intermediates_pem(db, id));
        pem.map_err(about(&certificate.name))
    }

    /// The certificate with its intermediates and its key, to be shown and proven in TLS handshakes.
    ///
    /// # Errors
    /// When there is none any more.
    pub fn certificate_identity(&self, certificate: &Certificate) -> Result<Identity> {
        let identity = certificate::identity_by_id(self.array(), certificate.id);
        identity.map_err(about(&certificate.name))
    }

    /// Makes a key and a certificate signed with it, and keeps both under `name`.
    ///
    /// # Errors
    /// When there is a certificate of that name, or the attributes do not make a certificate.
    pub fn create_certificate(
        &self,
        name: &ObjectName,
        options: &SelfSigned,
    ) -> Result<Certificate> {
        certificate::create_self_signed(self.to_change()?, name, options).map_err(about(name))
    }

    /// As [`create_certificate`](Self::create_certificate), unless there is a certificate of that name
    /// that `options` would make, but for its key and its dates: that one is what the array has then.
    ///
    /// # Errors
    /// As there, and when there is another certificate of that name; the error says what differs.
    pub fn create_certificate_unless_there(
        &self,
        name: &ObjectName,
        options: &SelfSigned,
    ) -> Result<Certificate> {
        certificate::create_unless_there(self.to_change()?, name, options).map_err(about(name))
    }

    /// Whether a certificate `name` could be created, to know it before an operator is asked for
    /// anything.
    ///
    /// # Errors
    /// When there is a certificate of that name.
    pub fn check_new_certificate(&self, name: &ObjectName) -> Result<()> {
        certificate::require_absent(self.to_change()?, name).map_err(about(name))
    }

    /// Keeps a certificate that was made elsewhere under `name`.
    ///
    /// # Errors
    /// When the name is taken, the chain is not in order, or there is no key that fits.
    pub fn import_certificate(
        &self,
        name: &ObjectName,
        import: &Import<'_>,
    ) -> Result<Certificate> {
        self.imported(certificate::import(self.to_change()?, name, import), name)
    }

    /// As [`import_certificate`](Self::import_certificate), unless the same certificate is there already
    /// under that name: that one is what the array has then.
    ///
    /// # Errors
    /// As there, and when there is another certificate of that name; the error says what differs.
    pub fn import_certificate_unless_there(
        &self,
        name: &ObjectName,
        import: &Import<'_>,
    ) -> Result<Certificate> {
        let imported = certificate::import_unless_there(self.to_change()?, name, import);
        self.imported(imported, name)
    }

    fn imported(
        &self,
        imported: std::result::Result<Certificate, CertificateError>,
        name: &ObjectName,
    ) -> Result<Certificate> {
        let imported = imported.map_err(about(name))?;
        // A signing request that has got its certificate is deleted.
        self.array().purge_deleted();
        self.tell_of_validity(&imported);
        self.tell_of_flaws(&imported);
        Ok(imported)
    }

    /// Puts another certificate in the place of the one of that name: a new self-signed one, or one that
    /// was made elsewhere. When the array is sealed with a key that it fetches by this certificate, the
    /// new one is tested first, and refused when the array could not be unlocked with it; `force` leaves
    /// the test out. A notice says which key managers know the old one.
    ///
    /// # Errors
    /// When there is none of that name, the new one cannot be made from what is given, or the test
    /// fails. Nothing is changed then.
    pub fn change_certificate(
        &self,
        name: &ObjectName,
        replacement: &Replacement<'_>,
        force: bool,
    ) -> Result<Certificate> {
        let changed = operation::change_certificate(self.to_change()?, name, replacement, force)
            .map_err(|error| Error::about(Subject::Certificate(name.clone()), error))?;
        self.array().purge_deleted();
        if matches!(replacement, Replacement::Import(_)) {
            self.tell_of_validity(&changed);
            self.tell_of_flaws(&changed);
        }
        self.tell_of_users(&changed);
        Ok(changed)
    }

    /// Whether the array could be unlocked after [`change_certificate`](Self::change_certificate).
    /// Nothing is changed.
    ///
    /// # Errors
    /// Why it could not, or why there would be no change.
    pub fn rehearse_certificate_change(
        &self,
        name: &ObjectName,
        replacement: &Replacement<'_>,
    ) -> Result<()> {
        operation::rehearse_certificate_change(self.array(), name, replacement)
            .map_err(|error| Error::about(Subject::Certificate(name.clone()), error))
    }

    /// Makes a certificate signing request (PKCS #10, RFC 2986) in PEM. Its key is kept, so that the
    /// certificate made for it can be imported without one.
    ///
    /// # Errors
    /// When there is no such certificate, or its attributes cannot be carried over.
    pub fn certificate_request(&self, name: &ObjectName, request: &Request) -> Result<String> {
        certificate::construct_request(self.to_change()?, name, request).map_err(about(name))
    }

    /// Deletes the certificate `name` and its key.
    ///
    /// # Errors
    /// When there is none, it is `management`, or KMIP servers use it.
    pub fn delete_certificate(&self, name: &ObjectName) -> Result<()> {
        operation::delete_certificate(self.to_change()?, name)
            .map_err(|error| Error::about(Subject::Certificate(name.clone()), error))
    }

    fn tell_of_validity(&self, certificate: &Certificate) {
        if let Some(warning) = certificate.summary.validity.warning(self.now()) {
            let name = certificate.name.clone();
            self.tell(&Notice::CertificateValidity { name, warning });
        }
    }

    /// Says why key managers may refuse what was imported: it is done by then, so what cannot be read is
    /// not told.
    fn tell_of_flaws(&self, certificate: &Certificate) {
        let id = certificate.id;
        let found = self.array().store().read(|db| certificate::flaws(db, id));
        for flaw in found.unwrap_or_default() {
            let name = certificate.name.clone();
            self.tell(&Notice::CertificateFlaw { name, flaw });
        }
    }

    /// Says which KMIP servers know the array by the certificate. The change is done by then: what
    /// cannot be read is not told.
    fn tell_of_users(&self, certificate: &Certificate) {
        let id = certificate.id;
        let using = self.array().store().read(|db| kmip_server::using(db, id));
        let kmip_servers = using.unwrap_or_default();
        if !kmip_servers.is_empty() {
            let name = certificate.name.clone();
            self.tell(&Notice::CertificateShown { name, kmip_servers });
        }
    }
}

fn about(name: &ObjectName) -> impl Fn(CertificateError) -> Error + '_ {
    |error| Error::about(Subject::Certificate(name.clone()), error)
}

fn of_pattern(pattern: &NamePattern, error: CertificateError) -> Error {
    match pattern.as_name() {
        Some(name) => about(name)(error),
        None => Error::new(error),
    }
}

#[cfg(test)]
mod tests;
