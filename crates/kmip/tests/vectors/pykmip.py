"""Writes the vectors `pykmip-*.hex` beside this file with PyKMIP 0.11.0, an encoder that nobody here
wrote: python pykmip.py. They are committed; this says how they were made."""

import pathlib

from kmip.core import attributes, enums, misc, objects, primitives, secrets, utils
from kmip.core.factories import attributes as attribute_factory
from kmip.core.messages import contents, messages, payloads

HERE = pathlib.Path(__file__).parent
ID = "49a1ca88-6bea-4fb2-b450-7e58802c3038"
FACTORY = attribute_factory.AttributeFactory()
A = enums.AttributeType


def attribute(kind, value):
    return FACTORY.create_attribute(kind, value)


def name(text):
    return attribute(
        A.NAME,
        attributes.Name.create(text, enums.NameType.UNINTERPRETED_TEXT_STRING),
    )


def key_template():
    return objects.TemplateAttribute(
        attributes=[
            attribute(A.CRYPTOGRAPHIC_ALGORITHM, enums.CryptographicAlgorithm.AES),
            attribute(A.CRYPTOGRAPHIC_LENGTH, 256),
            attribute(
                A.CRYPTOGRAPHIC_USAGE_MASK,
                [enums.CryptographicUsageMask.ENCRYPT, enums.CryptographicUsageMask.DECRYPT],
            ),
            name("pure01"),
        ]
    )


def key():
    return secrets.SymmetricKey(
        key_block=objects.KeyBlock(
            key_format_type=misc.KeyFormatType(enums.KeyFormatType.RAW),
            key_value=objects.KeyValue(key_material=objects.KeyMaterial(bytes(range(32)))),
            cryptographic_algorithm=attributes.CryptographicAlgorithm(
                enums.CryptographicAlgorithm.AES
            ),
            cryptographic_length=attributes.CryptographicLength(256),
        )
    )


def new(tag, value):
    return primitives.Integer(value, tag=tag)


def requests(version):
    """The payloads of the requests, in the form that the version wants."""
    is_2 = version >= enums.KMIPVersion.KMIP_2_0
    yield "create", payloads.CreateRequestPayload(
        object_type=enums.ObjectType.SYMMETRIC_KEY, template_attribute=key_template()
    )
    yield "register", payloads.RegisterRequestPayload(
        object_type=enums.ObjectType.SYMMETRIC_KEY,
        template_attribute=key_template(),
        managed_object=key(),
    )
    yield "locate", payloads.LocateRequestPayload(
        maximum_items=1,
        attributes=[
            attribute(A.OBJECT_TYPE, enums.ObjectType.SYMMETRIC_KEY),
            name("pure01"),
        ],
    )
    yield "get", payloads.GetRequestPayload(
        unique_identifier=ID, key_format_type=enums.KeyFormatType.RAW
    )
    yield "get-attributes", payloads.GetAttributesRequestPayload(
        unique_identifier=ID, attribute_names=["State", "Activation Date"]
    )
    yield "get-attribute-list", payloads.GetAttributeListRequestPayload(unique_identifier=ID)
    yield "activate", payloads.ActivateRequestPayload(attributes.UniqueIdentifier(ID))
    yield "re-key", payloads.RekeyRequestPayload(unique_identifier=ID, offset=3600)
    yield "revoke", payloads.RevokeRequestPayload(
        attributes.UniqueIdentifier(ID),
        objects.RevocationReason(enums.RevocationReasonCode.CESSATION_OF_OPERATION),
    )
    yield "destroy", payloads.DestroyRequestPayload(attributes.UniqueIdentifier(ID))
    yield "discover-versions", payloads.DiscoverVersionsRequestPayload(
        [contents.ProtocolVersion(1, 4), contents.ProtocolVersion(1, 0)]
    )
    yield "query", payloads.QueryRequestPayload(
        [enums.QueryFunction.QUERY_OPERATIONS, enums.QueryFunction.QUERY_SERVER_INFORMATION]
    )
    usage = enums.Tags.CRYPTOGRAPHIC_USAGE_MASK
    if is_2:
        yield "delete-attribute", payloads.DeleteAttributeRequestPayload(
            unique_identifier=ID,
            attribute_reference=objects.AttributeReference("x", "Purpose"),
        )
        yield "delete-current-attribute", payloads.DeleteAttributeRequestPayload(
            unique_identifier=ID,
            current_attribute=objects.CurrentAttribute(attribute=new(usage, 12)),
        )
        yield "modify-attribute", payloads.ModifyAttributeRequestPayload(
            unique_identifier=ID,
            current_attribute=objects.CurrentAttribute(attribute=new(usage, 12)),
            new_attribute=objects.NewAttribute(attribute=new(usage, 4)),
        )
    else:
        yield "delete-attribute", payloads.DeleteAttributeRequestPayload(
            unique_identifier=ID, attribute_name="x-Purpose", attribute_index=1
        )
        yield "modify-attribute", payloads.ModifyAttributeRequestPayload(
            unique_identifier=ID, attribute=attribute(A.CRYPTOGRAPHIC_LENGTH, 128)
        )


