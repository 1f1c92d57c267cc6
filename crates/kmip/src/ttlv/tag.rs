//! Tags: what an item is (KMIP 1.4, section 9.1.3.1; KMIP 2.1, section 11.60).

use std::fmt;

use super::tag_names::NAMES;

/// The tag of an item: a number of three bytes, of which the first is 42 for the standard's own tags
/// and 54 for extensions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(u32);

impl Tag {
    /// The tag of that number; only its three lower bytes count.
    #[must_use]
    pub const fn new(code: u32) -> Self {
        Self(code & 0x00FF_FFFF)
    }

    /// Its number.
    #[must_use]
    pub const fn code(self) -> u32 {
        self.0
    }

    /// Whether it is none of the standard's: a vendor's, or one of a version that is not known here.
    #[must_use]
    pub fn is_foreign(self) -> bool {
        self.name().is_none()
    }

    /// Its name in the standard.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        // Nearly all are numbered without a gap: most are where their number says.
        let place = self.0.checked_sub(NAMES[0].0)? as usize;
        if let Some((code, name)) = NAMES.get(place)
            && *code == self.0
        {
            return Some(name);
        }
        let named = NAMES.binary_search_by_key(&self.0, |&(code, _)| code);
        named.ok().map(|place| NAMES[place].1)
    }

    /// The tag of that name, as in `Cryptographic Length`; also of a tag without one, as it is
    /// displayed: `tag 540001`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let named = NAMES.iter().find(|(_, known)| *known == name);
        named.map(|&(code, _)| Self(code)).or_else(|| {
            let digits = name.strip_prefix("tag ")?;
            let code = u32::from_str_radix(digits, 16).ok()?;
            // Only what is displayed so, that each tag has one name.
            let tag = Self::new(code);
            (tag.name().is_none() && tag.to_string() == name).then_some(tag)
        })
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "tag {:06X}", self.0),
        }
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The tags that this crate reads and writes.
impl Tag {
    /// Activation Date
    pub const ACTIVATION_DATE: Self = Self(0x420001);
    /// Attribute
    pub const ATTRIBUTE: Self = Self(0x420008);
    /// Attribute Index
    pub const ATTRIBUTE_INDEX: Self = Self(0x420009);
    /// Attribute Name
    pub const ATTRIBUTE_NAME: Self = Self(0x42000A);
    /// Attribute Value
    pub const ATTRIBUTE_VALUE: Self = Self(0x42000B);
    /// Authentication
    pub const AUTHENTICATION: Self = Self(0x42000C);
    /// Batch Count
    pub const BATCH_COUNT: Self = Self(0x42000D);
    /// Batch Error Continuation Option
    pub const BATCH_ERROR_CONTINUATION_OPTION: Self = Self(0x42000E);
    /// Batch Item
    pub const BATCH_ITEM: Self = Self(0x42000F);
    /// Batch Order Option
    pub const BATCH_ORDER_OPTION: Self = Self(0x420010);
    /// Asynchronous Correlation Value
    pub const ASYNCHRONOUS_CORRELATION_VALUE: Self = Self(0x420006);
    /// Client Correlation Value
    pub const CLIENT_CORRELATION_VALUE: Self = Self(0x420105);
    /// Server Correlation Value
    pub const SERVER_CORRELATION_VALUE: Self = Self(0x420106);
    /// Asynchronous Indicator
    pub const ASYNCHRONOUS_INDICATOR: Self = Self(0x420007);
    /// Compromise Date
    pub const COMPROMISE_DATE: Self = Self(0x420020);
    /// Compromise Occurrence Date
    pub const COMPROMISE_OCCURRENCE_DATE: Self = Self(0x420021);
    /// Credential
    pub const CREDENTIAL: Self = Self(0x420023);
    /// Credential Type
    pub const CREDENTIAL_TYPE: Self = Self(0x420024);
    /// Credential Value
    pub const CREDENTIAL_VALUE: Self = Self(0x420025);
    /// Criticality Indicator
    pub const CRITICALITY_INDICATOR: Self = Self(0x420026);
    /// Cryptographic Algorithm
    pub const CRYPTOGRAPHIC_ALGORITHM: Self = Self(0x420028);
    /// Cryptographic Length
    pub const CRYPTOGRAPHIC_LENGTH: Self = Self(0x42002A);
    /// Cryptographic Usage Mask
    pub const CRYPTOGRAPHIC_USAGE_MASK: Self = Self(0x42002C);
    /// Deactivation Date
    pub const DEACTIVATION_DATE: Self = Self(0x42002F);
    /// Destroy Date
    pub const DESTROY_DATE: Self = Self(0x420033);
    /// Initial Date
    pub const INITIAL_DATE: Self = Self(0x420039);
    /// Key Block
    pub const KEY_BLOCK: Self = Self(0x420040);
    /// Key Compression Type
    pub const KEY_COMPRESSION_TYPE: Self = Self(0x420041);
    /// Key Format Type
    pub const KEY_FORMAT_TYPE: Self = Self(0x420042);
    /// Key Material
    pub const KEY_MATERIAL: Self = Self(0x420043);
    /// Key Value
    pub const KEY_VALUE: Self = Self(0x420045);
    /// Key Wrapping Data
    pub const KEY_WRAPPING_DATA: Self = Self(0x420046);
    /// Key Wrapping Specification
    pub const KEY_WRAPPING_SPECIFICATION: Self = Self(0x420047);
    /// Last Change Date
    pub const LAST_CHANGE_DATE: Self = Self(0x420048);
    /// Maximum Items
    pub const MAXIMUM_ITEMS: Self = Self(0x42004F);
    /// Maximum Response Size
    pub const MAXIMUM_RESPONSE_SIZE: Self = Self(0x420050);
    /// Message Extension
    pub const MESSAGE_EXTENSION: Self = Self(0x420051);
    /// Name
    pub const NAME: Self = Self(0x420053);
    /// Name Type
    pub const NAME_TYPE: Self = Self(0x420054);
    /// Name Value
    pub const NAME_VALUE: Self = Self(0x420055);
    /// Object Group
    pub const OBJECT_GROUP: Self = Self(0x420056);
    /// Object Type
    pub const OBJECT_TYPE: Self = Self(0x420057);
    /// Offset
    pub const OFFSET: Self = Self(0x420058);
    /// Offset Items
    pub const OFFSET_ITEMS: Self = Self(0x4200D4);
    /// Located Items
    pub const LOCATED_ITEMS: Self = Self(0x4200D5);
    /// Opaque Object
    pub const OPAQUE_OBJECT: Self = Self(0x42005B);
    /// Opaque Data Type
    pub const OPAQUE_DATA_TYPE: Self = Self(0x420059);
    /// Opaque Data Value
    pub const OPAQUE_DATA_VALUE: Self = Self(0x42005A);
    /// Operation
    pub const OPERATION: Self = Self(0x42005C);
    /// Operation Policy Name
    pub const OPERATION_POLICY_NAME: Self = Self(0x42005D);
    /// Password
    pub const PASSWORD: Self = Self(0x4200A1);
    /// One Time Password
    pub const ONE_TIME_PASSWORD: Self = Self(0x420156);
    /// Protocol Version
    pub const PROTOCOL_VERSION: Self = Self(0x420069);
    /// Protocol Version Major
    pub const PROTOCOL_VERSION_MAJOR: Self = Self(0x42006A);
    /// Protocol Version Minor
    pub const PROTOCOL_VERSION_MINOR: Self = Self(0x42006B);
    /// Query Function
    pub const QUERY_FUNCTION: Self = Self(0x420074);
    /// Request Header
    pub const REQUEST_HEADER: Self = Self(0x420077);
    /// Request Message
    pub const REQUEST_MESSAGE: Self = Self(0x420078);
    /// Request Payload
    pub const REQUEST_PAYLOAD: Self = Self(0x420079);
    /// Response Header
    pub const RESPONSE_HEADER: Self = Self(0x42007A);
    /// Response Message
    pub const RESPONSE_MESSAGE: Self = Self(0x42007B);
    /// Response Payload
    pub const RESPONSE_PAYLOAD: Self = Self(0x42007C);
    /// Result Message
    pub const RESULT_MESSAGE: Self = Self(0x42007D);
    /// Result Reason
    pub const RESULT_REASON: Self = Self(0x42007E);
    /// Result Status
    pub const RESULT_STATUS: Self = Self(0x42007F);
    /// Revocation Message
    pub const REVOCATION_MESSAGE: Self = Self(0x420080);
    /// Revocation Reason
    pub const REVOCATION_REASON: Self = Self(0x420081);
    /// Revocation Reason Code
    pub const REVOCATION_REASON_CODE: Self = Self(0x420082);
    /// Secret Data
    pub const SECRET_DATA: Self = Self(0x420085);
    /// Secret Data Type
    pub const SECRET_DATA_TYPE: Self = Self(0x420086);
    /// Server Information
    pub const SERVER_INFORMATION: Self = Self(0x420088);
    /// State
    pub const STATE: Self = Self(0x42008D);
    /// Storage Status Mask
    pub const STORAGE_STATUS_MASK: Self = Self(0x42008E);
    /// Symmetric Key
    pub const SYMMETRIC_KEY: Self = Self(0x42008F);
    /// Template-Attribute
    pub const TEMPLATE_ATTRIBUTE: Self = Self(0x420091);
    /// Time Stamp
    pub const TIME_STAMP: Self = Self(0x420092);
    /// Unique Batch Item ID
    pub const UNIQUE_BATCH_ITEM_ID: Self = Self(0x420093);
    /// Unique Identifier
    pub const UNIQUE_IDENTIFIER: Self = Self(0x420094);
    /// Username
    pub const USERNAME: Self = Self(0x420099);
    /// Vendor Identification
    pub const VENDOR_IDENTIFICATION: Self = Self(0x42009D);
    /// Object Group Member
    pub const OBJECT_GROUP_MEMBER: Self = Self(0x4200AC);
    /// Fresh
    pub const FRESH: Self = Self(0x4200A8);
    /// Digest
    pub const DIGEST: Self = Self(0x420034);
    /// Link
    pub const LINK: Self = Self(0x42004A);
    /// Contact Information
    pub const CONTACT_INFORMATION: Self = Self(0x420022);
    /// Attributes
    pub const ATTRIBUTES: Self = Self(0x420125);
    /// Attribute Reference
    pub const ATTRIBUTE_REFERENCE: Self = Self(0x42013B);
    /// Current Attribute
    pub const CURRENT_ATTRIBUTE: Self = Self(0x42013C);
    /// New Attribute
    pub const NEW_ATTRIBUTE: Self = Self(0x42013D);
    /// Process Start Date
    pub const PROCESS_START_DATE: Self = Self(0x420067);
    /// Protect Stop Date
    pub const PROTECT_STOP_DATE: Self = Self(0x420068);
    /// Original Creation Date
    pub const ORIGINAL_CREATION_DATE: Self = Self(0x4200BC);
    /// Sensitive
    pub const SENSITIVE: Self = Self(0x420120);
    /// Always Sensitive
    pub const ALWAYS_SENSITIVE: Self = Self(0x420121);
    /// Extractable
    pub const EXTRACTABLE: Self = Self(0x420122);
    /// Never Extractable
    pub const NEVER_EXTRACTABLE: Self = Self(0x420123);
    /// Vendor Extension
    pub const VENDOR_EXTENSION: Self = Self(0x42009C);
    /// Lease Time
    pub const LEASE_TIME: Self = Self(0x420049);
    /// Cryptographic Parameters
    pub const CRYPTOGRAPHIC_PARAMETERS: Self = Self(0x42002B);
    /// Device Serial Number
    pub const DEVICE_SERIAL_NUMBER: Self = Self(0x4200B0);
    /// Extension Information
    pub const EXTENSION_INFORMATION: Self = Self(0x4200A4);
    /// Protection Storage Masks
    pub const PROTECTION_STORAGE_MASKS: Self = Self(0x42015F);
    /// Protection Storage Mask
    pub const PROTECTION_STORAGE_MASK: Self = Self(0x42015E);
    /// Alternative Name
    pub const ALTERNATIVE_NAME: Self = Self(0x4200BF);
    /// Application Specific Information
    pub const APPLICATION_SPECIFIC_INFORMATION: Self = Self(0x420004);
    /// Archive Date
    pub const ARCHIVE_DATE: Self = Self(0x420005);
    /// Cryptographic Domain Parameters
    pub const CRYPTOGRAPHIC_DOMAIN_PARAMETERS: Self = Self(0x420029);
    /// Usage Limits
    pub const USAGE_LIMITS: Self = Self(0x420095);
    /// Comment
    pub const COMMENT: Self = Self(0x4200FD);
    /// Description
    pub const DESCRIPTION: Self = Self(0x4200FC);
}
