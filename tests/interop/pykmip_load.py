"""Makes keys until the server is gone, or checks that keys are there.

pykmip_load.py load  PORT CA CERTIFICATE KEY    prints a line for each response as it comes
pykmip_load.py check PORT CA CERTIFICATE KEY    reads such lines, and checks what they say
"""

import hashlib
import sys

from kmip.core import enums
from kmip.pie.client import ProxyKmipClient

MASK = [enums.CryptographicUsageMask.ENCRYPT, enums.CryptographicUsageMask.DECRYPT]


def digest(client, uid):
    return hashlib.sha256(client.get(uid).value).hexdigest()


def load(client):
    while True:
        uid = client.create(enums.CryptographicAlgorithm.AES, 256, cryptographic_usage_mask=MASK)
        print("created", uid, digest(client, uid), flush=True)
        client.activate(uid)
        print("activated", uid, flush=True)


def check(client):
    """A response may have been lost after its request was carried out, never the other way round."""
    states = {}
    for line in sys.stdin:
        done, uid, *rest = line.split()
        if done == "created":
            assert digest(client, uid) == rest[0], f"{uid}: other material"
            (state,) = client.get_attributes(uid, ["State"])[1]
            states[uid] = state.attribute_value.value
        else:
            assert states[uid] == enums.State.ACTIVE, f"{uid}: {states[uid]}"
    print(f"{len(states)} keys")


if __name__ == "__main__":
    mode, port, ca, certificate, key = sys.argv[1:]
    with ProxyKmipClient("127.0.0.1", int(port), certificate, key, ca) as connected:
        {"load": load, "check": check}[mode](connected)
