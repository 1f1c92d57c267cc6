"""Deactivates every Active key of a client: pykmip_revoke.py PORT CA CERTIFICATE KEY"""

import sys

from kmip.core import enums
from kmip.core.factories.attributes import AttributeFactory
from kmip.pie.client import ProxyKmipClient

port, ca, certificate, key = sys.argv[1:]
active = AttributeFactory().create_attribute(enums.AttributeType.STATE, enums.State.ACTIVE)
with ProxyKmipClient("127.0.0.1", int(port), certificate, key, ca) as client:
    uids = client.locate(attributes=[active])
    for uid in uids:
        client.revoke(enums.RevocationReasonCode.CESSATION_OF_OPERATION, uid)
print(f"{len(uids)} deactivated")
