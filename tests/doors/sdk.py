"""py-pure-client, unmodified, against an array at ADDRESS.

Arguments: ADDRESS, an API token of pureuser, the PEM of a CA that the KMIP server gets.
"""

import sys
import warnings

import urllib3
from pypureclient import flasharray
from pypureclient.exceptions import PureError
from pypureclient.responses import ErrorResponse, ValidResponse

warnings.simplefilter("ignore")
address, token, ca = sys.argv[1], sys.argv[2], open(sys.argv[3]).read()
try:
    flasharray.Client(address, api_token="wrong")
except PureError as error:
    assert "API token" in str(error), error
else:
    raise AssertionError("a wrong token was taken")


def done(answer):
    assert isinstance(answer, ValidResponse), answer
    return list(answer.items) if answer.items is not None else []


def refused(answer, message, context=None):
    assert isinstance(answer, ErrorResponse) and answer.status_code == 400, answer
    assert message in answer.errors[0].message, answer.errors
    assert context is None or answer.errors[0].context == context, answer.errors


for version in (None, "2.26", "2.4"):
    client = flasharray.Client(address, api_token=token, version=version)
    newest = client.get_rest_version()
    assert version in (None, newest), newest
    assert done(client.get_arrays())[0].name == "pure01"
    [made] = done(
        client.post_certificates(
            names=["cert_1"],
            certificate=flasharray.CertificatePost(common_name="one", days=100)
            if hasattr(flasharray, "CertificatePost")
            else flasharray.Certificate(common_name="one", days=100),
        )
    )
    assert made.status == "self-signed" and made.certificate.startswith("-----BEGIN"), made
    if version is None:
        assert made.key_algorithm == "rsa" and made.id, made
    refused(client.get_certificates(names=["none"]), "Certificate does not exist.", "none")
    listed = client.get_certificates(filter="name='cert*'", sort=["name-"], total_item_count=True)
    assert listed.total_item_count == 1, listed
    assert [item.name for item in done(listed)] == ["cert_1"]
    # The library turns the pages by itself.
    assert [item.name for item in done(client.get_certificates(limit=1))][:1] == ["cert_1"]
    [server] = done(
        client.post_kmip(
            names=["km"],
            kmip=flasharray.KmipPost(
                uris=["127.0.0.1:1"],
                certificate=flasharray.ReferenceNoId(name="cert_1")
                if hasattr(flasharray, "ReferenceNoId")
                else flasharray.Reference(name="cert_1"),
                ca_certificate=ca,
            ),
        )
    )
    assert server.certificate.name == "cert_1" and server.uris == ["127.0.0.1:1"], server
    [test] = done(client.get_kmip_test(names=["km"]))
    assert test.success is False and test.result_details, test
    refused(client.delete_certificates(names=["cert_1"]), "in use", "cert_1")
    done(client.delete_kmip(names=["km"]))
    done(client.delete_certificates(names=["cert_1"]))
    # A session that has ended is begun again, once, by the library.
    ended = client._api_client.default_headers["x-auth-token"]
    web = urllib3.PoolManager(cert_reqs="CERT_NONE")
    logout = f"https://{address}/api/2.4/logout"
    assert web.request("POST", logout, headers={"x-auth-token": ended}).status == 200
    assert len(done(client.get_controllers())) == 1
print("done")
