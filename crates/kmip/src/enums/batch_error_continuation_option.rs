//! BatchErrorContinuationOption.

use super::open_enum;

open_enum! {
    /// What to do when an item of a batch fails (KMIP 1.4, section 9.1.3.2.30).
    pub enum BatchErrorContinuationOption {
        Continue = 0x01, "Continue";
        Stop = 0x02, "Stop";
        Undo = 0x03, "Undo";
    }
}
