//! Private keys as operators paste them.

use pure_core::certificate::PrivateKey;

/// The passphrase of the seeds.
const PASSPHRASE: &str = "secret";

/// Any text gives a key, which is the same when it is written and read again, or an error that fits in one
/// line; with a passphrase too.
pub fn key_text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for passphrase in [None, Some(PASSPHRASE), Some("")] {
        match PrivateKey::from_pem(&text, passphrase) {
            Ok(key) => {
                let again = PrivateKey::from_der(key.pkcs8()).expect("the key can be read");
                assert_eq!(again.public_key(), key.public_key());
                assert!(again.is_of(key.public_key()));
            }
            Err(error) => crate::line::check(&error),
        }
    }
}
