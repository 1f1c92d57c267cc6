//! ObjectGroupMember.

use super::open_enum;

open_enum! {
    /// Which members of a group to locate (KMIP 1.4, section 9.1.3.2.33).
    pub enum ObjectGroupMember {
        GroupMemberFresh = 0x01, "Group Member Fresh";
        GroupMemberDefault = 0x02, "Group Member Default";
    }
}
