"""py-pure-client, unmodified, against an array at ADDRESS that has 2,500 certificates copy-00000 and so on.

Arguments: ADDRESS, an API token of pureuser, the PEM of a CA that the KMIP server gets, the newest version
that the array serves. In this folder lie client.key, and client.csv: an API client.
"""

import csv
import sys
import warnings

import urllib3
from pypureclient import flasharray
from pypureclient.exceptions import PureError
from pypureclient.responses import ErrorResponse, ValidResponse

warnings.simplefilter("ignore")
address, token, ca, served = sys.argv[1], sys.argv[2], open(sys.argv[3]).read(), sys.argv[4]
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


def kind(name, older):
    """A model: some are called otherwise in older versions."""
    try:
        return getattr(flasharray, name)
    except (AttributeError, ImportError):
        return getattr(flasharray, older)


def every(order):
    """The names of all certificates, page by page."""
    if served == "2.56":
        # The library turns the pages by itself; that of 1.47 cannot: it takes two values of one.
        return [item.name for item in done(client.get_certificates(sort=order))]
    names, after = [], None
    while True:
        page = client.get_certificates(sort=order, limit=1000, continuation_token=after)
        # What is asked for by hand comes as it is.
        names += [item.name for item in page.items]
        if not page.more_items_remaining:
            return names
        after = page.continuation_token


for version in (None, "2.26", "2.4"):
    client = flasharray.Client(address, api_token=token, version=version)
    newest = client.get_rest_version()
    assert version in (None, newest), newest
    # The newest that both know.
    assert version is not None or newest == served, newest
    assert done(client.get_arrays())[0].name == "pure01"
    [made] = done(
        client.post_certificates(
            names=["cert_1"],
            certificate=kind("CertificatePost", "Certificate")(common_name="one", days=100),
        )
    )
    assert made.status == "self-signed" and made.certificate.startswith("-----BEGIN"), made
    if version is None and served == "2.56":
        assert made.key_algorithm == "rsa" and made.id, made
    change = kind("CertificatePost", "Certificate")
    changed = client.patch_certificates(
        names=["cert_1"], certificate=change(organization="Orchard"), generate_new_key=False
    )
    [changed] = done(changed)
    assert (changed.organization, changed.common_name) == ("Orchard", "one"), changed
    [request] = done(
        client.post_certificates_certificate_signing_requests(
            certificate=flasharray.CertificateSigningRequestPost(
                certificate={"name": "cert_1"}, common_name="two"
            )
        )
    )
    assert "CERTIFICATE REQUEST" in request.certificate_signing_request, request
    refused(client.get_certificates(names=["none"]), "Certificate does not exist.", "none")
    listed = client.get_certificates(filter="name='cert*'", sort=["name-"], total_item_count=True)
    assert listed.total_item_count == 1, listed
    assert [item.name for item in done(listed)] == ["cert_1"]
    # Three pages of a thousand, without an order and in one.
    wanted = {"cert_1", "management"} | {f"copy-{number:05}" for number in range(2500)}
    for order in (None, ["name-"], ["valid_to", "name"]):
        seen = every(order)
        assert len(seen) == 2502 and set(seen) == wanted, (order, len(seen))
        assert order != ["name-"] or seen == sorted(seen, reverse=True)
    some = done(client.get_certificates(filter="name='copy-0000*' and status='self-signed'", limit=4))
    assert [item.name for item in some] == [f"copy-{number:05}" for number in range(4)], some
    counted = client.get_certificates(limit=1, total_item_count=True)
    assert counted.total_item_count == 2502, counted
    refused(client.get_certificates(filter="colour='red'"), "column 1")
    refused(client.get_certificates(sort=["colour"]), "sort")
    [server] = done(
        client.post_kmip(
            names=["km"],
            kmip=flasharray.KmipPost(
                uris=["127.0.0.1:1"],
                certificate=kind("ReferenceNoId", "Reference")(name="cert_1"),
                ca_certificate=ca,
            ),
        )
    )
    assert server.certificate.name == "cert_1" and server.uris == ["127.0.0.1:1"], server
    both = ["127.0.0.1:1", "127.0.0.1:2"]
    [server] = done(client.patch_kmip(names=["km"], kmip=kind("KmipPatch", "KmipPost")(uris=both)))
    assert server.uris == both, server
    [server] = done(client.get_kmip(names=["km"]))
    assert server.ca_certificate.strip() == ca.strip(), server
    refused(client.get_kmip(names=["none"]), "KMIP server does not exist.", "none")
    [test, _] = done(client.get_kmip_test(names=["km"]))
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

# A key pair instead of an API token.
with open("client.csv") as file:
    app = next(csv.DictReader(file))
pair = {
    "private_key_file": "client.key",
    "private_key_password": "",
    "username": "pureuser",
    "client_id": app["Client ID"],
    "key_id": app["Key ID"],
    "issuer": app["Issuer"],
}
client = flasharray.Client(address, **pair)
assert done(client.get_arrays())[0].name == "pure01"
[made] = done(client.get_certificates(names=["management"]))
assert made.name == "management"
# An access token that does not count any more is exchanged again, once, by the library.
client._api_client.default_headers["Authorization"] = "Bearer x"
assert len(done(client.get_controllers())) == 1
try:
    flasharray.Client(address, **(pair | {"issuer": "other"})).get_arrays()
except PureError as error:
    assert "access token" in str(error), error
else:
    raise AssertionError("a wrong issuer was taken")
print("done")
