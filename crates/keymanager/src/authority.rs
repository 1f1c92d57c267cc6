//! The key manager's own CA, and the certificate that its server shows.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use pure_kmip::client::CertificateFacts;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SerialNumber,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use crate::error::KeyManagerError;

const YEAR: i64 = 365 * 24 * 60 * 60;
const CA_YEARS: i64 = 20;
const SERVER_YEARS: i64 = 2;
/// A server certificate that ends within this time is made anew, in seconds.
const RENEWAL: i64 = 60 * 24 * 60 * 60;

/// The CA, and a server certificate that it has signed.
#[derive(Debug)]
pub struct Authority {
    ca_pem: String,
    folder: PathBuf,
}

impl Authority {
    /// The CA in `folder`, which is made at the first start.
    ///
    /// # Errors
    /// When it cannot be made or read.
    pub fn open(folder: &Path, now: i64) -> Result<Self, KeyManagerError> {
        let path = folder.join("ca.pem");
        if !path.exists() {
            let key = new_key()?;
            let params = ca_params(now)?;
            let issuer = CertifiedIssuer::self_signed(params, &key).map_err(failed)?;
            write(&folder.join("ca.key"), &Zeroizing::new(key.serialize_pem()))?;
            write(&path, &issuer.pem())?;
        }
        Ok(Self {
            ca_pem: read(&path)?,
            folder: folder.to_owned(),
        })
    }

    /// The CA certificate, as it is pasted into purekmip.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The server's chain and key. The certificate is made anew when it is missing, ends soon, or does
    /// not name all of `names`.
    ///
    /// # Errors
    /// When it cannot be made or read.
    pub fn server(
        &self,
        names: &[String],
        now: i64,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), KeyManagerError> {
        let (certificate, key) = (
            self.folder.join("server.pem"),
            self.folder.join("server.key"),
        );
        let known = if certificate.exists() {
            self.usable(&certificate, names, now)?
        } else {
            None
        };
        let chain = match known {
            Some(chain) => chain,
            None => self.issue(&certificate, &key, names, now)?,
        };
        let text = Zeroizing::new(read(&key)?);
        let key = PrivateKeyDer::from_pem_slice(text.as_bytes())
            .map_err(|error| KeyManagerError::Authority(error.to_string()))?;
        Ok((chain, key))
    }

    fn usable(
        &self,
        path: &Path,
        names: &[String],
        now: i64,
    ) -> Result<Option<Vec<CertificateDer<'static>>>, KeyManagerError> {
        let text = read(path)?;
        let chain: Vec<_> = CertificateDer::pem_slice_iter(text.as_bytes())
            .flatten()
            .collect();
        let facts = chain.first().and_then(|der| CertificateFacts::of(der));
        let good = facts.is_some_and(|facts| {
            let known = facts.alternative_names.unwrap_or_default();
            (facts.not_before..facts.not_after - RENEWAL).contains(&now)
                && names.iter().all(|name| known.contains(name))
        });
        Ok(good.then_some(chain))
    }

    fn issue(
        &self,
        certificate: &Path,
        key_path: &Path,
        names: &[String],
        now: i64,
    ) -> Result<Vec<CertificateDer<'static>>, KeyManagerError> {
        let ca_key = KeyPair::from_pem(&Zeroizing::new(read(&self.folder.join("ca.key"))?))
            .map_err(failed)?;
        let issuer = rcgen::Issuer::new(ca_params(now)?, ca_key);
        let mut params = CertificateParams::new(names.to_vec()).map_err(failed)?;
        params.distinguished_name = rcgen::DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, "puresim key manager");
        set_validity(&mut params, now, SERVER_YEARS)?;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = new_key()?;
        let signed = params.signed_by(&key, &issuer).map_err(failed)?;
        write(key_path, &Zeroizing::new(key.serialize_pem()))?;
        write(certificate, &signed.pem())?;
        Ok(vec![signed.der().clone()])
    }
}

/// The names that a server is reached by on its own host, and those given.
pub(crate) fn server_names(given: &[String]) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"]
        .map(str::to_owned)
        .to_vec();
    let host = gethostname::gethostname().to_string_lossy().into_owned();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    if !host.is_empty() && host.chars().all(is_name) {
        names.push(host);
    }
    names.extend_from_slice(given);
    names.dedup();
    names
}

fn ca_params(now: i64) -> Result<CertificateParams, KeyManagerError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "puresim key manager CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    set_validity(&mut params, now, CA_YEARS)?;
    Ok(params)
}

/// Valid from a day before `now`, for clocks that differ, with a random serial number.
fn set_validity(
    params: &mut CertificateParams,
    now: i64,
    years: i64,
) -> Result<(), KeyManagerError> {
    let date = |seconds: i64| {
        let out_of_range = |_| KeyManagerError::Authority("the clock is out of range".to_owned());
        let time = jiff::Timestamp::from_second(seconds).map_err(out_of_range)?;
        let day = time.to_string();
        let number = |range: std::ops::Range<usize>| day[range].parse::<i32>().unwrap_or(1);
        let small = |range| u8::try_from(number(range)).unwrap_or(1);
        Ok::<_, KeyManagerError>(rcgen::date_time_ymd(
            number(0..4),
            small(5..7),
            small(8..10),
        ))
    };
    params.not_before = date(now - 24 * 60 * 60)?;
    params.not_after = date(now + years * YEAR)?;
    let mut serial = [0; 16];
    aws_lc_rs::rand::fill(&mut serial).map_err(|_| KeyManagerError::MasterKey)?;
    serial[0] &= 0x7F;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    Ok(())
}

fn new_key() -> Result<KeyPair, KeyManagerError> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)
}

fn failed(error: rcgen::Error) -> KeyManagerError {
    KeyManagerError::Authority(error.to_string())
}

fn read(path: &Path) -> Result<String, KeyManagerError> {
    fs::read_to_string(path).map_err(|source| KeyManagerError::Io {
        path: path.to_owned(),
        source,
    })
}

/// Writes a file of mode 0600, whole or not at all.
fn write(path: &Path, text: &str) -> Result<(), KeyManagerError> {
    let making = path.with_extension("new");
    let written = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&making)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
        })
        .and_then(|()| fs::rename(&making, path));
    written.map_err(|source| KeyManagerError::Io {
        path: path.to_owned(),
        source,
    })
}
