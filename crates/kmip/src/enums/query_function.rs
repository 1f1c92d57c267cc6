//! QueryFunction.

use super::open_enum;

open_enum! {
    /// What a server is asked about itself (KMIP 1.4, section 9.1.3.2.24).
    pub enum QueryFunction {
        QueryOperations = 0x01, "Query Operations";
        QueryObjects = 0x02, "Query Objects";
        QueryServerInformation = 0x03, "Query Server Information";
        QueryApplicationNamespaces = 0x04, "Query Application Namespaces";
        QueryExtensionList = 0x05, "Query Extension List";
        QueryExtensionMap = 0x06, "Query Extension Map";
        QueryAttestationTypes = 0x07, "Query Attestation Types";
        QueryRngs = 0x08, "Query Rngs";
        QueryValidations = 0x09, "Query Validations";
        QueryProfiles = 0x0A, "Query Profiles";
        QueryCapabilities = 0x0B, "Query Capabilities";
        QueryClientRegistrationMethods = 0x0C, "Query Client Registration Methods";
        QueryDefaultsInformation = 0x0D, "Query Defaults Information";
        QueryStorageProtectionMasks = 0x0E, "Query Storage Protection Masks";
    }
}
