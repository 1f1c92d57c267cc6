"""API clients and OAuth 2.0 at ADDRESS, by hand: ID tokens that openssl signs, right and wrong ones.

Arguments: ADDRESS, an API token of pureuser, the management certificate, a folder with client.key (the
private key of the API client app), stranger.key, and client.csv (the API client as it was listed).
"""

import base64
import csv
import json
import pathlib
import subprocess
import sys
import time

import requests

address, api_token, ca, folder = sys.argv[1:]
folder = pathlib.Path(folder)
web = requests.Session()
web.verify, web.trust_env = ca, False
with open(folder / "client.csv") as file:
    listed = next(csv.DictReader(file))
GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
KIND = "urn:ietf:params:oauth:token-type:jwt"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(header, claims, key="client.key"):
    message = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    sign = ["openssl", "dgst", "-sha256", "-sign", folder / key]
    signature = subprocess.run(sign, input=message.encode(), capture_output=True, check=True).stdout
    return f"{message}.{encoded(signature)}"


def exchange(token, grant=GRANT, kind=KIND):
    form = {"grant_type": grant, "subject_token_type": kind, "subject_token": token}
    return web.post(f"https://{address}/oauth2/1.0/token", data=form, timeout=60)


def call(method, path, access, **named):
    headers = {"Authorization": f"Bearer {access}"}
    url = f"https://{address}/api/2.26/{path}"
    return web.request(method, url, headers=headers, timeout=60, **named)


def header(**changes):
    return {"alg": "RS256", "typ": "JWT", "kid": listed["Key ID"]} | changes


def claims(**changes):
    now = int(time.time())
    first = {"iss": "test", "aud": listed["Client ID"], "sub": "pureuser", "iat": now}
    return first | {"exp": now + 3600} | changes


# What is right.
answer = exchange(signed(header(), claims()))
assert answer.status_code == 200, answer.text
given = answer.json()
assert given["token_type"] == "Bearer" and given["expires_in"] == 3600, given
access = given["access_token"]
body = json.loads(base64.urlsafe_b64decode(access.split(".")[1] + "=="))
assert body["exp"] - body["iat"] == 3600 and body["sub"] == "pureuser", body
assert call("GET", "arrays", access).json()["items"][0]["name"] == "pure01"
assert exchange(signed(header(), claims(aud=["other", listed["Client ID"]]))).status_code == 200

# The role is the lesser of those of the user and of the API client.
assert listed["Max Role"] == "storage_admin", listed
assert call("POST", "certificates?names=no", access, json={}).status_code == 403

# What is wrong, which is all refused alike.
now = int(time.time())
right = signed(header(), claims())
head, body, signature = right.split(".")
none = encoded(json.dumps({"alg": "none", "kid": listed["Key ID"]}).encode())
wrong = {
    "another signature": signed(header(), claims(), key="stranger.key"),
    "no signature": f"{head}.{body}.",
    "no algorithm": f"{none}.{body}.",
    "another algorithm": signed(header(alg="HS256"), claims()),
    "an extension": signed(header(crit=["exp"]), claims()),
    "another key": signed(header(kid=listed["Client ID"]), claims()),
    "changed claims": f"{head}.{encoded(json.dumps(claims(sub='other')).encode())}.{signature}",
    "another issuer": signed(header(), claims(iss="other")),
    "another audience": signed(header(), claims(aud=listed["Key ID"])),
    "expired": signed(header(), claims(exp=now - 1)),
    "not yet": signed(header(), claims(nbf=now + 600)),
    "issued in the future": signed(header(), claims(iat=now + 600)),
    "nobody": signed(header(), claims(sub="nobody")),
    "no token": "a.b.c",
    "an access token": access,
    "empty": "",
}
for name, token in list(wrong.items())[:4]:
    answer = exchange(token)
    assert answer.status_code == 401, (name, answer.text)
    assert answer.json()["error"] == "invalid_client", (name, answer.text)
# A success in between: five failures in a row slow down.
for name, token in list(wrong.items())[4:]:
    assert exchange(signed(header(), claims())).status_code == 200
    answer = exchange(token)
    assert answer.status_code == 401, (name, answer.text)
    assert answer.json()["error_description"] == "The ID token is not valid.", answer.text
for answer in (exchange(right, grant="password"), exchange(right, kind="saml")):
    assert answer.status_code == 400 and answer.json()["error"] == "invalid_request", answer.text
assert web.get(f"https://{address}/oauth2/1.0/token", timeout=60).status_code == 405
for token in ("wrong", right, access[:-1] + ("A" if access[-1] != "A" else "B")):
    assert call("GET", "arrays", token).status_code == 401, token

# API clients by REST: disabled at first; with their deletion their tokens end.
login = web.post(f"https://{address}/api/2.26/login", headers={"api-token": api_token}, timeout=60)
session = {"x-auth-token": login.headers["x-auth-token"]}


def rest(method, query="", **named):
    url = f"https://{address}/api/2.26/api-clients{query}"
    return web.request(method, url, headers=session, timeout=60, **named)


pem = (folder / "client.pub").read_text()
made = {"max_role": "array_admin", "issuer": "rest", "public_key": pem, "access_token_ttl_in_ms": 5000}
made = rest("POST", "?names=second", json=made).json()["items"][0]
assert made["enabled"] is False and made["access_token_ttl_in_ms"] == 5000, made
second = signed(header(kid=made["key_id"]), claims(iss="rest", aud=made["id"]))
assert exchange(second).status_code == 401
assert rest("PATCH", f"?ids={made['id']}", json={"enabled": True}).json()["items"][0]["enabled"]
access = exchange(second).json()["access_token"]
assert call("PATCH", "arrays", access, json={}).status_code == 400, "an administrator"
assert rest("PATCH", "?names=second", json={"enabled": False}).status_code == 200
assert call("GET", "arrays", access).status_code == 401, "disabled"
assert rest("PATCH", "?names=second", json={"enabled": True}).status_code == 200
assert call("GET", "arrays", access).status_code == 200
names = [client["name"] for client in rest("GET").json()["items"]]
assert names == ["app", "second"], names
for wrong in ({}, {"max_role": "all"}, {"max_role": "readonly", "public_key": "pem"}):
    assert rest("POST", "?names=third", json=wrong).status_code == 400, wrong
private = {"max_role": "readonly", "public_key": (folder / "client.key").read_text()}
refusal = rest("POST", "?names=third", json=private)
assert refusal.status_code == 400 and "private key" in refusal.text and "BEGIN" not in refusal.text
assert rest("DELETE", "?names=second").status_code == 200
assert call("GET", "arrays", access).status_code == 401, "deleted"
(folder / "access").write_text(exchange(signed(header(), claims())).json()["access_token"])
print("done")
