"""The vendor's command line and Python SDK, unmodified, and what the Terraform provider sends.

Arguments: URL, URL that asks for client certificates, file of the CA. Runs in the folder to write in.
"""

import base64
import json
import os
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

import sdkms.v1
from sdkms.v1 import (
    AppCredential,
    AppRequest,
    AppsApi,
    AuthenticationApi,
    Configuration,
    ApiClient,
    KeyOperations,
    ObjectType,
    SecurityObjectsApi,
    SobjectRequest,
)
from sdkms.v1.rest import ApiException

URL, MTLS, CA = sys.argv[1:4]
USER, PASSWORD = "anna@example.com", "correct horse battery"
CLI = os.path.join(os.path.dirname(os.path.realpath(sys.executable)), "sdkms-cli")
if not os.path.exists(CLI):
    CLI = os.path.join(sys.prefix, "bin", "sdkms-cli")
os.environ["SDKMS_CLI_TOKEN_FILE"] = "token"


def cli(*arguments, says=None, fails=False, answer=""):
    """Runs sdkms-cli, and returns what it prints."""
    line = [sys.executable, CLI, "--api-endpoint", URL, "--ssl-ca-cert", CA, *arguments]
    done = subprocess.run(line, capture_output=True, text=True, input=answer)
    assert (done.returncode != 0) == fails, (arguments, done.stdout, done.stderr)
    if says is not None:
        assert says in done.stdout, (arguments, done.stdout, done.stderr)
    return done.stdout.strip()


def call(method, path, body=None, token=None, basic=None, status=200):
    """Asks as the Go clients do: JSON without a Content-Type."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data=data, method=method)
    request.add_header("Content-Type", "")
    if token:
        request.add_header("Authorization", "Bearer " + token)
    if basic:
        request.add_header("Authorization", "Basic " + base64.b64encode(basic.encode()).decode())
    context = ssl.create_default_context(cafile=CA)
    try:
        with urllib.request.urlopen(request, context=context) as answer:
            found, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        found, text = error.code, error.read()
    assert found == status, (method, path, found, text)
    if found == 204:
        assert text == b"", text
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text.decode()


def no_null(value, path=""):
    """Terraform breaks at a field that is null; only the trial's end is one."""
    if isinstance(value, dict):
        for name, field in value.items():
            assert field is not None or name == "expires_at", path + "." + name
            no_null(field, path + "." + name)
    elif isinstance(value, list):
        for item in value:
            no_null(item, path + "[]")


