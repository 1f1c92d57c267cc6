//! CredentialType.

use super::open_enum;

open_enum! {
    /// How a client says who it is (KMIP 1.4, section 9.1.3.2.1).
    pub enum CredentialType {
        UsernameAndPassword = 0x01, "Username And Password";
        Device = 0x02, "Device";
        Attestation = 0x03, "Attestation";
        OneTimePassword = 0x04, "One Time Password";
        HashedPassword = 0x05, "Hashed Password";
        Ticket = 0x06, "Ticket";
    }
}
