//! Operation.

use super::open_enum;

open_enum! {
    /// What a batch item asks for (KMIP 1.4, section 9.1.3.2.27).
    pub enum Operation {
        Create = 0x01, "Create";
        CreateKeyPair = 0x02, "Create Key Pair";
        Register = 0x03, "Register";
        ReKey = 0x04, "Re-key";
        DeriveKey = 0x05, "Derive Key";
        Certify = 0x06, "Certify";
        Recertify = 0x07, "Re-certify";
        Locate = 0x08, "Locate";
        Check = 0x09, "Check";
        Get = 0x0A, "Get";
        GetAttributes = 0x0B, "Get Attributes";
        GetAttributeList = 0x0C, "Get Attribute List";
        AddAttribute = 0x0D, "Add Attribute";
        ModifyAttribute = 0x0E, "Modify Attribute";
        DeleteAttribute = 0x0F, "Delete Attribute";
        ObtainLease = 0x10, "Obtain Lease";
        GetUsageAllocation = 0x11, "Get Usage Allocation";
        Activate = 0x12, "Activate";
        Revoke = 0x13, "Revoke";
        Destroy = 0x14, "Destroy";
        Archive = 0x15, "Archive";
        Recover = 0x16, "Recover";
        Validate = 0x17, "Validate";
        Query = 0x18, "Query";
        Cancel = 0x19, "Cancel";
        Poll = 0x1A, "Poll";
        Notify = 0x1B, "Notify";
        Put = 0x1C, "Put";
        ReKeyKeyPair = 0x1D, "Re-key Key Pair";
        DiscoverVersions = 0x1E, "Discover Versions";
        Encrypt = 0x1F, "Encrypt";
        Decrypt = 0x20, "Decrypt";
        Sign = 0x21, "Sign";
        SignatureVerify = 0x22, "Signature Verify";
        Mac = 0x23, "MAC";
        MacVerify = 0x24, "MAC Verify";
        RngRetrieve = 0x25, "RNG Retrieve";
        RngSeed = 0x26, "RNG Seed";
        Hash = 0x27, "Hash";
        CreateSplitKey = 0x28, "Create Split Key";
        JoinSplitKey = 0x29, "Join Split Key";
        Import = 0x2A, "Import";
        Export = 0x2B, "Export";
        Log = 0x2C, "Log";
        Login = 0x2D, "Login";
        Logout = 0x2E, "Logout";
        DelegatedLogin = 0x2F, "Delegated Login";
        AdjustAttribute = 0x30, "Adjust Attribute";
        SetAttribute = 0x31, "Set Attribute";
        SetEndpointRole = 0x32, "Set Endpoint Role";
        Pkcs11 = 0x33, "PKCS 11";
        Interop = 0x34, "Interop";
        Reprovision = 0x35, "Reprovision";
    }
}
