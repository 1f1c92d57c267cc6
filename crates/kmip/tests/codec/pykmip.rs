//! The same bytes as PyKMIP writes, and the same sense in the bytes it writes.

use kmip::enums::{
    CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, QueryFunction,
    RevocationReasonCode, State, UsageMask,
};
use kmip::operation::{
    ActivateRequest, CreateRequest, DeleteAttributeRequest, DestroyRequest,
    DiscoverVersionsRequest, GetAttributeListRequest, GetAttributesRequest, GetRequest,
    LocateRequest, ModifyAttributeRequest, QueryRequest, ReKeyRequest, RegisterRequest,
    RequestPayload, ResponsePayload, RevokeRequest,
};
use kmip::ttlv::Value;
use kmip::{Attribute, KeyBlock, ManagedObject, ProtocolVersion, RequestMessage};
use zeroize::Zeroizing;

use crate::vectors::{payload_of, vector};

/// The payload, as a request of `version` with the batch item id that PyKMIP was given.
fn written(version: ProtocolVersion, payload: impl Into<RequestPayload>) -> String {
    let mut message = RequestMessage::single(version, payload.into());
    message.items[0].id = Some(vec![1]);
    hex::encode(&*message.encode())
}

const ID: &str = "49a1ca88-6bea-4fb2-b450-7e58802c3038";

fn id() -> Option<String> {
    Some(ID.to_owned())
}

fn key() -> ManagedObject {
    let material = Zeroizing::new((0..32).collect());
    ManagedObject::SymmetricKey(KeyBlock::raw(CryptographicAlgorithm::Aes, material))
}

fn template() -> Vec<Attribute> {
    vec![
        Attribute::algorithm(CryptographicAlgorithm::Aes),
        Attribute::length(256),
        Attribute::usage_mask(UsageMask::ENCRYPT | UsageMask::DECRYPT),
        Attribute::object_name("pure01"),
    ]
}

#[test]
fn requests_are_written_as_pykmip_writes_them() {
    let usage = |mask: UsageMask| Attribute::usage_mask(mask);
    let both = UsageMask::ENCRYPT | UsageMask::DECRYPT;
    for (number, version) in [
        ("1.4", ProtocolVersion::V1_4),
        ("2.0", ProtocolVersion::V2_0),
    ] {
        let is_2 = version.has_tagged_attributes();
        let delete = |value| {
            let mut payload = DeleteAttributeRequest::new(id(), "x-Purpose".to_owned());
            payload.index = (!is_2).then_some(1);
            payload.value = value;
            payload
        };
        let modify = |attribute, current| {
            let mut payload = ModifyAttributeRequest::new(id(), attribute);
            payload.current = current;
            payload
        };
        let requests: Vec<(&str, RequestPayload)> = vec![
            (
                "create",
                CreateRequest::new(ObjectType::SymmetricKey, template()).into(),
            ),
            ("register", RegisterRequest::new(template(), key()).into()),
            (
                "locate",
                LocateRequest::new(vec![
                    Attribute::object_type(ObjectType::SymmetricKey),
                    Attribute::object_name("pure01"),
                ])
                .with_maximum_items(1)
                .into(),
            ),
            (
                "get",
                GetRequest::new(id())
                    .with_key_format_type(KeyFormatType::Raw)
                    .into(),
            ),
            (
                "get-attributes",
                GetAttributesRequest::new(
                    id(),
                    vec!["State".to_owned(), "Activation Date".to_owned()],
                )
                .into(),
            ),
            (
                "get-attribute-list",
                GetAttributeListRequest::new(id()).into(),
            ),
            ("activate", ActivateRequest::new(id()).into()),
            (
                "re-key",
                ReKeyRequest::new(id())
                    .with_offset(3600)
                    .with_attributes(Vec::new())
                    .into(),
            ),
            (
                "revoke",
                RevokeRequest::new(id(), RevocationReasonCode::CessationOfOperation).into(),
            ),
            ("destroy", DestroyRequest::new(id()).into()),
            (
                "discover-versions",
                DiscoverVersionsRequest::new(vec![ProtocolVersion::V1_4, ProtocolVersion::V1_0])
                    .into(),
            ),
            (
                "query",
                QueryRequest::new(vec![
                    QueryFunction::QueryOperations,
                    QueryFunction::QueryServerInformation,
                ])
                .into(),
            ),
            ("delete-attribute", delete(None).into()),
            (
                "modify-attribute",
                if is_2 {
                    modify(usage(UsageMask::ENCRYPT), Some(usage(both))).into()
                } else {
                    modify(Attribute::length(128), None).into()
                },
            ),
        ];
        for (name, payload) in requests {
            let name = format!("pykmip-{number}-{name}-request");
            assert_eq!(
                written(version, payload),
                hex::encode(vector(&name)),
                "{name}"
            );
        }
    }
    let current = DeleteAttributeRequest::new(id(), "Cryptographic Usage Mask".to_owned())
        .with_value(Value::Integer(both.bits()));
    assert_eq!(
        written(ProtocolVersion::V2_0, current),
        hex::encode(vector("pykmip-2.0-delete-current-attribute-request"))
    );
}

#[test]
fn responses_of_pykmip_are_understood() {
    for number in ["1.4", "2.0"] {
        let response_to =
            |operation: &str| payload_of(&format!("pykmip-{number}-{operation}-response"));
        let ResponsePayload::Create(create) = response_to("create") else {
            panic!("not Create");
        };
        assert_eq!(create.unique_identifier, ID);
        let ResponsePayload::Get(get) = response_to("get") else {
            panic!("not Get");
        };
        assert_eq!(get.object, key());
        let ResponsePayload::Locate(locate) = response_to("locate") else {
            panic!("not Locate");
        };
        assert_eq!(
            (locate.located_items, locate.unique_identifiers),
            (Some(1), vec![ID.to_owned()])
        );
        let ResponsePayload::GetAttributes(get) = response_to("get-attributes") else {
            panic!("not Get Attributes");
        };
        let expected = [
            Attribute::state(State::Active),
            Attribute::object_name("pure01"),
        ];
        assert_eq!(get.attributes, expected);
        let ResponsePayload::GetAttributeList(list) = response_to("get-attribute-list") else {
            panic!("not Get Attribute List");
        };
        assert_eq!(list.names, ["State", "Name"]);
        let ResponsePayload::Query(query) = response_to("query") else {
            panic!("not Query");
        };
        assert_eq!(query.operations, [Operation::Create, Operation::Get]);
        assert_eq!(query.vendor_identification.as_deref(), Some("PyKMIP"));
    }
}