def terraform():
    """The sequence of calls of the provider."""
    call("POST", "/sys/v1/users", {"user_email": USER, "user_password": PASSWORD}, status=201)
    token = call("POST", "/sys/v1/session/auth", basic=f"{USER}:{PASSWORD}")["access_token"]
    account = call("POST", "/sys/v1/accounts", {"name": "acme"}, token, status=201)
    acct = account["acct_id"]
    no_null(account)
    assert call("POST", "/sys/v1/session/select_account", {"acct_id": acct}, token) == {}
    assert call("GET", "/sys/v1/version")["api_version"]
    group = call("POST", "//sys/v1/groups/", {"name": "tf", "description": None}, token, status=201)
    no_null(group)
    gid = group["group_id"]
    permissions = ["SIGN", "ENCRYPT", "DECRYPT", "EXPORT", "MANAGE", "AUDIT", "TRANSFORM", "ENCAPSULATE"]
    app = {"name": "tfapp", "add_groups": {gid: permissions}, "default_group": gid, "app_Type": "x"}
    app = call("POST", "/sys/v1/apps", app, token, status=201)
    no_null(app)
    assert app["default_group"] == gid and app["creator"]["user"]
    aid = app["app_id"]
    secret = call("GET", f"/sys/v1/apps/{aid}/credential", token=token)["credential"]["secret"]
    shown = call("GET", f"/sys/v1/apps/{aid}?group_permissions=true", token=token)
    assert "ENCRYPT" in shown["groups"][gid] and "AUDIT" not in shown["groups"][gid]
    call("PATCH", f"/sys/v1/apps/{aid}", {"mod_groups": {gid: ["ENCRYPT"]}, "description": "x"}, token)
    call("POST", f"/sys/v1/apps/{aid}/reset_secret", {}, token)
    again = call("GET", f"/sys/v1/apps/{aid}/credential", token=token)["credential"]["secret"]
    assert again != secret
    # What the app may do in the group counts at once.
    basic = f"{aid}:{again}"
    key = {"name": "k", "obj_type": "AES", "key_size": 256, "group_id": gid}
    call("POST", "/crypto/v1/keys", key, basic=basic, status=403)
    key = call("POST", "/crypto/v1/keys", {**key, "key_ops": ["ENCRYPT", "EXPORT"]}, token, status=201)
    no_null(key)
    kid = key["kid"]
    call("GET", f"/crypto/v1/keys/{kid}/export", basic=basic, status=403)
    assert len(base64.b64decode(call("GET", f"/crypto/v1/keys/{kid}/export", token=token)["value"])) == 32
    call("PATCH", f"/crypto/v1/keys/{kid}", {"custom_metadata": {"a": "b"}}, token)
    seen, start = [], ""
    while page := call("GET", f"/crypto/v1/keys?limit=1&sort=name{start}", token=token):
        start = "&start=" + page[-1]["kid"]
        seen.append(page[0]["name"])
        assert len(seen) < 10
    assert seen == ["k"], seen
    call("POST", f"/crypto/v1/keys/{kid}/revoke", {"code": "Unspecified"}, token, status=204)
    assert call("GET", f"/crypto/v1/keys/{kid}", token=token)["enabled"] is False
    assert call("DELETE", f"/sys/v1/groups/{gid}", token=token, status=400)
    call("DELETE", f"/crypto/v1/keys/{kid}", token=token, status=204)
    gone = call("GET", f"/crypto/v1/keys/{kid}", token=token, status=404)
    assert gone == "sobject does not exist", gone
    call("DELETE", f"/sys/v1/apps/{aid}", token=token, status=204)
    call("DELETE", f"/sys/v1/groups/{gid}", token=token, status=204)
    call("GET", "/sys/v1/apps", status=401)
    for bad in (b"{", b"[]", b"\xff"):
        request = urllib.request.Request(URL + "/sys/v1/groups", data=bad)
        request.add_header("Authorization", "Bearer " + token)
        try:
            urllib.request.urlopen(request, context=ssl.create_default_context(cafile=CA))
            raise AssertionError(bad)
        except urllib.error.HTTPError as error:
            assert error.code == 400, error.code
    return acct


def command_line(acct):
    """The same by sdkms-cli."""
    cli("server-version")
    cli("server-health")
    # Its prompt for the password is broken in this version.
    cli("user-login", "--username", USER, "--account-name", "acme", "--password", PASSWORD)
    cli("list-accounts", says="acme")
    group = cli("create-group", "--name", "storage", "--description", "first").split()[-1]
    app = cli("create-app", "--name", "app1", "--groups", group, "--default-group", group).split()[-1]
    api_key = cli("get-app-api-key", "--app-id", app).split()[-1]
    assert base64.b64decode(api_key).decode().startswith(app + ":")
    cli("app-login", "--api-key", api_key)
    cli("create-key", "--obj-type", "AES", "--key-size", "256", "--name", "key1", "--exportable", "-f")
    cli("list-keys", says="key1")
    cli("export-object", "--name", "key1")
    with open("plain", "wb") as file:
        file.write(b"hello, world!")
    iv = base64.b16encode(bytes(16)).decode()
    cli("encrypt", "--name", "key1", "--alg", "AES", "--mode", "CBC", "--in", "plain", "--out", "cipher", "--iv", iv)
    cli("decrypt", "--name", "key1", "--alg", "AES", "--mode", "CBC", "--in", "cipher", "--out", "again", "--iv", iv)
    assert open("again", "rb").read() == b"hello, world!"
    cli("rotate-key", "--name", "key1")
    cli("revoke-object", "--name", "key1", "--code", "CessationOfOperation", "--message", "guide 7.1")
    cli("show-sobject", "--name", "key1", says="Deactivated")
    cli("encrypt", "--name", "key1", "--alg", "AES", "--mode", "CBC", "--in", "plain", "--out", "x", fails=True)
    cli("audit-log", "--out", "log.csv")
    with open("log.csv", encoding="utf-8") as file:
        log = file.read()
    assert "deactivate key" in log and "log in" in log or "logged in" in log, log
    return app


