//! The client's certificate and key.

use rustls::InconsistentKeys;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::prelude::{FromDer, SubjectPublicKeyInfo, X509Certificate};
use zeroize::Zeroizing;

/// The client's certificate and key.
#[derive(Clone)]
pub struct TlsIdentity {
    chain: Vec<CertificateDer<'static>>,
    key: Zeroizing<Vec<u8>>,
}

/// The client's certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the client's certificate and key cannot be used: {0}")]
pub(super) struct InvalidIdentity(String);

impl InvalidIdentity {
    pub(super) fn of(error: rustls::Error) -> Self {
        Self(error.to_string())
    }
}

impl TlsIdentity {
    /// The certificate and those above it, in DER, and the private key, PKCS #8 in DER. Whether they
    /// belong together shows when a connection is opened.
    ///
    /// The key is overwritten when it is freed. For each connection the crypto provider gets a copy of
    /// its own, which that of aws-lc-rs overwrites as well.
    #[must_use]
    pub fn new(chain: Vec<CertificateDer<'static>>, key: impl Into<Zeroizing<Vec<u8>>>) -> Self {
        Self {
            chain,
            key: key.into(),
        }
    }

    /// For rustls.
    pub(super) fn certified(
        &self,
        provider: &CryptoProvider,
    ) -> Result<CertifiedKey, InvalidIdentity> {
        let key = PrivatePkcs8KeyDer::from(self.key.to_vec()).into();
        let key = provider.key_provider.load_private_key(key);
        let certified = CertifiedKey::new(self.chain.clone(), key.map_err(InvalidIdentity::of)?);
        match certified.keys_match() {
            Ok(()) | Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown)) => {
                Ok(certified)
            }
            Err(rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch))
                if is_compressed(&certified).unwrap_or(false) =>
            {
                Ok(certified)
            }
            Err(error) => Err(InvalidIdentity::of(error)),
        }
    }
}

/// Whether the certificate has the key's point compressed (SEC 1, section 2.3.3): of two coordinates the
/// first, and whether the second is odd.
fn is_compressed(certified: &CertifiedKey) -> Option<bool> {
    let own = certified.key.public_key()?;
    let (_, own) = SubjectPublicKeyInfo::from_der(&own).ok()?;
    let (_, certificate) = X509Certificate::from_der(certified.cert.first()?).ok()?;
    let shown = certificate.public_key();
    let [4, point @ ..] = &*own.subject_public_key.data else {
        return None;
    };
    let (x, y) = point.split_at(point.len() / 2);
    let compressed = [&[2 + (y.last()? & 1)], x].concat();
    Some(shown.algorithm == own.algorithm && *shown.subject_public_key.data == compressed)
}

impl std::fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TlsIdentity({} certificates)", self.chain.len())
    }
}

#[cfg(test)]
mod tests {
    use rustls::crypto::aws_lc_rs::default_provider;

    use super::*;

    /// `openssl ec -conv_form compressed -in KEY -out COMPRESSED`, then
    /// `openssl req -new -x509 -key COMPRESSED -subj /CN=a -outform DER`
    const COMPRESSED: &str = "3082014b3081f3a003020102021439c885cdf1d24b76f7c1941bb40f986ce9f7b199300a06082a86\
        48ce3d040302300c310a300806035504030c0161301e170d3236313132363138323333335a170d32\
        36313232363138323333335a300c310a300806035504030c01613039301306072a8648ce3d020106\
        082a8648ce3d03010703220002d147829087be8dd848c8b495e4523aad0115ed9e63db4746a39a08\
        79fb202cbca3533051301d0603551d0e041604143fce79fbbe69ca1f2708d03903242729fbd9c256\
        301f0603551d230418301680143fce79fbbe69ca1f2708d03903242729fbd9c256300f0603551d13\
        0101ff040530030101ff300a06082a8648ce3d040302034700304402203b8ad3eb06412661cf7ce4\
        133c2a7a7d9eaff5a133a770741a5fa823ff3ee39502207eb9a47c029a1a72e25a5a5d8e27f9fd51\
        aada854bec7c1005623029237dd9a5";

    /// `openssl pkcs8 -topk8 -nocrypt -in KEY -outform DER`
    const KEY: &str = "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b020101042014dfecfa\
        d6e8224b4c68037c35451a6ff42eab389c8dbf283fee1a3c6f3eb392a14403420004d147829087be\
        8dd848c8b495e4523aad0115ed9e63db4746a39a0879fb202cbc60b3c257f5009856eb1f73f29704\
        6312b1e8fb5370ffc1a5f5df7c5dc1c0ebbe";

    #[test]
    fn a_certificate_with_a_compressed_point_goes_with_its_key() {
        let chain = vec![hex::decode(COMPRESSED).unwrap().into()];
        let provider = default_provider();
        let own = TlsIdentity::new(chain.clone(), hex::decode(KEY).unwrap());
        assert!(own.certified(&provider).is_ok());
        let other = rcgen::KeyPair::generate().unwrap();
        let other = TlsIdentity::new(chain, other.serialize_der());
        assert!(other.certified(&provider).is_err());
    }
}