def responses(version):
    yield "create", payloads.CreateResponsePayload(
        object_type=enums.ObjectType.SYMMETRIC_KEY, unique_identifier=ID
    )
    yield "get", payloads.GetResponsePayload(
        object_type=enums.ObjectType.SYMMETRIC_KEY, unique_identifier=ID, secret=key()
    )
    yield "locate", payloads.LocateResponsePayload(located_items=1, unique_identifiers=[ID])
    yield "get-attributes", payloads.GetAttributesResponsePayload(
        unique_identifier=ID,
        attributes=[attribute(A.STATE, enums.State.ACTIVE), name("pure01")],
    )
    yield "get-attribute-list", payloads.GetAttributeListResponsePayload(
        unique_identifier=ID, attribute_names=["State", "Name"]
    )
    yield "query", payloads.QueryResponsePayload(
        operations=[enums.Operation.CREATE, enums.Operation.GET],
        object_types=[enums.ObjectType.SYMMETRIC_KEY],
        vendor_identification="PyKMIP",
    )


def write(version, operation, kind, message):
    stream = utils.BytearrayStream()
    message.write(stream, kmip_version=version)
    digits = bytes(stream.buffer).hex().upper()
    number = ".".join(version.name.split("_")[1:])
    path = HERE / f"pykmip-{number}-{operation}-{kind}.hex"
    path.write_text("".join(digits[i : i + 96] + "\n" for i in range(0, len(digits), 96)))


def protocol(version):
    return contents.ProtocolVersion(*map(int, version.name.split("_")[1:]))


def operation_of(text):
    name = text.replace("-current", "").replace("re-key", "rekey")
    return contents.Operation(enums.Operation[name.upper().replace("-", "_")])


for version in (enums.KMIPVersion.KMIP_1_4, enums.KMIPVersion.KMIP_2_0):
    for operation, payload in requests(version):
        header = messages.RequestHeader(
            protocol_version=protocol(version), batch_count=contents.BatchCount(1)
        )
        item = messages.RequestBatchItem(
            operation=operation_of(operation),
            unique_batch_item_id=contents.UniqueBatchItemID(b"\x01"),
            request_payload=payload,
        )
        request = messages.RequestMessage(request_header=header, batch_items=[item])
        write(version, operation, "request", request)
    for operation, payload in responses(version):
        header = messages.ResponseHeader(
            protocol_version=protocol(version),
            time_stamp=contents.TimeStamp(1000000000),
            batch_count=contents.BatchCount(1),
        )
        item = messages.ResponseBatchItem(
            operation=operation_of(operation),
            unique_batch_item_id=contents.UniqueBatchItemID(b"\x01"),
            result_status=contents.ResultStatus(enums.ResultStatus.SUCCESS),
            response_payload=payload,
        )
        response = messages.ResponseMessage(response_header=header, batch_items=[item])
        write(version, operation, "response", response)
