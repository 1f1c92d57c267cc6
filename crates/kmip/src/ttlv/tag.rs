//! Tags: what an item is (KMIP 1.4, section 9.1.3.1; KMIP 2.1, section 11.60).

use std::fmt;

/// The tag of an item: a number of three bytes, of which the first is 42 for the standard's own tags
/// and 54 for extensions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(u32);

impl Tag {
    /// The tag of that number; only its three lower bytes count.
    pub const fn new(code: u32) -> Self {
        Self(code & 0x00FF_FFFF)
    }

    /// Its number.
    pub const fn code(self) -> u32 {
        self.0
    }

    /// Its name in the standard.
    pub fn name(self) -> Option<&'static str> {
        let named = NAMES
            .binary_search_by_key(&self.0, |&(code, _)| code)
            .ok()?;
        Some(NAMES[named].1)
    }

    /// The tag of the attribute of that name, as in `Cryptographic Length`.
    pub fn of_name(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|&(code, _)| Self(code))
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
    /// Template Attribute
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

/// Every named tag, by number.
const NAMES: &[(u32, &str)] = &[
    (0x420001, "Activation Date"),
    (0x420002, "Application Data"),
    (0x420003, "Application Namespace"),
    (0x420004, "Application Specific Information"),
    (0x420005, "Archive Date"),
    (0x420006, "Asynchronous Correlation Value"),
    (0x420007, "Asynchronous Indicator"),
    (0x420008, "Attribute"),
    (0x420009, "Attribute Index"),
    (0x42000A, "Attribute Name"),
    (0x42000B, "Attribute Value"),
    (0x42000C, "Authentication"),
    (0x42000D, "Batch Count"),
    (0x42000E, "Batch Error Continuation Option"),
    (0x42000F, "Batch Item"),
    (0x420010, "Batch Order Option"),
    (0x420011, "Block Cipher Mode"),
    (0x420012, "Cancellation Result"),
    (0x420013, "Certificate"),
    (0x420014, "Certificate Identifier"),
    (0x420015, "Certificate Issuer"),
    (0x420016, "Certificate Issuer Alternative Name"),
    (0x420017, "Certificate Issuer Distinguished Name"),
    (0x420018, "Certificate Request"),
    (0x420019, "Certificate Request Type"),
    (0x42001A, "Certificate Subject"),
    (0x42001B, "Certificate Subject Alternative Name"),
    (0x42001C, "Certificate Subject Distinguished Name"),
    (0x42001D, "Certificate Type"),
    (0x42001E, "Certificate Value"),
    (0x42001F, "Common Template Attribute"),
    (0x420020, "Compromise Date"),
    (0x420021, "Compromise Occurrence Date"),
    (0x420022, "Contact Information"),
    (0x420023, "Credential"),
    (0x420024, "Credential Type"),
    (0x420025, "Credential Value"),
    (0x420026, "Criticality Indicator"),
    (0x420027, "CRT Coefficient"),
    (0x420028, "Cryptographic Algorithm"),
    (0x420029, "Cryptographic Domain Parameters"),
    (0x42002A, "Cryptographic Length"),
    (0x42002B, "Cryptographic Parameters"),
    (0x42002C, "Cryptographic Usage Mask"),
    (0x42002D, "Custom Attribute"),
    (0x42002E, "D"),
    (0x42002F, "Deactivation Date"),
    (0x420030, "Derivation Data"),
    (0x420031, "Derivation Method"),
    (0x420032, "Derivation Parameters"),
    (0x420033, "Destroy Date"),
    (0x420034, "Digest"),
    (0x420035, "Digest Value"),
    (0x420036, "Encryption Key Information"),
    (0x420037, "G"),
    (0x420038, "Hashing Algorithm"),
    (0x420039, "Initial Date"),
    (0x42003A, "Initialization Vector"),
    (0x42003B, "Issuer"),
    (0x42003C, "Iteration Count"),
    (0x42003D, "IV Counter Nonce"),
    (0x42003E, "J"),
    (0x42003F, "Key"),
    (0x420040, "Key Block"),
    (0x420041, "Key Compression Type"),
    (0x420042, "Key Format Type"),
    (0x420043, "Key Material"),
    (0x420044, "Key Part Identifier"),
    (0x420045, "Key Value"),
    (0x420046, "Key Wrapping Data"),
    (0x420047, "Key Wrapping Specification"),
    (0x420048, "Last Change Date"),
    (0x420049, "Lease Time"),
    (0x42004A, "Link"),
    (0x42004B, "Link Type"),
    (0x42004C, "Linked Object Identifier"),
    (0x42004D, "MAC Signature"),
    (0x42004E, "MAC Signature Key Information"),
    (0x42004F, "Maximum Items"),
    (0x420050, "Maximum Response Size"),
    (0x420051, "Message Extension"),
    (0x420052, "Modulus"),
    (0x420053, "Name"),
    (0x420054, "Name Type"),
    (0x420055, "Name Value"),
    (0x420056, "Object Group"),
    (0x420057, "Object Type"),
    (0x420058, "Offset"),
    (0x420059, "Opaque Data Type"),
    (0x42005A, "Opaque Data Value"),
    (0x42005B, "Opaque Object"),
    (0x42005C, "Operation"),
    (0x42005D, "Operation Policy Name"),
    (0x42005E, "P"),
    (0x42005F, "Padding Method"),
    (0x420060, "Prime Exponent P"),
    (0x420061, "Prime Exponent Q"),
    (0x420062, "Prime Field Size"),
    (0x420063, "Private Exponent"),
    (0x420064, "Private Key"),
    (0x420065, "Private Key Template Attribute"),
    (0x420066, "Private Key Unique Identifier"),
    (0x420067, "Process Start Date"),
    (0x420068, "Protect Stop Date"),
    (0x420069, "Protocol Version"),
    (0x42006A, "Protocol Version Major"),
    (0x42006B, "Protocol Version Minor"),
    (0x42006C, "Public Exponent"),
    (0x42006D, "Public Key"),
    (0x42006E, "Public Key Template Attribute"),
    (0x42006F, "Public Key Unique Identifier"),
    (0x420070, "Put Function"),
    (0x420071, "Q"),
    (0x420072, "Q String"),
    (0x420073, "Qlength"),
    (0x420074, "Query Function"),
    (0x420075, "Recommended Curve"),
    (0x420076, "Replaced Unique Identifier"),
    (0x420077, "Request Header"),
    (0x420078, "Request Message"),
    (0x420079, "Request Payload"),
    (0x42007A, "Response Header"),
    (0x42007B, "Response Message"),
    (0x42007C, "Response Payload"),
    (0x42007D, "Result Message"),
    (0x42007E, "Result Reason"),
    (0x42007F, "Result Status"),
    (0x420080, "Revocation Message"),
    (0x420081, "Revocation Reason"),
    (0x420082, "Revocation Reason Code"),
    (0x420083, "Key Role Type"),
    (0x420084, "Salt"),
    (0x420085, "Secret Data"),
    (0x420086, "Secret Data Type"),
    (0x420087, "Serial Number"),
    (0x420088, "Server Information"),
    (0x420089, "Split Key"),
    (0x42008A, "Split Key Method"),
    (0x42008B, "Split Key Parts"),
    (0x42008C, "Split Key Threshold"),
    (0x42008D, "State"),
    (0x42008E, "Storage Status Mask"),
    (0x42008F, "Symmetric Key"),
    (0x420090, "Template"),
    (0x420091, "Template Attribute"),
    (0x420092, "Time Stamp"),
    (0x420093, "Unique Batch Item ID"),
    (0x420094, "Unique Identifier"),
    (0x420095, "Usage Limits"),
    (0x420096, "Usage Limits Count"),
    (0x420097, "Usage Limits Total"),
    (0x420098, "Usage Limits Unit"),
    (0x420099, "Username"),
    (0x42009A, "Validity Date"),
    (0x42009B, "Validity Indicator"),
    (0x42009C, "Vendor Extension"),
    (0x42009D, "Vendor Identification"),
    (0x42009E, "Wrapping Method"),
    (0x42009F, "X"),
    (0x4200A0, "Y"),
    (0x4200A1, "Password"),
    (0x4200A2, "Device Identifier"),
    (0x4200A3, "Encoding Option"),
    (0x4200A4, "Extension Information"),
    (0x4200A5, "Extension Name"),
    (0x4200A6, "Extension Tag"),
    (0x4200A7, "Extension Type"),
    (0x4200A8, "Fresh"),
    (0x4200A9, "Machine Identifier"),
    (0x4200AA, "Media Identifier"),
    (0x4200AB, "Network Identifier"),
    (0x4200AC, "Object Group Member"),
    (0x4200AD, "Certificate Length"),
    (0x4200AE, "Digital Signature Algorithm"),
    (0x4200AF, "Certificate Serial Number"),
    (0x4200B0, "Device Serial Number"),
    (0x4200B1, "Issuer Alternative Name"),
    (0x4200B2, "Issuer Distinguished Name"),
    (0x4200B3, "Subject Alternative Name"),
    (0x4200B4, "Subject Distinguished Name"),
    (0x4200B5, "X 509 Certificate Identifier"),
    (0x4200B6, "X 509 Certificate Issuer"),
    (0x4200B7, "X 509 Certificate Subject"),
    (0x4200B8, "Key Value Location"),
    (0x4200B9, "Key Value Location Value"),
    (0x4200BA, "Key Value Location Type"),
    (0x4200BB, "Key Value Present"),
    (0x4200BC, "Original Creation Date"),
    (0x4200BD, "PGP Key"),
    (0x4200BE, "PGP Key Version"),
    (0x4200BF, "Alternative Name"),
    (0x4200C0, "Alternative Name Value"),
    (0x4200C1, "Alternative Name Type"),
    (0x4200C2, "Data"),
    (0x4200C3, "Signature Data"),
    (0x4200C4, "Data Length"),
    (0x4200C5, "Random IV"),
    (0x4200C6, "MAC Data"),
    (0x4200C7, "Attestation Type"),
    (0x4200C8, "Nonce"),
    (0x4200C9, "Nonce ID"),
    (0x4200CA, "Nonce Value"),
    (0x4200CB, "Attestation Measurement"),
    (0x4200CC, "Attestation Assertion"),
    (0x4200CD, "IV Length"),
    (0x4200CE, "Tag Length"),
    (0x4200CF, "Fixed Field Length"),
    (0x4200D0, "Counter Length"),
    (0x4200D1, "Initial Counter Value"),
    (0x4200D2, "Invocation Field Length"),
    (0x4200D3, "Attestation Capable Indicator"),
    (0x4200D4, "Offset Items"),
    (0x4200D5, "Located Items"),
    (0x4200D6, "Correlation Value"),
    (0x4200D7, "Init Indicator"),
    (0x4200D8, "Final Indicator"),
    (0x4200D9, "RNG Parameters"),
    (0x4200DA, "RNG Algorithm"),
    (0x4200DB, "Drbg Algorithm"),
    (0x4200DC, "Fips186 Variation"),
    (0x4200DD, "Prediction Resistance"),
    (0x4200DE, "Random Number Generator"),
    (0x4200DF, "Validation Information"),
    (0x4200E0, "Validation Authority Type"),
    (0x4200E1, "Validation Authority Country"),
    (0x4200E2, "Validation Authority Uri"),
    (0x4200E3, "Validation Version Major"),
    (0x4200E4, "Validation Version Minor"),
    (0x4200E5, "Validation Type"),
    (0x4200E6, "Validation Level"),
    (0x4200E7, "Validation Certificate Identifier"),
    (0x4200E8, "Validation Certificate Uri"),
    (0x4200E9, "Validation Vendor Uri"),
    (0x4200EA, "Validation Profile"),
    (0x4200EB, "Profile Information"),
    (0x4200EC, "Profile Name"),
    (0x4200ED, "Server Uri"),
    (0x4200EE, "Server Port"),
    (0x4200EF, "Streaming Capability"),
    (0x4200F0, "Asynchronous Capability"),
    (0x4200F1, "Attestation Capability"),
    (0x4200F2, "Unwrap Mode"),
    (0x4200F3, "Destroy Action"),
    (0x4200F4, "Shredding Algorithm"),
    (0x4200F5, "RNG Mode"),
    (0x4200F6, "Client Registration Method"),
    (0x4200F7, "Capability Information"),
    (0x4200F8, "Key Wrap Type"),
    (0x4200F9, "Batch Undo Capability"),
    (0x4200FA, "Batch Continue Capability"),
    (0x4200FB, "Pkcs12 Friendly Name"),
    (0x4200FC, "Description"),
    (0x4200FD, "Comment"),
    (0x4200FE, "Authenticated Encryption Additional Data"),
    (0x4200FF, "Authenticated Encryption Tag"),
    (0x420100, "Salt Length"),
    (0x420101, "Mask Generator"),
    (0x420102, "Mask Generator Hashing Algorithm"),
    (0x420103, "P Source"),
    (0x420104, "Trailer Field"),
    (0x420105, "Client Correlation Value"),
    (0x420106, "Server Correlation Value"),
    (0x420107, "Digested Data"),
    (0x420108, "Certificate Subject Cn"),
    (0x420109, "Certificate Subject O"),
    (0x42010A, "Certificate Subject Ou"),
    (0x42010B, "Certificate Subject Email"),
    (0x42010C, "Certificate Subject C"),
    (0x42010D, "Certificate Subject St"),
    (0x42010E, "Certificate Subject L"),
    (0x42010F, "Certificate Subject Uid"),
    (0x420110, "Certificate Subject Serial Number"),
    (0x420111, "Certificate Subject Title"),
    (0x420112, "Certificate Subject Dc"),
    (0x420113, "Certificate Subject DN Qualifier"),
    (0x420114, "Certificate Issuer Cn"),
    (0x420115, "Certificate Issuer O"),
    (0x420116, "Certificate Issuer Ou"),
    (0x420117, "Certificate Issuer Email"),
    (0x420118, "Certificate Issuer C"),
    (0x420119, "Certificate Issuer St"),
    (0x42011A, "Certificate Issuer L"),
    (0x42011B, "Certificate Issuer Uid"),
    (0x42011C, "Certificate Issuer Serial Number"),
    (0x42011D, "Certificate Issuer Title"),
    (0x42011E, "Certificate Issuer Dc"),
    (0x42011F, "Certificate Issuer DN Qualifier"),
    (0x420120, "Sensitive"),
    (0x420121, "Always Sensitive"),
    (0x420122, "Extractable"),
    (0x420123, "Never Extractable"),
    (0x420124, "Replace Existing"),
    (0x420125, "Attributes"),
    (0x420126, "Common Attributes"),
    (0x420127, "Private Key Attributes"),
    (0x420128, "Public Key Attributes"),
    (0x420129, "Extension Enumeration"),
    (0x42012A, "Extension Attribute"),
    (0x42012B, "Extension Parent Structure Tag"),
    (0x42012C, "Extension Description"),
    (0x42012D, "Server Name"),
    (0x42012E, "Server Serial Number"),
    (0x42012F, "Server Version"),
    (0x420130, "Server Load"),
    (0x420131, "Product Name"),
    (0x420132, "Build Level"),
    (0x420133, "Build Date"),
    (0x420134, "Cluster Info"),
    (0x420135, "Alternate Failover Endpoints"),
    (0x420136, "Short Unique Identifier"),
    (0x420137, "Reserved"),
    (0x420138, "Tag"),
    (0x420139, "Certificate Request Unique Identifier"),
    (0x42013A, "Nist Key Type"),
    (0x42013B, "Attribute Reference"),
    (0x42013C, "Current Attribute"),
    (0x42013D, "New Attribute"),
    (0x420140, "Certificate Request Value"),
    (0x420141, "Log Message"),
    (0x420142, "Profile Version"),
    (0x420143, "Profile Version Major"),
    (0x420144, "Profile Version Minor"),
    (0x420145, "Protection Level"),
    (0x420146, "Protection Period"),
    (0x420147, "Quantum Safe"),
    (0x420148, "Quantum Safe Capability"),
    (0x420149, "Ticket"),
    (0x42014A, "Ticket Type"),
    (0x42014B, "Ticket Value"),
    (0x42014C, "Request Count"),
    (0x42014D, "Rights"),
    (0x42014E, "Objects"),
    (0x42014F, "Operations"),
    (0x420150, "Right"),
    (0x420151, "Endpoint Role"),
    (0x420152, "Defaults Information"),
    (0x420153, "Object Defaults"),
    (0x420154, "Ephemeral"),
    (0x420155, "Server Hashed Password"),
    (0x420156, "One Time Password"),
    (0x420157, "Hashed Password"),
    (0x420158, "Adjustment Type"),
    (0x420159, "PKCS#11 Interface"),
    (0x42015A, "PKCS#11 Function"),
    (0x42015B, "PKCS#11 Input Parameters"),
    (0x42015C, "PKCS#11 Output Parameters"),
    (0x42015D, "PKCS#11 Return Code"),
    (0x42015E, "Protection Storage Mask"),
    (0x42015F, "Protection Storage Masks"),
    (0x420160, "Interop Function"),
    (0x420161, "Interop Identifier"),
    (0x420162, "Adjustment Value"),
    (0x420163, "Common Protection Storage Masks"),
    (0x420164, "Private Protection Storage Masks"),
    (0x420165, "Public Protection Storage Masks"),
];
