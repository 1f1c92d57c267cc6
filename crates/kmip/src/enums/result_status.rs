//! ResultStatus.

use super::open_enum;

open_enum! {
    /// How an operation ended (KMIP 1.4, section 9.1.3.2.28).
    pub enum ResultStatus {
        Success = 0x00, "Success";
        OperationFailed = 0x01, "Operation Failed";
        OperationPending = 0x02, "Operation Pending";
        OperationUndone = 0x03, "Operation Undone";
    }
}
