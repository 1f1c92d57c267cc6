//! The key manager's own CA, and the certificate that its server shows.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::Offset;
use kmip::client::CertificateFacts;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    SerialNumber,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use super::KeyManagerError;
use crate::store::{StoreError, files};

const DAY: i64 = 24 * 60 * 60;
const YEAR: i64 = 365 * DAY;
const CA_YEARS: i64 = 20;
const SERVER_YEARS: i64 = 2;
/// A server certificate that expires within this time is renewed, in seconds.
const RENEWAL: i64 = 60 * DAY;

/// The line with which the private key begins, after the certificate in the same file.
const KEY_BEGINS: &str = "-----BEGIN PRIVATE KEY-----";

/// The CA (ECDSA P-256), and a server certificate that it has signed.
///
/// Certificate and key are in one file, so that they always match.
#[derive(Debug)]
pub struct Authority {
    pem: Zeroizing<String>,
    folder: PathBuf,
}

impl Authority {
    /// The CA in `folder`, which is made at the first start; `now` in seconds since 1970 UTC.
    ///
    /// # Errors
    /// When it cannot be made or read.
    pub fn open(folder: &Path, now: i64) -> Result<Self, KeyManagerError> {
        let path = folder.join("ca.pem");
        let bytes = match files::read(&path)? {
            Some(bytes) => bytes,
            None => {
                let key = new_key()?;
                let ca = CertifiedIssuer::self_signed(ca_params(now)?, &key).map_err(failed)?;
                files::create_once(&path, pem_of(&ca.pem(), &key))?
            }
        };
        Ok(Self {
            pem: text(bytes)?,
            folder: folder.to_owned(),
        })
    }

    /// The CA certificate, as it is pasted into purekmip.
    pub fn ca_pem(&self) -> &str {
        let end = self.pem.find(KEY_BEGINS).unwrap_or(self.pem.len());
        &self.pem[..end]
    }

    /// The server's chain and key. The certificate is renewed when it is missing, expires soon, is of
    /// another CA, or does not name all of `names`.
    ///
    /// # Errors
    /// When it cannot be made or read.
    pub fn server(
        &self,
        names: &[String],
        now: i64,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), KeyManagerError> {
        let path = self.folder.join("server.pem");
        let known = files::read(&path)?
            .map(text)
            .transpose()?
            .filter(|pem| is_usable(pem, names, now));
        let pem = match known {
            Some(pem) => pem,
            None => {
                let pem = self.issue(names, now)?;
                files::replace(&path, pem.as_bytes())?;
                pem
            }
        };
        read(&pem)
    }

    /// A chain and key that no client should accept. Nothing of it is kept.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn blemished(
        &self,
        blemish: Blemish,
        names: &[String],
        now: i64,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), KeyManagerError> {
        read(&match blemish {
            Blemish::Expired => self.issue(names, now - (SERVER_YEARS + 1) * YEAR)?,
            Blemish::WrongName => self.issue(&["another.example".to_owned()], now)?,
        })
    }

    fn issue(&self, names: &[String], now: i64) -> Result<Zeroizing<String>, KeyManagerError> {
        let ca_key = self.pem.split_at(self.ca_pem().len()).1;
        let ca_key = KeyPair::from_pem(ca_key).map_err(failed)?;
        let issuer = Issuer::new(ca_params(now)?, ca_key);
        let mut params = CertificateParams::new(names.to_vec()).map_err(failed)?;
        params.distinguished_name = common_name("puresim key manager");
        set_validity(&mut params, now, SERVER_YEARS)?;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = new_key()?;
        let signed = params.signed_by(&key, &issuer).map_err(failed)?;
        text(pem_of(&signed.pem(), &key))
    }
}

/// What is wrong with a certificate that no client should accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blemish {
    /// It has expired.
    Expired,
    /// It is for another host.
    WrongName,
}

/// The certificate and the key in a file.
fn read(
    pem: &str,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), KeyManagerError> {
    let invalid =
        |error: rustls::pki_types::pem::Error| KeyManagerError::Authority(error.to_string());
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(invalid)?;
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(invalid)?;
    Ok((vec![certificate], key))
}

/// Whether the server's certificate is good for a while, and names all of `names`.
fn is_usable(pem: &str, names: &[String], now: i64) -> bool {
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).ok();
    let facts = certificate.and_then(|der| CertificateFacts::of(&der));
    facts.is_some_and(|facts| {
        let known = facts.alternative_names.unwrap_or_default();
        (facts.not_before..facts.not_after - RENEWAL).contains(&now)
            && names.iter().all(|name| known.contains(name))
    })
}

