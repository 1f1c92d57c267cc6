//! KeyCompressionType.

use super::open_enum;

open_enum! {
    /// How a key is compressed (KMIP 1.4, section 9.1.3.2.2).
    pub enum KeyCompressionType {
        EcPublicKeyTypeUncompressed = 0x01, "EC Public Key Type Uncompressed";
        EcPublicKeyTypeX962CompressedPrime = 0x02, "EC Public Key Type X9 62 Compressed Prime";
        EcPublicKeyTypeX962CompressedChar2 = 0x03, "EC Public Key Type X9 62 Compressed Char2";
        EcPublicKeyTypeX962Hybrid = 0x04, "EC Public Key Type X9 62 Hybrid";
    }
}
