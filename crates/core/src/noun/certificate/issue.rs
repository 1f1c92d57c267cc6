//! Making certificates and signing requests.

use std::time::Duration;

use aws_lc_rs::rand;
use jiff::Timestamp;
use rcgen::{CertificateParams, SerialNumber};
use zeroize::Zeroizing;

use super::CertificateError;
use super::alternative_name::AlternativeName;
use super::extensions;
use super::key::{KeyError, PrivateKey};
use super::key_spec::KeySpec;
use super::subject::Subject;
use super::summary::Summary;
use super::table::{Made, Material};
use super::validity::{Days, Validity};

/// The length of a serial number, in bytes.
const SERIAL_LEN: usize = 16;

/// A self-signed certificate to be made.
#[derive(Clone, Debug, Default)]
pub struct SelfSigned {
    /// To whom, and by whom.
    pub subject: Subject,
    /// The alternative names; `None` for the common name.
    pub alternative_names: Option<Vec<AlternativeName>>,
    /// The key to be made for it.
    pub key: KeySpec,
    /// How long it is valid.
    pub days: Days,
}

impl SelfSigned {
    pub(super) fn names(&self) -> Vec<AlternativeName> {
        names(&self.subject, self.alternative_names.as_ref())
    }
}

fn names(subject: &Subject, given: Option<&Vec<AlternativeName>>) -> Vec<AlternativeName> {
    given
        .cloned()
        .unwrap_or_else(|| AlternativeName::defaults(subject.common_name.as_ref()))
}

/// The certificate, exactly as the documented sample: version 3, a random serial of 16
/// bytes, SHA-256, AKI = SKI, CA:FALSE and the usages critical, the extensions in its order.
pub(super) fn self_signed(
    options: &SelfSigned,
    key: &PrivateKey,
    now: Timestamp,
) -> Result<Made, CertificateError> {
    let validity = Validity::starting(now, options.days).ok_or(CertificateError::BeyondCalendar)?;
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let date_time = |time: Timestamp| {
        let distance = Duration::from_secs(time.as_second().unsigned_abs());
        if time.as_second() < 0 {
            epoch - distance
        } else {
            epoch + distance
        }
    };
    let mut params = params(&options.subject)?;
    let has_subject = options.subject.whole_name().is_some();
    params.custom_extensions = extensions::of_certificate(&options.names(), has_subject, key);
    params.serial_number = Some(SerialNumber::from_slice(&serial_number()?));
    params.not_before = date_time(validity.from);
    params.not_after = date_time(validity.to);
    Ok(Made {
        summary: summary(&options.subject, key, validity),
        material: Material {
            certificate: params.self_signed(key)?.der().to_vec(),
            intermediates: Vec::new(),
            key: Zeroizing::clone(key.pkcs8()),
        },
    })
}

/// What a self-signed certificate says of itself: what it was made of.
fn summary(subject: &Subject, key: &PrivateKey, validity: Validity) -> Summary {
    let common_name = subject.common_name.as_ref().map(ToString::to_string);
    let issued_to = common_name.clone().or_else(|| subject.whole_name());
    let text = |value: Option<&dyn AsRef<str>>| value.map(|value| value.as_ref().to_owned());
    Summary {
        key_algorithm: key.key_algorithm(),
        key_size: key.key_size(),
        issued_by: issued_to.clone(),
        issued_to,
        validity,
        country: text(subject.country.as_ref().map(|it| it as _)),
        state: text(subject.state.as_ref().map(|it| it as _)),
        locality: text(subject.locality.as_ref().map(|it| it as _)),
        organization: text(subject.organization.as_ref().map(|it| it as _)),
        organizational_unit: text(subject.organizational_unit.as_ref().map(|it| it as _)),
        email: text(subject.email.as_ref().map(|it| it as _)),
        common_name,
    }
}

/// A signing request (PKCS #10, RFC 2986) in DER.
pub(super) fn request(
    subject: &Subject,
    alternative_names: Option<&Vec<AlternativeName>>,
    key: &PrivateKey,
) -> Result<Vec<u8>, CertificateError> {
    let names = names(subject, alternative_names);
    let mut params = params(subject)?;
    let has_subject = subject.whole_name().is_some();
    params.custom_extensions = extensions::of_request(&names, has_subject, key);
    Ok(params.serialize_request(key)?.der().to_vec())
}

fn params(subject: &Subject) -> Result<CertificateParams, CertificateError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = subject.distinguished_name()?;
    Ok(params)
}

