//! State.

use super::open_enum;

open_enum! {
    /// Where a key is in its life (KMIP 1.4, section 3.22).
    pub enum State {
        PreActive = 0x01, "Pre-Active";
        Active = 0x02, "Active";
        Deactivated = 0x03, "Deactivated";
        Compromised = 0x04, "Compromised";
        Destroyed = 0x05, "Destroyed";
        DestroyedCompromised = 0x06, "Destroyed Compromised";
    }
}
