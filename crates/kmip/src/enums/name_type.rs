//! NameType.

use super::open_enum;

open_enum! {
    /// What a name looks like (KMIP 1.4, section 9.1.3.2.11).
    pub enum NameType {
        UninterpretedTextString = 0x01, "Uninterpreted Text String";
        Uri = 0x02, "Uri";
    }
}
