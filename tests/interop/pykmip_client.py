"""PyKMIP's own client drives a KMIP server through the life of its keys.

pykmip_client.py PORT CA CERTIFICATE KEY OTHER_CERTIFICATE OTHER_KEY

The server listens on 127.0.0.1. The other certificate is that of a client that may not see the
first one's keys. Each KMIP version is tried over TLS 1.2, and again over whatever the two negotiate.
"""

import ssl
import sys

from kmip.core import enums
from kmip.core.factories.attributes import AttributeFactory
from kmip.pie import objects
from kmip.pie.client import ProxyKmipClient
from kmip.pie.exceptions import KmipOperationFailure as Refused

MASK = [enums.CryptographicUsageMask.ENCRYPT, enums.CryptographicUsageMask.DECRYPT]
AES = enums.CryptographicAlgorithm.AES


def connect(tls, version, certificate, key):
    return ProxyKmipClient(
        hostname="127.0.0.1",
        port=int(PORT),
        ca=CA,
        cert=certificate,
        key=key,
        ssl_version=tls,
        kmip_version=enums.KMIPVersion[version],
    )


def equal(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def refused(reasons, operation, *arguments, **named):
    """The server refuses the operation for one of the reasons."""
    try:
        result = operation(*arguments, **named)
    except Refused as failure:
        assert failure.reason.name in reasons, f"{failure.reason} is not one of {reasons}"
    else:
        raise AssertionError(f"not refused: {result!r}")


def attribute(client, uid, name):
    """The one value of an attribute."""
    equal(uid, client.get_attributes(uid, [name])[0])
    (found,) = client.get_attributes(uid, [name])[1]
    equal(found.attribute_name.value, name)
    return found.attribute_value.value


def located(client, name):
    by_name = AttributeFactory().create_attribute(enums.AttributeType.NAME, name)
    return client.locate(attributes=[by_name])


def negotiation(client, version):
    response = client.proxy.discover_versions()
    offered = [f"KMIP_{v.major}_{v.minor}" for v in response.protocol_versions]
    assert version in offered, offered
    functions = [enums.QueryFunction.QUERY_OPERATIONS, enums.QueryFunction.QUERY_OBJECTS]
    operations = [o.name for o in client.proxy.query(query_functions=functions).operations]
    for needed in ["CREATE", "GET", "LOCATE", "ACTIVATE", "REVOKE", "DESTROY", "GET_ATTRIBUTES"]:
        assert needed in operations, operations


def life_of_a_key(client, name):
    uid = client.create(AES, 256, name=name, cryptographic_usage_mask=MASK)
    equal(attribute(client, uid, "State"), enums.State.PRE_ACTIVE)
    equal(attribute(client, uid, "Cryptographic Length"), 256)
    equal(attribute(client, uid, "Cryptographic Algorithm"), AES)
    client.activate(uid)
    equal(attribute(client, uid, "State"), enums.State.ACTIVE)

    key = client.get(uid)
    equal(len(key.value), 32)
    equal(key.cryptographic_algorithm, AES)
    equal(client.get(uid).value, key.value)
    equal(located(client, name), [uid])
    equal(located(client, name + "x"), [])
    for expected in ["Unique Identifier", "Object Type", "Name", "State", "Initial Date"]:
        assert expected in client.get_attribute_list(uid), client.get_attribute_list(uid)

    refused(["PERMISSION_DENIED", "WRONG_KEY_LIFECYCLE_STATE"], client.destroy, uid)
    client.revoke(enums.RevocationReasonCode.CESSATION_OF_OPERATION, uid)
    equal(attribute(client, uid, "State"), enums.State.DEACTIVATED)
    client.destroy(uid)
    refused(["ITEM_NOT_FOUND", "OBJECT_NOT_FOUND", "OBJECT_DESTROYED"], client.get, uid)
    return key.value


def a_registered_key(client, name):
    material = bytes(range(32))
    key = objects.SymmetricKey(AES, 256, material, masks=MASK, name=name)
    uid = client.register(key)
    equal(client.get(uid).value, material)
    client.activate(uid)
    client.revoke(enums.RevocationReasonCode.KEY_COMPROMISE, uid)
    equal(attribute(client, uid, "State"), enums.State.COMPROMISED)
    client.destroy(uid)


def keys_of_others(client, stranger, name):
    uid = client.create(AES, 256, name=name, cryptographic_usage_mask=MASK)
    equal(located(stranger, name), [])
    for operation in [stranger.get, stranger.activate, stranger.destroy]:
        refused(["ITEM_NOT_FOUND", "OBJECT_NOT_FOUND", "PERMISSION_DENIED"], operation, uid)
    equal(client.get(uid).cryptographic_length, 256)
    client.destroy(uid)


def main():
    materials = set()
    runs = 0
    for tls in ["PROTOCOL_TLSv1_2", "PROTOCOL_TLS"]:
        for version in ["KMIP_1_0", "KMIP_1_1", "KMIP_1_2", "KMIP_1_3", "KMIP_1_4", "KMIP_2_0"]:
            name = f"{tls}-{version}"
            with connect(tls, version, CERTIFICATE, KEY) as client:
                negotiated = client.proxy.socket.version()
                print(f"{version} over {negotiated}")
                if version != "KMIP_1_0":
                    negotiation(client, version)
                materials.add(life_of_a_key(client, f"{name}-created"))
                a_registered_key(client, f"{name}-registered")
                with connect(tls, version, OTHER_CERTIFICATE, OTHER_KEY) as stranger:
                    keys_of_others(client, stranger, f"{name}-mine")
            runs += 1
    equal(len(materials), runs)
    print(f"{runs} runs")


if __name__ == "__main__":
    PORT, CA, CERTIFICATE, KEY, OTHER_CERTIFICATE, OTHER_KEY = sys.argv[1:]
    if not hasattr(ssl, "PROTOCOL_TLSv1_2"):
        sys.exit("this Python's ssl has no PROTOCOL_TLSv1_2")
    main()
