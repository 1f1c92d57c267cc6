//! A certificate as a line of a list.

use super::{Certificate, Status, Validity};

/// What `purecert list` shows of a certificate, borrowed from where it was read: a long list is
/// printed without a copy of every text in it. `None` is an attribute that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateRow<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it comes from.
    pub status: Status,
    /// The size of its key in bits.
    pub key_size: u32,
    /// The subject's common name, else its whole name.
    pub issued_to: Option<&'a str>,
    /// The issuer's common name, else its whole name.
    pub issued_by: Option<&'a str>,
    /// From when until when it is valid.
    pub validity: Validity,
    /// C
    pub country: Option<&'a str>,
    /// ST
    pub state: Option<&'a str>,
    /// L
    pub locality: Option<&'a str>,
    /// O
    pub organization: Option<&'a str>,
    /// OU
    pub organizational_unit: Option<&'a str>,
    /// emailAddress
    pub email: Option<&'a str>,
    /// CN
    pub common_name: Option<&'a str>,
}

impl Certificate {
    /// The certificate as a line of a list.
    pub fn row(&self) -> CertificateRow<'_> {
        let summary = &self.summary;
        CertificateRow {
            name: self.name.as_str(),
            status: self.status,
            key_size: summary.key_size,
            issued_to: summary.issued_to.as_deref(),
            issued_by: summary.issued_by.as_deref(),
            validity: summary.validity,
            country: summary.country.as_deref(),
            state: summary.state.as_deref(),
            locality: summary.locality.as_deref(),
            organization: summary.organization.as_deref(),
            organizational_unit: summary.organizational_unit.as_deref(),
            email: summary.email.as_deref(),
            common_name: summary.common_name.as_deref(),
        }
    }
}
