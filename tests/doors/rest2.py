"""REST 2 at ADDRESS as its description has it, without a library that hides the wire.

Arguments: ADDRESS, an API token of pureuser, one of a user who may read only, the management certificate,
a folder to put files in.
"""

import pathlib
import sys

import requests

address, token, reading, ca, folder = sys.argv[1:]
base = f"https://{address}/api"
web = requests.Session()
web.verify, web.trust_env = ca, False


def call(method, path, session=None, version="2.26", **named):
    headers = {"x-auth-token": session} if session else {}
    headers |= named.pop("headers", {})
    return web.request(method, f"{base}/{version}/{path}", headers=headers, timeout=60, **named)


def log_in(token, version="2.26"):
    return call("POST", "login", version=version, headers={"api-token": token})


def error(answer, status, message, context=None):
    assert answer.status_code == status, (answer.status_code, answer.text)
    first = answer.json()["errors"][0]
    assert message in first["message"], first
    assert context is None or first["context"] == context, first


# Versions, the newest last; and only those.
versions = web.get(f"{base}/api_version").json()["version"]
assert versions[0] == "1.0" and versions[-1] == "2.26" and "2.12" not in versions, versions
error(call("GET", "arrays", version="2.27"), 404, "not found")
error(call("GET", "arrays", version="2.12"), 404, "not found")

# Sessions.
error(call("GET", "arrays"), 401, "Invalid session.")
error(call("GET", "arrays", "0" * 64), 401, "Invalid session.")
error(log_in("wrong"), 400, "Unable to list user for API token.")
answer = log_in(token)
assert answer.json() == {"items": [{"username": "pureuser"}]}, answer.text
admin = answer.headers["x-auth-token"]
echoed = call("GET", "arrays", admin, headers={"X-Request-ID": "7f3c"})
assert echoed.headers["X-Request-ID"] == "7f3c"
other = log_in(token).headers["x-auth-token"]
assert other != admin
assert call("POST", "logout", other).status_code == 200
error(call("GET", "arrays", other), 401, "Invalid session.")

# The array.
array = call("GET", "arrays", admin).json()["items"][0]
assert array["name"] == "pure01" and array["os"] == "Purity//FA", array
assert array["encryption"]["module_version"] == "FA-1.3", array
assert "encryption" not in call("GET", "arrays", admin, version="2.5").json()["items"][0]
assert call("GET", "controllers", admin).json()["items"][0]["status"] == "ready"
model = call("GET", "hardware?filter=type%3D'controller'", admin).json()["items"]
assert [part["name"] for part in model] == ["CT0"], model
drives = call("GET", "drives?filter=type='SSD'", admin).json()["items"]
assert len(drives) == 10 and {drive["status"] for drive in drives} == {"healthy"}, drives

# Certificates.
made = call("POST", "certificates?names=cert_1", admin, json={"common_name": "one", "days": 100})
made = made.json()["items"][0]
assert made["status"] == "self-signed" and made["key_size"] == 2048, made
assert made["valid_to"] - made["valid_from"] == 100 * 86_400_000, made
assert "id" not in made and "key" not in made, made
error(call("POST", "certificates?names=cert_1", admin, json={}), 400, "Certificate exists", "cert_1")
error(call("GET", "certificates?names=none", admin), 400, "Certificate does not exist.", "none")
error(call("GET", "certificates", admin, version="2.3"), 404, "not found")
path = "certificates?names=cert_1"
same = call("PATCH", path + "&generate_new_key=false", admin, json={"country": "de"})
same = same.json()["items"][0]
assert (same["country"], same["common_name"]) == ("DE", "one"), same
error(call("PATCH", path, admin, json={"country": "nowhere"}), 400, "country", "cert_1")
error(call("PATCH", path, admin, data="{"), 400, "Invalid JSON")
request = call(
    "POST",
    "certificates/certificate-signing-requests",
    admin,
    json={"certificate": {"name": "cert_1"}, "common_name": "two"},
)
assert "CERTIFICATE REQUEST" in request.json()["items"][0]["certificate_signing_request"]

