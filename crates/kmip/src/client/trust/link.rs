//! A certificate as a link of a chain: what decides whether one was issued by the other.

use x509_parser::asn1_rs::{FromDer, Oid, Sequence, oid};
use x509_parser::extensions::{BasicConstraints, ExtendedKeyUsage, KeyUsage, ParsedExtension};
use x509_parser::prelude::{GeneralName, X509Certificate, X509Version};

use crate::client::canonical::{CanonicalName, text};
use crate::client::certificate::CertificateFacts;

/// A certificate, read.
pub(super) struct Link<'a> {
    pub(super) der: &'a [u8],
    pub(super) certificate: X509Certificate<'a>,
    pub(super) subject: CanonicalName,
    pub(super) issuer: CanonicalName,
}

/// The kind of a key, as far as it decides which signatures may be its own.
#[derive(PartialEq, Eq)]
enum KeyKind {
    Rsa,
    Ec,
    /// By the identifier of its algorithm, which is that of its signatures as well.
    Other(String),
}

/// The extensions that OpenSSL reads whether or not they are critical.
const READ: [Oid<'static>; 8] = [
    oid!(2.5.29.14),
    oid!(2.5.29.15),
    oid!(2.5.29.17),
    oid!(2.5.29.19),
    oid!(2.5.29.30),
    oid!(2.5.29.31),
    oid!(2.5.29.35),
    oid!(2.5.29.37),
];

/// The other extensions that may be critical, since OpenSSL knows what they ask for: certificate
/// policies (with their mappings and constraints, which nobody here sets), Netscape's certificate type,
/// and OCSP's "no check".
const KNOWN: [Oid<'static>; 6] = [
    oid!(2.5.29.32),
    oid!(2.5.29.33),
    oid!(2.5.29.36),
    oid!(2.5.29.54),
    oid!(2.16.840.1.113730.1.1),
    oid!(1.3.6.1.5.5.7.48.1.5),
];

impl<'a> Link<'a> {
    /// From DER; `None` when it is not an X.509 certificate.
    pub(super) fn of(der: &'a [u8]) -> Option<Self> {
        let (rest, certificate) = X509Certificate::from_der(der).ok()?;
        rest.is_empty().then(|| Self {
            der,
            subject: CanonicalName::of(certificate.subject()),
            issuer: CanonicalName::of(certificate.issuer()),
            certificate,
        })
    }

    /// What it says of itself.
    pub(super) fn facts(&self) -> CertificateFacts {
        CertificateFacts::of_parsed(&self.certificate)
    }

    /// The first extension that `pick` takes.
    pub(super) fn extension<T: ?Sized>(
        &self,
        pick: impl for<'p> Fn(&'p ParsedExtension<'a>) -> Option<&'p T>,
    ) -> Option<&T> {
        let mut all = self.certificate.extensions().iter();
        all.find_map(|extension| pick(extension.parsed_extension()))
    }

    pub(super) fn key_usage(&self) -> Option<&KeyUsage> {
        self.extension(|extension| match extension {
            ParsedExtension::KeyUsage(usage) => Some(usage),
            _ => None,
        })
    }