/// The names that a server is reached by on its own host, the address it listens on unless that is
/// every address, and those given.
pub(crate) fn server_names(listens: IpAddr, given: &[String]) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"]
        .map(str::to_owned)
        .to_vec();
    let host = gethostname::gethostname().to_string_lossy().into_owned();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    if !host.is_empty() && host.chars().all(is_name) {
        names.push(host);
    }
    if !listens.is_unspecified() {
        names.push(listens.to_string());
    }
    for name in given {
        // An address is compared with the certificate's in its usual form.
        names.push(
            name.parse()
                .map_or_else(|_| name.clone(), |ip: IpAddr| ip.to_string()),
        );
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

fn ca_params(now: i64) -> Result<CertificateParams, KeyManagerError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = common_name("puresim key manager CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    set_validity(&mut params, now, CA_YEARS)?;
    Ok(params)
}

fn common_name(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

/// Valid from the day before `now`, for clocks that differ, with a random serial number.
fn set_validity(
    params: &mut CertificateParams,
    now: i64,
    years: i64,
) -> Result<(), KeyManagerError> {
    let date = |seconds: i64| {
        let time = Timestamp::from_second(seconds)
            .map_err(|_| KeyManagerError::Authority("the clock is out of range".to_owned()))?;
        let day = Offset::UTC.to_datetime(time).date();
        Ok::<_, KeyManagerError>(rcgen::date_time_ymd(
            day.year().into(),
            day.month().unsigned_abs(),
            day.day().unsigned_abs(),
        ))
    };
    params.not_before = date(now - DAY)?;
    params.not_after = date(now + years * YEAR)?;
    let mut serial = [0; 16];
    aws_lc_rs::rand::fill(&mut serial).map_err(|_| StoreError::MasterKey)?;
    // A positive number (RFC 5280, section 4.1.2.2).
    serial[0] &= 0x7F;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    Ok(())
}

fn new_key() -> Result<KeyPair, KeyManagerError> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)
}

fn pem_of(certificate: &str, key: &KeyPair) -> Zeroizing<Vec<u8>> {
    let key = Zeroizing::new(key.serialize_pem());
    Zeroizing::new([certificate, &key].concat().into_bytes())
}

fn text(bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, KeyManagerError> {
    match String::from_utf8(bytes.to_vec()) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(_) => Err(KeyManagerError::Authority("they are not text".to_owned())),
    }
}

fn failed(error: rcgen::Error) -> KeyManagerError {
    KeyManagerError::Authority(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn names(given: &[&str]) -> Vec<String> {
        let given: Vec<String> = given.iter().map(|&name| name.to_owned()).collect();
        server_names([127, 0, 0, 1].into(), &given)
    }

    #[test]
    fn the_server_keeps_its_certificate_until_it_no_longer_does() {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(folder.path(), NOW).unwrap();
        let serve = |given: &[&str], now| authority.server(&names(given), now).unwrap().0;
        let first = serve(&[], NOW);
        assert_eq!(serve(&[], NOW + YEAR), first);

        let named = serve(&["kms.example", "::0001"], NOW);
        assert_ne!(named, first);
        let facts = CertificateFacts::of(&named[0]).unwrap();
        let known = facts.alternative_names.unwrap();
        for name in ["localhost", "127.0.0.1", "::1", "kms.example"] {
            assert!(known.iter().any(|it| it == name), "{known:?}");
        }
        assert!(facts.server_auth);
        assert!(!facts.client_auth);
        // It names all that is asked for, and more.
        assert_eq!(serve(&[], NOW), named);

        let renewed = serve(&[], NOW + 2 * YEAR - RENEWAL);
        assert_ne!(renewed, named);
        assert!(CertificateFacts::of(&renewed[0]).unwrap().not_after > NOW + 3 * YEAR);
    }

    #[test]
    fn the_ca_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let made: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| Authority::open(folder.path(), NOW).unwrap()))
                .collect();
            let authorities = threads.into_iter().map(|thread| thread.join().unwrap());
            authorities.map(|it| it.ca_pem().to_owned()).collect()
        });
        assert!(made.iter().all(|pem| *pem == made[0]));
        assert!(made[0].len() < 3000);
        assert!(!made[0].contains("PRIVATE"));
        assert!(made[0].ends_with("-----END CERTIFICATE-----\n") || made[0].ends_with("\r\n"));
    }
}