def certificate(app):
    """What the command line has no option for, by the SDK: the interface, and the certificate."""
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + app]
    made += ["-addext", "extendedKeyUsage=clientAuth", "-keyout", "app.key", "-out", "app.pem"]
    subprocess.run(made, check=True, capture_output=True)
    der = subprocess.run(["openssl", "x509", "-in", "app.pem", "-outform", "DER"], check=True, capture_output=True)
    configuration = Configuration()
    configuration.host = URL
    configuration.ssl_ca_cert = CA
    configuration.username, configuration.password = USER, PASSWORD
    client = ApiClient(configuration=configuration)
    auth = AuthenticationApi(api_client=client).authorize()
    configuration.api_key["Authorization"] = auth.access_token
    configuration.api_key_prefix["Authorization"] = "Bearer"
    accounts = sdkms.v1.AccountsApi(api_client=client).get_accounts()
    select = sdkms.v1.SelectAccountRequest(acct_id=accounts[0].acct_id)
    sdkms.v1.AuthenticationApi(api_client=client).select_account(select)
    apps = AppsApi(api_client=client)
    apps.update_app(app, AppRequest(name="app1", interface="KMIP"))
    text = base64.b64encode(der.stdout).decode()
    changed = apps.update_app(app, AppRequest(name="app1", credential=AppCredential(certificate=text)))
    shown = call("GET", "/sys/v1/apps/" + app, token=auth.access_token)
    assert shown["auth_type"] == "Certificate", shown
    assert changed.interface == "KMIP", changed
    imported(client)
    by_certificate(app)


def imported(client):
    """A key that was made elsewhere, imported by the SDK."""
    keys = SecurityObjectsApi(api_client=client)
    value = bytearray(range(32))
    ops = [KeyOperations.ENCRYPT, KeyOperations.DECRYPT, KeyOperations.EXPORT]
    group = keys.get_security_objects(name="key1")[0].group_id
    request = SobjectRequest(name="elsewhere", obj_type=ObjectType.AES, value=value, key_ops=ops, group_id=group)
    key = keys.import_security_object(request)
    # The SDK does not read the words of enumerations.
    shown = call("GET", "/crypto/v1/keys/" + key.kid, token=client.configuration.api_key["Authorization"])
    assert (shown["origin"], shown["key_size"], shown["state"]) == ("External", 256, "Active"), shown
    again = keys.get_security_object_value(key.kid)
    assert bytes(again.value) == bytes(value), again
    wrong = SobjectRequest(name="short", obj_type=ObjectType.AES, value=bytearray(7), group_id=group)
    try:
        raise AssertionError(keys.import_security_object(wrong))
    except ApiException as error:
        assert error.status == 400, error


def by_certificate(app):
    """The app logs in with its certificate, which it shows in every request; without one it does not come in."""
    configuration = Configuration()
    configuration.host = MTLS
    configuration.ssl_ca_cert = CA
    configuration.cert_file, configuration.key_file = "app.pem", "app.key"
    configuration.username, configuration.password = app, ""
    client = ApiClient(configuration=configuration)
    auth = AuthenticationApi(api_client=client).authorize()
    assert auth.entity_id == app, auth
    configuration.api_key["Authorization"] = auth.access_token
    configuration.api_key_prefix["Authorization"] = "Bearer"
    names = [key.name for key in SecurityObjectsApi(api_client=client).get_security_objects()]
    assert "elsewhere" in names and "key1" in names, names
    bare = Configuration()
    bare.host, bare.ssl_ca_cert = MTLS, CA
    bare.username, bare.password = app, ""
    stranger = ApiClient(configuration=bare)
    try:
        raise AssertionError(AuthenticationApi(api_client=stranger).authorize())
    except ApiException as error:
        assert error.status == 401, error
    # Nor does the session of the one who has shown it.
    bare.api_key["Authorization"] = auth.access_token
    bare.api_key_prefix["Authorization"] = "Bearer"
    try:
        raise AssertionError(SecurityObjectsApi(api_client=stranger).get_security_objects())
    except ApiException as error:
        assert error.status == 401, error


account = terraform()
app = command_line(account)
certificate(app)
print("done")