    pub(super) fn extended_key_usage(&self) -> Option<&ExtendedKeyUsage<'a>> {
        self.extension(|extension| match extension {
            ParsedExtension::ExtendedKeyUsage(usage) => Some(usage),
            _ => None,
        })
    }

    pub(super) fn basic_constraints(&self) -> Option<&BasicConstraints> {
        self.extension(|extension| match extension {
            ParsedExtension::BasicConstraints(constraints) => Some(constraints),
            _ => None,
        })
    }

    /// The subject alternative names.
    pub(super) fn alternative_names(&self) -> &[GeneralName<'a>] {
        let found = self.extension(|extension| match extension {
            ParsedExtension::SubjectAlternativeName(names) => Some(names.general_names.as_slice()),
            _ => None,
        });
        found.unwrap_or_default()
    }

    /// The bytes of its alternative DNS names, whatever they are.
    pub(super) fn dns_names(&self) -> impl Iterator<Item = &[u8]> {
        self.alternative_names()
            .iter()
            .filter_map(|name| match name {
                GeneralName::DNSName(name) => Some(name.as_bytes()),
                GeneralName::Invalid(tag, bytes) if tag.0 == 2 => Some(*bytes),
                _ => None,
            })
    }

    /// Its common names, each read by the type of its string.
    pub(super) fn common_names(&self) -> impl Iterator<Item = String> {
        let names = self.certificate.subject().iter_common_name();
        names.filter_map(|name| text(name.attr_value()))
    }

    /// The first extension that decides and cannot be read, or is there twice, by its identifier.
    pub(super) fn unreadable_extension(&self) -> Option<String> {
        let all = self.certificate.extensions();
        let wrong = all.iter().enumerate().find(|(index, extension)| {
            let is_broken = extension.parsed_extension().error().is_some();
            let is_twice = all[..*index].iter().any(|other| other.oid == extension.oid);
            READ.contains(&extension.oid) && (is_broken || is_twice)
        });
        wrong.map(|(_, extension)| extension.oid.to_id_string())
    }

    /// The first critical extension that is not known, by its identifier.
    pub(super) fn unknown_critical_extension(&self) -> Option<String> {
        let mut all = self.certificate.extensions().iter();
        let unknown = all.find(|extension| {
            // A key identifier is known, and must not be critical (RFC 5280, section 4.2.1.1).
            let is_identifier = [&READ[0], &READ[6]].contains(&&extension.oid);
            let is_known = READ.contains(&extension.oid) && !is_identifier;
            extension.critical && !is_known && !KNOWN.contains(&extension.oid)
        });
        unknown.map(|extension| extension.oid.to_id_string())
    }

    pub(super) fn is_valid_at(&self, seconds: i64) -> bool {
        let validity = self.certificate.validity();
        (validity.not_before.timestamp()..=validity.not_after.timestamp()).contains(&seconds)
    }

    pub(super) fn not_after(&self) -> i64 {
        self.certificate.validity().not_after.timestamp()
    }

    pub(super) fn is_version_1(&self) -> bool {
        self.certificate.version() == X509Version::V1
    }

    /// Whether subject and issuer are the same.
    pub(super) fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether it looks signed with its own key: by the names, by the key identifiers, by the kind of
    /// the key. A root's new key, certified by its old one, does not.
    pub(super) fn is_self_signed(&self) -> bool {
        self.may_have_issued(self)
    }

    /// Whether `subject` may have been issued by this one: by the names, the key identifiers and the
    /// kind of the key. Signatures are looked at later, as in OpenSSL: a namesake is not passed over
    /// because its key is another one.
    pub(super) fn may_have_issued(&self, subject: &Link<'_>) -> bool {
        self.subject == subject.issuer && self.fits_identifier_in(subject) && {
            let signature = subject.signature_kind();
            signature.is_none_or(|signature| self.key_kind() == signature)
        }
    }

    /// Whether the authority key identifier of `subject` means this one, as far as both say.
    fn fits_identifier_in(&self, subject: &Link<'_>) -> bool {
        let identifier = subject.extension(|extension| match extension {
            ParsedExtension::AuthorityKeyIdentifier(identifier) => Some(identifier),
            _ => None,
        });
        let Some(identifier) = identifier else {
            return true;
        };
        let own = self.extension(|extension| match extension {
            ParsedExtension::SubjectKeyIdentifier(identifier) => Some(identifier.0),
            _ => None,
        });
        let key_differs = matches!(
            (own, &identifier.key_identifier), (Some(own), Some(key)) if own != key.0
        );
        let serial_differs = identifier
            .authority_cert_serial
            .is_some_and(|serial| serial != self.certificate.raw_serial());
        let mut issuers = identifier.authority_cert_issuer.iter().flatten();
        let issuer = issuers.find_map(|name| match name {
            GeneralName::DirectoryName(name) => Some(CanonicalName::of(name)),
            _ => None,
        });
        !key_differs && !serial_differs && issuer.is_none_or(|issuer| issuer == self.issuer)
    }

    fn key_kind(&self) -> KeyKind {
        let algorithm = &self.certificate.public_key().algorithm.algorithm;
        match algorithm.to_id_string() {
            rsa if ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"].contains(&&*rsa) => {
                KeyKind::Rsa
            }
            ec if ec == "1.2.840.10045.2.1" => KeyKind::Ec,
            other => KeyKind::Other(other),
        }
    }

    /// `None` when it is not known which keys make such signatures.
    fn signature_kind(&self) -> Option<KeyKind> {
        match self
            .certificate
            .signature_algorithm
            .algorithm
            .to_id_string()
        {
            rsa if rsa.starts_with("1.2.840.113549.1.1.") => Some(KeyKind::Rsa),
            ec if ec.starts_with("1.2.840.10045.4.") => Some(KeyKind::Ec),
            edwards if edwards.starts_with("1.3.101.") => Some(KeyKind::Other(edwards)),
            _ => None,
        }
    }

    /// The contents of the algorithm identifier of its signature, and of its key, in DER.
    pub(super) fn algorithm_identifiers(&self) -> Option<(&'a [u8], &[u8])> {
        let signed = self.certificate.tbs_certificate.as_ref().len();
        let whole = sequence(self.der)?;
        let signature = sequence(whole.get(signed..)?)?;
        let key = sequence(sequence(self.certificate.public_key().raw)?)?;
        Some((signature, key))
    }
}

/// The contents of the sequence at the beginning of `der`.
fn sequence(der: &[u8]) -> Option<&[u8]> {
    let (_, sequence) = Sequence::from_der(der).ok()?;
    match sequence.content {
        std::borrow::Cow::Borrowed(content) => Some(content),
        std::borrow::Cow::Owned(_) => None,
    }
}
