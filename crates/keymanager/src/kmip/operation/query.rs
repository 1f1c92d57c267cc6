//! Query (KMIP 1.4, section 4.25).

use kmip::ProtocolVersion;
use kmip::enums::{ObjectType, Operation, QueryFunction};
use kmip::operation::{QueryRequest, QueryResponse};
use kmip::ttlv::{Item, Tag};

use super::context::Context;
use super::create::random_number_generator;
use crate::kmip::attributes::PROTECTION_STORAGE;

/// Who made this key manager.
const VENDOR: &str = concat!("puresim key manager ", env!("CARGO_PKG_VERSION"));

const OBJECT_TYPES: [ObjectType; 7] = [
    ObjectType::Certificate,
    ObjectType::SymmetricKey,
    ObjectType::PublicKey,
    ObjectType::PrivateKey,
    ObjectType::SecretData,
    ObjectType::OpaqueData,
    ObjectType::PgpKey,
];

const RNG_PARAMETERS: Tag = Tag::new(0x42_00D9);
const CLIENT_REGISTRATION_METHOD: Tag = Tag::new(0x42_00F6);
/// An app and what it shows of itself are made before it connects.
const SERVER_PRE_GENERATED: u32 = 2;
const PROTECTION_STORAGE_MASK: Tag = Tag::new(0x42_015E);

/// What is done of what need not be (section 2.1.22).
fn capabilities() -> Item {
    let streaming = Item::boolean(Tag::new(0x42_00EF), false);
    let asynchronous = Item::boolean(Tag::new(0x42_00F0), false);
    let attestation = Item::boolean(Tag::new(0x42_00F1), false);
    let undo = Item::boolean(Tag::new(0x42_00F9), true);
    let going_on = Item::boolean(Tag::new(0x42_00FA), true);
    let all = vec![streaming, asynchronous, attestation, undo, going_on];
    Item::structure(Tag::new(0x42_00F7), all)
}

impl Context<'_> {
    /// What its fields are was left to the vendors until 1.4.
    fn server_information(&self) -> Item {
        let mut fields = Vec::new();
        if self.version.has_tagged_attributes() {
            fields.push(Item::text(Tag::new(0x42_012D), "puresim key manager"));
            fields.push(Item::text(Tag::new(0x42_012F), env!("CARGO_PKG_VERSION")));
        }
        Item::structure(Tag::new(0x42_0088), fields)
    }

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
            response.object_types = OBJECT_TYPES.to_vec();
            if self.version < ProtocolVersion::V1_2 {
                response.object_types.retain(|it| *it != ObjectType::PgpKey);
            }
            if !self.version.has_tagged_attributes() {
                response.object_types.push(ObjectType::Template);
            }
        }
        if asked(QueryFunction::QueryServerInformation) {
            response.vendor_identification = Some(VENDOR.to_owned());
            response.other.push(self.server_information());
        }
        if asked(QueryFunction::QueryRngs) {
            let rng = Item::structure(RNG_PARAMETERS, random_number_generator());
            response.other.push(rng);
        }
        if asked(QueryFunction::QueryCapabilities) {
            response.other.push(capabilities());
        }
        if asked(QueryFunction::QueryClientRegistrationMethods) {
            let method = Item::enumeration(CLIENT_REGISTRATION_METHOD, SERVER_PRE_GENERATED);
            response.other.push(method);
        }
        if asked(QueryFunction::QueryStorageProtectionMasks) {
            let mask = Item::integer(PROTECTION_STORAGE_MASK, PROTECTION_STORAGE);
            response.other.push(mask);
        }
        response
    }
}
