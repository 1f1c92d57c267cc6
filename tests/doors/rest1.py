"""The purestorage library (REST 1), unmodified, against an array at ADDRESS whose user is pureuser.

Arguments: ADDRESS, the PEM of a CA that the KMIP server gets.
"""

import sys
import warnings

import purestorage

warnings.simplefilter("ignore")
address, ca = sys.argv[1], open(sys.argv[2]).read()


def refused(status, message, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except purestorage.PureHTTPError as error:
        assert error.code == status, (error.code, error.text)
        assert message in error.text, error.text
    else:
        raise AssertionError(f"{call} was not refused")


refused(400, "Invalid username or password", purestorage.FlashArray, address, "pureuser", "wrong")
array = purestorage.FlashArray(address, "pureuser", "pureuser")
assert array.get_rest_version() == "1.19", array.get_rest_version()
assert array.get()["array_name"] == "pure01"

made = array.create_certificate("cert_1", common_name="one", days=100, country="de")
assert (made["name"], made["status"], made["country"]) == ("cert_1", "self-signed", "DE"), made
assert isinstance(made["valid_to"], int), made
names = [certificate["name"] for certificate in array.list_certificates()]
assert names == ["cert_1", "management"], names
changed = array.set_certificate(name="cert_1", organization="Orchard")
assert (changed["organization"], changed["common_name"]) == ("Orchard", "one"), changed
pem = array.get_certificate(name="cert_1", certificate=True)["certificate"]
assert pem.startswith("-----BEGIN CERTIFICATE-----"), pem
csr = array.get_certificate_signing_request(name="cert_1", common_name="two")
assert csr["certificate_signing_request"].startswith("-----BEGIN CERTIFICATE REQUEST-----"), csr
refused(400, "Certificate exists", array.create_certificate, "cert_1")
refused(400, "Certificate does not exist", array.get_certificate, name="cert_2")

server = array.create_kmip("km", uri=["127.0.0.1:1"], certificate="cert_1", ca_certificate=ca)
assert server["ca_certificate_configured"] is True, server
assert array.list_kmip()[0]["uri"] == ["127.0.0.1:1"]
changed = array.set_kmip("km", uri=["127.0.0.1:1", "127.0.0.1:2"])
assert changed["uri"] == ["127.0.0.1:1", "127.0.0.1:2"], changed
tests = array.test_kmip("km")
assert [test["status"] for test in tests] == ["FAILED", "FAILED"], tests
refused(400, "in use", array.delete_certificate, "cert_1")
array.delete_kmip("km")
array.delete_certificate("cert_1")

# A session that has ended is begun again, once, by the library.
array.invalidate_cookie()
assert array.list_kmip() == []

older = purestorage.FlashArray(address, "pureuser", "pureuser", rest_version="1.11")
assert older.get_certificate()["status"] == "self-signed"
assert "T" in older.get_certificate()["valid_from"]
print("done")