# Import: with its key, which is never shown.
pem, key = (pathlib.Path(folder, name).read_text() for name in ("leaf.pem", "leaf.key"))
imported = call("POST", "certificates?names=brought", admin, json={"certificate": pem, "key": key})
assert imported.json()["items"][0]["status"] == "imported", imported.text
assert "PRIVATE" not in imported.text
refusal = call("POST", "certificates?names=b2", admin, json={"certificate": pem, "key": key, "days": 3})
error(refusal, 400, "Invalid combination of parameters specified.", "b2")
error(call("PATCH", "certificates?names=brought", admin, json={"email": "a@b.c"}), 400, "combination")
new = call("PATCH", "certificates?names=brought&generate_new_key=true", admin, json={"email": "a@b.c"})
assert new.json()["items"][0]["status"] == "self-signed", new.text

# Lists: order, filter, pages, counts.
names = [item["name"] for item in call("GET", "certificates?sort=name-", admin).json()["items"]]
assert names == ["management", "cert_1", "brought"], names
fits = call("GET", "certificates?filter=name='*e*' and not(contains(name,'CERT'))", admin)
assert [item["name"] for item in fits.json()["items"]] == ["management"], fits.text
error(call("GET", "certificates?filter=colour='red'", admin), 400, "column 1", "filter")
error(call("GET", "certificates?sort=colour", admin), 400, "sort", "colour")
count = call("GET", "certificates?limit=0", admin).json()
assert count["items"] == [] and count["total_item_count"] == 3, count
seen, after = [], None
while True:
    page = call("GET", "certificates?limit=1" + (f"&continuation_token={after}" if after else ""), admin)
    seen += [item["name"] for item in page.json()["items"]]
    if not page.json()["more_items_remaining"]:
        break
    after = page.json()["continuation_token"]
    # What is deleted meanwhile makes nothing come twice, and nothing be left out.
    if seen == ["brought"]:
        assert call("DELETE", "certificates?names=brought", admin).text == ""
assert seen == ["brought", "cert_1", "management"], seen
error(call("GET", "certificates?continuation_token=zz", admin), 400, "continuation token")
for order in ("", "&sort=name", "&sort=name-", "&total_item_count=true"):
    for chosen, expected in [
        ("limit=1", ["cert_1", "management"]),
        ("limit=1&offset=1", ["management"]),
        ("limit=1&filter=name='c*'", ["cert_1"]),
        ("limit=5&filter=not(name='c*')", ["management"]),
    ]:
        expected = expected if order != "&sort=name-" or "filter" in chosen else None
        seen, after = [], ""
        while True:
            page = call("GET", f"certificates?{chosen}{order}{after}", admin).json()
            seen += [item["name"] for item in page["items"]]
            if not page["more_items_remaining"]:
                break
            # Some libraries put it between quotes.
            after = f"&continuation_token='{page['continuation_token']}'"
        assert expected is None or seen == expected, (chosen, order, seen)

# KMIP servers.
server = {"uris": ["127.0.0.1:1"], "certificate": {"name": "cert_1"}, "ca_certificate": pem}
made = call("POST", "kmip?names=km", admin, json=server).json()["items"][0]
assert made["certificate"] == {"name": "cert_1"} and made["kmip_objects"] == [], made
assert "kmip_objects" not in call("GET", "kmip", admin, version="2.20").json()["items"][0]
assert call("PATCH", "kmip?names=km", admin, json=server).status_code == 200
error(call("GET", "kmip?ids=1", admin), 400, "Invalid query parameter.")
error(call("POST", "kmip?names=k2", admin, json={"uris": ["nowhere"]}), 400, "URI must", "k2")
test = call("GET", "kmip/test?names=km", admin).json()["items"][0]
assert test["success"] is False and test["component_address"] == "127.0.0.1:1", test
assert "resource" not in test and test["result_details"], test
error(call("GET", "kmip/test", admin), 400, "Missing or invalid parameter.")
error(call("DELETE", "certificates?names=cert_1", admin), 400, "in use", "cert_1")
error(call("DELETE", "kmip?names=none", admin), 400, "KMIP server does not exist.", "none")
assert call("DELETE", "kmip?names=km", admin).status_code == 200
assert call("DELETE", "certificates?names=cert_1", admin).status_code == 200

# Roles.
reader = log_in(reading).headers["x-auth-token"]
assert call("GET", "certificates", reader).status_code == 200
refusal = call("POST", "certificates?names=no", reader, json={"common_name": "no"})
assert refusal.status_code == 403 and "role" in refusal.json()["message"], refusal.text
for method, path in [
    ("DELETE", "certificates?names=management"),
    ("PATCH", "arrays"),
    ("POST", "admins?names=mallory"),
    ("PATCH", "admins?names=pureuser"),
    ("DELETE", "admins?names=pureuser"),
    ("POST", "admins/api-tokens?names=pureuser"),
    ("DELETE", "admins/api-tokens?names=pureuser"),
]:
    assert call(method, path, reader, json={}).status_code in (400, 403), path
