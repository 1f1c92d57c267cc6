//! ObjectType.

use super::open_enum;

open_enum! {
    /// The kind of a managed object (KMIP 1.4, section 9.1.3.2.12).
    pub enum ObjectType {
        Certificate = 0x01, "Certificate";
        SymmetricKey = 0x02, "Symmetric Key";
        PublicKey = 0x03, "Public Key";
        PrivateKey = 0x04, "Private Key";
        SplitKey = 0x05, "Split Key";
        Template = 0x06, "Template";
        SecretData = 0x07, "Secret Data";
        OpaqueData = 0x08, "Opaque Data";
        PgpKey = 0x09, "PGP Key";
        CertificateRequest = 0x0A, "Certificate Request";
    }
}
