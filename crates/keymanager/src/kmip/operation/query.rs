//! Query (KMIP 1.4, section 4.25).

use pure_kmip::enums::{ObjectType, QueryFunction};
use pure_kmip::operation::{QueryRequest, QueryResponse};

use super::{Context, operations};

/// Who made this key manager.
const VENDOR: &str = concat!("puresim key manager ", env!("CARGO_PKG_VERSION"));

impl Context<'_> {
    /// What is not asked for, or not known here, is left out.
    pub(super) fn query(&self, request: &QueryRequest) -> QueryResponse {
        let asked = |function| request.functions.contains(&function);
        let mut answer = QueryResponse::default();
        if asked(QueryFunction::QueryOperations) {
            answer.operations = operations(self.version).collect();
        }
        if asked(QueryFunction::QueryObjects) {
            answer.object_types = vec![
                ObjectType::SymmetricKey,
                ObjectType::SecretData,
                ObjectType::OpaqueData,
            ];
        }
        if asked(QueryFunction::QueryServerInformation) {
            answer.vendor_identification = Some(VENDOR.to_owned());
        }
        answer
    }
}
