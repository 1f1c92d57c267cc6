//! KeyFormatType.

use super::open_enum;

open_enum! {
    /// How key material is written (KMIP 1.4, section 9.1.3.2.3).
    pub enum KeyFormatType {
        Raw = 0x01, "Raw";
        Opaque = 0x02, "Opaque";
        Pkcs1 = 0x03, "PKCS#1";
        Pkcs8 = 0x04, "PKCS#8";
        X509 = 0x05, "X.509";
        EcPrivateKey = 0x06, "EC Private Key";
        TransparentSymmetricKey = 0x07, "Transparent Symmetric Key";
        TransparentDsaPrivateKey = 0x08, "Transparent DSA Private Key";
        TransparentDsaPublicKey = 0x09, "Transparent DSA Public Key";
        TransparentRsaPrivateKey = 0x0A, "Transparent RSA Private Key";
        TransparentRsaPublicKey = 0x0B, "Transparent RSA Public Key";
        TransparentDhPrivateKey = 0x0C, "Transparent DH Private Key";
        TransparentDhPublicKey = 0x0D, "Transparent DH Public Key";
        TransparentEcdsaPrivateKey = 0x0E, "Transparent ECDSA Private Key";
        TransparentEcdsaPublicKey = 0x0F, "Transparent ECDSA Public Key";
        TransparentEcdhPrivateKey = 0x10, "Transparent ECDH Private Key";
        TransparentEcdhPublicKey = 0x11, "Transparent ECDH Public Key";
        TransparentEcmqvPrivateKey = 0x12, "Transparent ECMQV Private Key";
        TransparentEcmqvPublicKey = 0x13, "Transparent ECMQV Public Key";
        TransparentEcPrivateKey = 0x14, "Transparent EC Private Key";
        TransparentEcPublicKey = 0x15, "Transparent EC Public Key";
        Pkcs12 = 0x16, "PKCS#12";
        Pkcs10 = 0x17, "PKCS#10";
    }
}