/// 16 random bytes that make a positive INTEGER of 16 bytes: the first is 0x01 to 0x7f.
fn serial_number() -> Result<[u8; SERIAL_LEN], KeyError> {
    let mut serial = [0; SERIAL_LEN];
    while serial[0] == 0 {
        rand::fill(&mut serial).map_err(|_| KeyError::Generation)?;
        serial[0] &= 0x7f;
    }
    Ok(serial)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use x509_parser::der_parser::asn1_rs::Tag;
    use x509_parser::extensions::{GeneralName, ParsedExtension};
    use x509_parser::oid_registry::{OID_PKCS1_SHA256WITHRSA, OID_PKCS9_EMAIL_ADDRESS};
    use x509_parser::prelude::FromDer;
    use x509_parser::public_key::PublicKey;
    use x509_parser::x509::X509Version;

    use super::*;
    use crate::noun::certificate::subject::Text;
    use crate::noun::certificate::summary::parse;

    const UUID: &str = "e003132d-6d58-4e7e-a781-03fc5d8c7c21";

    fn documented() -> SelfSigned {
        let subject = Subject {
            common_name: UUID.parse().ok(),
            ..Subject::default()
        };
        SelfSigned {
            subject,
            ..SelfSigned::default()
        }
    }

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    /// Every field that transcripts.md decodes.
    #[test]
    fn the_documented_certificate() {
        let options = documented();
        let key = PrivateKey::generate(options.key).unwrap();
        let made = self_signed(&options, &key, at("2024-02-29T06:01:39Z")).unwrap();
        let certificate = parse(&made.material.certificate).unwrap();

        assert_eq!(certificate.version(), X509Version::V3);
        assert_eq!(certificate.raw_serial().len(), 16);
        assert!((0x01..=0x7f).contains(&certificate.raw_serial()[0]));
        assert_eq!(
            certificate.signature_algorithm.algorithm,
            OID_PKCS1_SHA256WITHRSA
        );
        let PublicKey::RSA(rsa) = certificate.public_key().parsed().unwrap() else {
            panic!("not an RSA key");
        };
        assert_eq!(rsa.try_exponent(), Ok(65537));

        let name = "CN=e003132d-6d58-4e7e-a781-03fc5d8c7c21, OU=Pure Storage, Inc., \
                    O=Pure Storage, Inc.";
        assert_eq!(certificate.subject().to_string(), name);
        assert_eq!(certificate.subject(), certificate.issuer());

        let summary = Summary::of(&certificate).unwrap();
        assert_eq!(summary, made.summary);
        assert_eq!(summary.key_size, 2048);
        assert_eq!(summary.validity.from, at("2024-02-29T06:01:39Z"));
        assert_eq!(summary.validity.to, at("2034-02-26T06:01:39Z"));
        assert_eq!(summary.issued_to.as_deref(), Some(UUID));
        assert_eq!(summary.country, None);

        let san = certificate.subject_alternative_name().unwrap().unwrap();
        assert!(!san.critical);
        assert_eq!(san.value.general_names, [GeneralName::DNSName(UUID)]);
        let basic = certificate.basic_constraints().unwrap().unwrap();
        assert!(basic.critical && !basic.value.ca && basic.value.path_len_constraint.is_none());
        let usage = certificate.key_usage().unwrap().unwrap();
        // digitalSignature (0), keyEncipherment (2), keyCertSign (5)
        assert!(usage.critical);
        assert_eq!(usage.value.flags, 0b10_0101);
        let extended = certificate.extended_key_usage().unwrap().unwrap();
        assert!(extended.critical && extended.value.server_auth && extended.value.client_auth);
        assert!(!extended.value.any && extended.value.other.is_empty());

        let mut subject_key = None;
        let mut authority_key = None;
        for extension in certificate.extensions() {
            match extension.parsed_extension() {
                ParsedExtension::SubjectKeyIdentifier(id) => subject_key = Some(id.0.to_vec()),
                ParsedExtension::AuthorityKeyIdentifier(id) => {
                    assert!(id.authority_cert_issuer.is_none());
                    authority_key = id.key_identifier.as_ref().map(|id| id.0.to_vec());
                }
                _ => {}
            }
        }
        assert_eq!(subject_key.as_ref().map(Vec::len), Some(20));
        assert_eq!(authority_key, subject_key);
        let order = certificate.extensions().iter();
        let order: Vec<_> = order
            .map(|extension| extension.oid.to_id_string())
            .collect();
        assert_eq!(
            order,
            [17, 35, 14, 19, 15, 37].map(|number| format!("2.5.29.{number}")),
            "alternative name, authority's key, subject's key, basic constraints, usages"
        );
    }

    #[test]
    fn dates_after_2049_are_generalized_times() {
        let options = documented();
        let key = PrivateKey::generate(KeySpec::Ec).unwrap();
        let made = self_signed(&options, &key, at("2045-01-01T00:00:00Z")).unwrap();
        let validity = parse(&made.material.certificate)
            .unwrap()
            .validity()
            .clone();
        assert!(validity.not_before.is_utctime());
        assert!(validity.not_after.is_generalizedtime());
        assert_eq!(
            validity.not_after.timestamp(),
            at("2054-12-30T00:00:00Z").as_second()
        );
    }

    #[test]
    fn all_attributes_in_their_types() {
        let mut options = documented();
        options.subject = Subject {
            common_name: "Ein Gerät".parse().ok(),
            country: "de".parse().ok(),
            state: "Bayern".parse().ok(),
            locality: "München".parse().ok(),
            organization: "A, \"B\" = C".parse().ok(),
            organizational_unit: None,
            email: "a@example.com".parse().ok(),
        };
        let key = PrivateKey::generate(KeySpec::Ed25519).unwrap();
        let made = self_signed(&options, &key, at("2024-02-29T06:01:39Z")).unwrap();
        let certificate = parse(&made.material.certificate).unwrap();
        let summary = Summary::of(&certificate).unwrap();
        assert_eq!(summary, made.summary);
        assert_eq!(summary.common_name.as_deref(), Some("Ein Gerät"));
        assert_eq!(summary.country.as_deref(), Some("DE"));
        assert_eq!(summary.state.as_deref(), Some("Bayern"));
        assert_eq!(summary.locality.as_deref(), Some("München"));
        assert_eq!(summary.organization.as_deref(), Some("A, \"B\" = C"));
        assert_eq!(summary.organizational_unit, None);
        assert_eq!(summary.email.as_deref(), Some("a@example.com"));
        assert_eq!(summary.key_size, 256);
        assert!(certificate.subject_alternative_name().unwrap().is_none());
        let email = certificate
            .subject()
            .iter_by_oid(&OID_PKCS9_EMAIL_ADDRESS)
            .next()
            .unwrap();
        assert_eq!(email.attr_value().tag(), Tag::Ia5String);
        let country = certificate.subject().iter_country().next().unwrap();
        assert_eq!(country.attr_value().tag(), Tag::PrintableString);
        assert_eq!(
            certificate.key_usage().unwrap().unwrap().value.flags,
            0b10_0001
        );
    }

    #[test]
    fn serial_numbers_differ() {
        assert_ne!(serial_number().unwrap(), serial_number().unwrap());
    }

    #[test]
    fn a_request_names_the_same() {
        let key = PrivateKey::generate(KeySpec::Ec).unwrap();
        let der = request(&documented().subject, None, &key).unwrap();
        let (_, request) =
            x509_parser::certification_request::X509CertificationRequest::from_der(&der).unwrap();
        let info = &request.certification_request_info;
        assert!(info.subject.to_string().starts_with("CN=e003132d"));
        let extensions: Vec<_> = request.requested_extensions().unwrap().collect();
        assert!(extensions.iter().any(|extension| matches!(
            extension,
            ParsedExtension::SubjectAlternativeName(san)
                if san.general_names == [GeneralName::DNSName(UUID)]
        )));
        assert!(extensions.iter().any(|extension| matches!(
            extension,
            ParsedExtension::ExtendedKeyUsage(usage) if usage.client_auth && usage.server_auth
        )));
    }

    fn text<const MAX: usize>() -> impl Strategy<Value = Option<Text<MAX>>> {
        // Letters of all kinds, and above all those that mean something in a written name.
        let letter = prop_oneof![
            Just(','),
            Just('='),
            Just('+'),
            Just('"'),
            Just('\\'),
            Just('#'),
            Just(' '),
            Just(';'),
            proptest::char::any().prop_filter("no control character", |c| !c.is_control()),
        ];
        let text = proptest::collection::vec(letter, 1..=12);
        let text = text.prop_map(|letters| String::from_iter(letters).parse().unwrap());
        proptest::option::of(text)
    }

    fn subject() -> impl Strategy<Value = Subject> {
        let email = proptest::option::of("[!-?A-~]{1,9}@[!-?A-~]{1,9}");
        (
            text(),
            proptest::option::of("[a-zA-Z]{2}"),
            text(),
            text(),
            text(),
            text(),
            email,
        )
            .prop_map(
                |(common_name, country, state, locality, organization, unit, email)| Subject {
                    common_name,
                    country: country.map(|text| text.parse().unwrap()),
                    state,
                    locality,
                    organization,
                    organizational_unit: unit,
                    email: email.map(|text| text.parse().unwrap()),
                },
            )
    }

    /// A key of every kind.
    fn keys() -> &'static [PrivateKey] {
        static KEYS: std::sync::LazyLock<Vec<PrivateKey>> = std::sync::LazyLock::new(|| {
            [KeySpec::default(), KeySpec::Ec, KeySpec::Ed25519]
                .map(|spec| PrivateKey::generate(spec).unwrap())
                .into()
        });
        &KEYS
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_was_made_says_what_is_read_back(
            subject in subject(),
            start in -60_000_000_000_i64..200_000_000_000,
            days in 1..=20_000_u32,
        ) {
            let options = SelfSigned {
                subject,
                days: days.to_string().parse().unwrap(),
                ..SelfSigned::default()
            };
            let start = Timestamp::from_second(start).unwrap();
            for key in keys() {
                let made = self_signed(&options, key, start).unwrap();
                let read = Summary::of(&parse(&made.material.certificate).unwrap()).unwrap();
                prop_assert_eq!(read, made.summary);
            }
        }
    }
}
