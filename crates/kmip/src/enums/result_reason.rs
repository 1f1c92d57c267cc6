//! ResultReason.

use super::open_enum;

open_enum! {
    /// Why an operation failed (KMIP 1.4, section 9.1.3.2.29; KMIP 2.1, section 11.48).
    pub enum ResultReason {
        ItemNotFound = 0x01, "Item Not Found";
        ResponseTooLarge = 0x02, "Response Too Large";
        AuthenticationNotSuccessful = 0x03, "Authentication Not Successful";
        InvalidMessage = 0x04, "Invalid Message";
        OperationNotSupported = 0x05, "Operation Not Supported";
        MissingData = 0x06, "Missing Data";
        InvalidField = 0x07, "Invalid Field";
        FeatureNotSupported = 0x08, "Feature Not Supported";
        OperationCanceledByRequester = 0x09, "Operation Canceled by Requester";
        CryptographicFailure = 0x0A, "Cryptographic Failure";
        IllegalOperation = 0x0B, "Illegal Operation";
        PermissionDenied = 0x0C, "Permission Denied";
        ObjectArchived = 0x0D, "Object Archived";
        IndexOutOfBounds = 0x0E, "Index Out of Bounds";
        ApplicationNamespaceNotSupported = 0x0F, "Application Namespace Not Supported";
        KeyFormatTypeNotSupported = 0x10, "Key Format Type Not Supported";
        KeyCompressionTypeNotSupported = 0x11, "Key Compression Type Not Supported";
        EncodingOptionError = 0x12, "Encoding Option Error";
        KeyValueNotPresent = 0x13, "Key Value Not Present";
        AttestationRequired = 0x14, "Attestation Required";
        AttestationFailed = 0x15, "Attestation Failed";
        Sensitive = 0x16, "Sensitive";
        NotExtractable = 0x17, "Not Extractable";
        ObjectAlreadyExists = 0x18, "Object Already Exists";
        GeneralFailure = 0x100, "General Failure";
        InvalidTicket = 0x19, "Invalid Ticket";
        UsageLimitExceeded = 0x1A, "Usage Limit Exceeded";
        NumericRange = 0x1B, "Numeric Range";
        InvalidDataType = 0x1C, "Invalid Data Type";
        ReadOnlyAttribute = 0x1D, "Read Only Attribute";
        MultiValuedAttribute = 0x1E, "Multi Valued Attribute";
        UnsupportedAttribute = 0x1F, "Unsupported Attribute";
        AttributeInstanceNotFound = 0x20, "Attribute Instance Not Found";
        AttributeNotFound = 0x21, "Attribute Not Found";
        AttributeReadOnly = 0x22, "Attribute Read Only";
        AttributeSingleValued = 0x23, "Attribute Single Valued";
        BadCryptographicParameters = 0x24, "Bad Cryptographic Parameters";
        BadPassword = 0x25, "Bad Password";
        CodecError = 0x26, "Codec Error";
        IllegalObjectType = 0x28, "Illegal Object Type";
        IncompatibleCryptographicUsageMask = 0x29, "Incompatible Cryptographic Usage Mask";
        InternalServerError = 0x2A, "Internal Server Error";
        InvalidAsynchronousCorrelationValue = 0x2B, "Invalid Asynchronous Correlation Value";
        InvalidAttribute = 0x2C, "Invalid Attribute";
        InvalidAttributeValue = 0x2D, "Invalid Attribute Value";
        InvalidCorrelationValue = 0x2E, "Invalid Correlation Value";
        InvalidCsr = 0x2F, "Invalid CSR";
        InvalidObjectType = 0x30, "Invalid Object Type";
        KeyWrapTypeNotSupported = 0x32, "Key Wrap Type Not Supported";
        MissingInitializationVector = 0x34, "Missing Initialization Vector";
        NonUniqueNameAttribute = 0x35, "Non Unique Name Attribute";
        ObjectDestroyed = 0x36, "Object Destroyed";
        ObjectNotFound = 0x37, "Object Not Found";
        NotAuthorised = 0x39, "Not Authorised";
        ServerLimitExceeded = 0x3A, "Server Limit Exceeded";
        UnknownEnumeration = 0x3B, "Unknown Enumeration";
        UnknownMessageExtension = 0x3C, "Unknown Message Extension";
        UnknownTag = 0x3D, "Unknown Tag";
        UnsupportedCryptographicParameters = 0x3E, "Unsupported Cryptographic Parameters";
        UnsupportedProtocolVersion = 0x3F, "Unsupported Protocol Version";
        WrappingObjectArchived = 0x40, "Wrapping Object Archived";
        WrappingObjectDestroyed = 0x41, "Wrapping Object Destroyed";
        WrappingObjectNotFound = 0x42, "Wrapping Object Not Found";
        WrongKeyLifecycleState = 0x43, "Wrong Key Lifecycle State";
        ProtectionStorageUnavailable = 0x44, "Protection Storage Unavailable";
        Pkcs11CodecError = 0x45, "PKCS#11 Codec Error";
        Pkcs11InvalidFunction = 0x46, "PKCS#11 Invalid Function";
        Pkcs11InvalidInterface = 0x47, "PKCS#11 Invalid Interface";
    }
}