assert log_in(token).status_code == 200, "the token of pureuser is still there"

# Users and their tokens.
user = {"role": {"name": "ops_admin"}, "password": "correct horse"}
assert call("POST", "admins?names=anna", admin, json=user).status_code == 200
made = call("POST", "admins/api-tokens?names=anna&timeout=3600000", admin).json()["items"][0]
anna = log_in(made["api_token"]["token"]).headers["x-auth-token"]
listed = call("GET", "admins/api-tokens?names=anna", anna).json()["items"][0]
assert listed["api_token"]["token"] == "****", listed
role = {"role": {"name": "array_admin"}}
error(call("PATCH", "admins?names=anna", anna, json=role), 403, "role")
ops = {"role": {"name": "ops_admin"}}
changed = call("PATCH", "admins?names=anna", admin, json=ops).json()["items"][0]
assert changed["role"]["name"] == "ops_admin", changed
error(call("PATCH", "admins?names=pureuser", admin, json=ops), 400, "stays array_admin")
error(call("PATCH", "admins?names=anna", admin, json={"role": {"name": "king"}}), 400, "parameter")
# The key with which she comes in by SSH, in place of any other; she changes her own.
assert changed["public_key"] == "", changed
key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKokRWXmHprWxx+5R1SsEDDabqD1tH+IOj+hTeqDA6ZN anna@host"
error(call("PATCH", "admins?names=anna", anna, json={"public_key": "ssh-rsa AAAA"}), 400, "public key")
error(call("PATCH", "admins?names=pureuser", anna, json={"public_key": key}), 403, "role")
for _ in range(2):
    changed = call("PATCH", "admins?names=anna", anna, json={"public_key": key}).json()["items"][0]
    assert changed["public_key"] == "****", changed
listed = call("GET", "admins?names=pureuser", admin).json()["items"][0]
assert listed["public_key"] == "", listed
changed = call("PATCH", "admins?names=anna", anna, json={"public_key": ""}).json()["items"][0]
assert changed["public_key"] == "", changed
change = {"old_password": "wrong horse", "password": "battery staple"}
error(call("PATCH", "admins?names=anna", anna, json=change), 400, "Invalid username or password.")
change["old_password"] = "correct horse"
assert call("PATCH", "admins?names=anna", anna, json=change).status_code == 200
error(call("GET", "arrays", anna), 401, "Invalid session.")
assert call("DELETE", "admins?names=anna", admin).status_code == 200
error(call("GET", "arrays", anna), 401, "Invalid session.")

# What happened, with who did it and where.
audits = call("GET", "audits?filter=command='certificate' and subcommand='imported'", admin)
assert audits.json()["items"][0]["user"] == "pureuser", audits.text
assert audits.json()["items"][0]["user_interface"] == "REST", audits.text
# By its pages, each of which reads only what it shows, and as a whole.
whole = call("GET", "audits?total_item_count=true", admin).json()
names = [line["name"] for line in whole["items"]]
assert names == sorted(names) and whole["total_item_count"] == len(names) > 20, whole
paged, query = [], "limit=7"
while True:
    page = call("GET", f"audits?{query}", admin).json()
    paged += page["items"]
    if not page["more_items_remaining"]:
        break
    query = f"limit=7&continuation_token={page['continuation_token']}"
assert paged[: len(names)] == whole["items"], paged
alerts = call("GET", "alerts?filter=component_name='pureuser'", admin).json()["items"]
assert "factory" in alerts[0]["summary"], alerts

# What this array has nothing of; what there is not; how it cannot be asked for.
assert call("GET", "volumes", admin).json()["items"] == []
error(call("GET", "volumes?names=v1", admin), 400, "does not exist", "v1")
error(call("GET", "rapid-data-locking", admin), 404, "not found")
error(call("POST", "volumes", admin), 405, "method")
error(call("PUT", "certificates", admin), 405, "method")
error(call("GET", "fleets", admin), 404, "not found")
long = call("POST", "certificates?names=x", admin, data=b"x" * 300_000)
error(long, 413, "too long")
assert call("GET", "arrays", admin).status_code == 200
print("done")
