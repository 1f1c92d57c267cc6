//! RevocationReasonCode.

use super::open_enum;

open_enum! {
    /// Why an object is revoked (KMIP 1.4, section 9.1.3.2.19).
    pub enum RevocationReasonCode {
        Unspecified = 0x01, "Unspecified";
        KeyCompromise = 0x02, "Key Compromise";
        CaCompromise = 0x03, "CA Compromise";
        AffiliationChanged = 0x04, "Affiliation Changed";
        Superseded = 0x05, "Superseded";
        CessationOfOperation = 0x06, "Cessation of Operation";
        PrivilegeWithdrawn = 0x07, "Privilege Withdrawn";
    }
}
