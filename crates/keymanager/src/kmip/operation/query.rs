//! Query (KMIP 1.4, section 4.25).

use kmip::enums::{ObjectType, Operation, QueryFunction};
use kmip::operation::{QueryRequest, QueryResponse};

use super::context::Context;

/// Who made this key manager.
const VENDOR: &str = concat!("puresim key manager ", env!("CARGO_PKG_VERSION"));

impl Context<'_> {
    /// What is not asked for, or not known here, is left out.
    pub(super) fn query(
        &self,
        request: &QueryRequest,
        operations: impl Iterator<Item = Operation>,
    ) -> QueryResponse {
        let asked = |function| request.functions.contains(&function);
        let mut response = QueryResponse::default();
        if asked(QueryFunction::QueryOperations) {
            response.operations = operations.collect();
        }
        if asked(QueryFunction::QueryObjects) {
            response.object_types = vec![
                ObjectType::SymmetricKey,
                ObjectType::SecretData,
                ObjectType::OpaqueData,
            ];
        }
        if asked(QueryFunction::QueryServerInformation) {
            response.vendor_identification = Some(VENDOR.to_owned());
        }
        response
    }
}
