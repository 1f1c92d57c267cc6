//! SecretDataType.

use super::open_enum;

open_enum! {
    /// What secret data is (KMIP 1.4, section 9.1.3.2.9).
    pub enum SecretDataType {
        Password = 0x01, "Password";
        Seed = 0x02, "Seed";
    }
}
