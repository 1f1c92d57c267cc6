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

use crate::vectors::{answered, vector};

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
        let delete = |value| DeleteAttributeRequest {
            unique_identifier: id(),
            name: "x-Purpose".to_owned(),
            index: (!is_2).then_some(1),
            value,
        };
        let modify = |attribute, current| ModifyAttributeRequest {
            unique_identifier: id(),
            attribute,
            current,
        };
        let requests: Vec<(&str, RequestPayload)> = vec![
            (
                "create",
                CreateRequest {
                    object_type: ObjectType::SymmetricKey,
                    attributes: template(),
                }
                .into(),
            ),
            (
                "register",
                RegisterRequest {
                    object_type: ObjectType::SymmetricKey,
                    attributes: template(),
                    object: key(),
                }
                .into(),
            ),
            (
                "locate",
                LocateRequest {
                    maximum_items: Some(1),
                    attributes: vec![
                        Attribute::object_type(ObjectType::SymmetricKey),
                        Attribute::object_name("pure01"),
                    ],
                    ..LocateRequest::default()
                }
                .into(),
            ),
            (
                "get",
                GetRequest {
                    unique_identifier: id(),
                    key_format_type: Some(KeyFormatType::Raw),
                    ..GetRequest::default()
                }
                .into(),
            ),
            (
                "get-attributes",
                GetAttributesRequest {
                    unique_identifier: id(),
                    names: vec!["State".to_owned(), "Activation Date".to_owned()],
                }
                .into(),
            ),
            (
                "get-attribute-list",
                GetAttributeListRequest {
                    unique_identifier: id(),
                }
                .into(),
            ),
            (
                "activate",
                ActivateRequest {
                    unique_identifier: id(),
                }
                .into(),
            ),
            (
                "re-key",
                ReKeyRequest {
                    unique_identifier: id(),
                    offset: Some(3600),
                    attributes: Vec::new(),
                }
                .into(),
            ),
            (
                "revoke",
                RevokeRequest {
                    unique_identifier: id(),
                    reason: RevocationReasonCode::CessationOfOperation,
                    message: None,
                    compromise_occurrence_date: None,
                }
                .into(),
            ),
            (
                "destroy",
                DestroyRequest {
                    unique_identifier: id(),
                }
                .into(),
            ),
            (
                "discover-versions",
                DiscoverVersionsRequest {
                    versions: vec![ProtocolVersion::V1_4, ProtocolVersion::V1_0],
                }
                .into(),
            ),
            (
                "query",
                QueryRequest {
                    functions: vec![
                        QueryFunction::QueryOperations,
                        QueryFunction::QueryServerInformation,
                    ],
                }
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
    let current = DeleteAttributeRequest {
        unique_identifier: id(),
        name: "Cryptographic Usage Mask".to_owned(),
        index: None,
        value: Some(Value::Integer(both.bits())),
    };
    assert_eq!(
        written(ProtocolVersion::V2_0, current),
        hex::encode(vector("pykmip-2.0-delete-current-attribute-request"))
    );
}

#[test]
fn answers_of_pykmip_are_understood() {
    for number in ["1.4", "2.0"] {
        let answered = |operation: &str| answered(&format!("pykmip-{number}-{operation}-response"));
        let ResponsePayload::Create(create) = answered("create") else {
            panic!("not Create");
        };
        assert_eq!(create.unique_identifier, ID);
        let ResponsePayload::Get(get) = answered("get") else {
            panic!("not Get");
        };
        assert_eq!(get.object, key());
        let ResponsePayload::Locate(locate) = answered("locate") else {
            panic!("not Locate");
        };
        assert_eq!(
            (locate.located_items, locate.unique_identifiers),
            (Some(1), vec![ID.to_owned()])
        );
        let ResponsePayload::GetAttributes(get) = answered("get-attributes") else {
            panic!("not Get Attributes");
        };
        let expected = [
            Attribute::state(State::Active),
            Attribute::object_name("pure01"),
        ];
        assert_eq!(get.attributes, expected);
        let ResponsePayload::GetAttributeList(list) = answered("get-attribute-list") else {
            panic!("not Get Attribute List");
        };
        assert_eq!(list.names, ["State", "Name"]);
        let ResponsePayload::Query(query) = answered("query") else {
            panic!("not Query");
        };
        assert_eq!(query.operations, [Operation::Create, Operation::Get]);
        assert_eq!(query.vendor_identification.as_deref(), Some("PyKMIP"));
    }
}
