"""What nobody honest sends to the REST API at ADDRESS, and whether the honest are served meanwhile.

Arguments: ADDRESS, an API token of pureuser, the management certificate, the process of the server.
"""

import contextlib
import pathlib
import resource
import socket
import ssl
import sys

import requests

address, token, ca, process = sys.argv[1:]
host, port = address.rsplit(":", 1)
base = f"https://{address}/api"
# Each end of 10,000 connections takes a descriptor.
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
assert hard == resource.RLIM_INFINITY or hard > 10_200, "allow this process 10,200 open files: ulimit -n"
trust = ssl.create_default_context(cafile=ca)


def honest():
    """One client that does everything as it should, with a connection of its own."""
    web = requests.Session()
    web.verify, web.trust_env = ca, False
    login = web.post(f"{base}/2.26/login", headers={"api-token": token}, timeout=60)
    assert login.status_code == 200, login.text
    session = {"x-auth-token": login.headers["x-auth-token"]}
    listed = web.get(f"{base}/2.26/certificates?names=management", headers=session, timeout=60)
    assert listed.json()["items"][0]["name"] == "management", listed.text
    assert web.post(f"{base}/2.26/logout", headers=session, timeout=60).status_code == 200


def memory():
    """What the server has in memory, in MB."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def connect():
    return trust.wrap_socket(socket.create_connection((host, int(port)), timeout=60), server_hostname=host)


def send(text, connection=None):
    """Sends that, and returns what comes until the end; the end may come at once."""
    said = b""
    with connection or connect() as connection, contextlib.suppress(OSError):
        connection.sendall(text)
        while part := connection.recv(65536):
            said += part
    return said.split(b"\r\n", 1)[0]


honest()
before = memory()

# 10,000 who connect and say nothing; then those who begin and do not go on.
idle = []
for _ in range(10_000):
    with contextlib.suppress(OSError):
        idle.append(socket.create_connection((host, int(port)), timeout=60))
assert len(idle) > 9_000, len(idle)
honest()
assert memory() < before + 200, (before, memory())
for connection in idle:
    connection.close()
slow = []
for number in range(200):
    connection = connect()
    if number % 2:
        connection.sendall(b"POST /api/2.26/login HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\nx")
    else:
        connection.sendall(b"GET /api/api_version HTTP/1.1\r\nHost: a\r\nX-Slow: ")
    slow.append(connection)
honest()
for connection in slow:
    connection.close()

# Heads and bodies that are too long, and what is no HTTP.
head = b"GET /api/api_version HTTP/1.1\r\nHost: a\r\n"
for text in (
    head + b"X-Long: " + b"a" * 1_000_000 + b"\r\n\r\n",
    head + b"X: y\r\n" * 5_000 + b"\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"\0" * 1000,
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"POST /api/2.26/login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + b"GET /api/2.26/arrays HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST /api/2.26/login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
):
    status = send(text)
    assert b" 200 " not in status and b" 5" not in status, status
big = b"a" * 1_000_000
status = send(
    b"POST /api/2.26/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n" + big
)
assert b" 413 " in status or status == b"", status
honest()

# Paths that lead elsewhere, or nowhere.
web = requests.Session()
web.verify, web.trust_env = ca, False
login = web.post(f"{base}/2.26/login", headers={"api-token": token}, timeout=60)
session = login.headers["x-auth-token"]
for path in (
    "/api/2.26/../2.26/arrays",
    "/api/2.26/%2e%2e/arrays",
    "/api/2.26//arrays",
    "//api/2.26/arrays",
    "/api/2.26/arrays/../../../../etc/passwd",
    "/api/2.26/arrays%00",
    "/api/2.026/arrays",
    "/api/+2.26/arrays",
    "/api/2.26/ARRAYS",
    "/api/99999999999999999999.1/arrays",
    "/api/1.19/cert/..%2f..%2farray.db",
    "/api",
    "/api/",
    "/oauth2/1.0/token/../../api",
):
    text = f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nx-auth-token: {session}\r\n\r\n"
    status = send(text.encode())
    assert b" 40" in status, (path, status)
for query in ("names=" + "a," * 10_000, "filter=" + "(" * 3000, "sort=" + "a," * 10_000, "limit=%00", "ids=%ff"):
    answer = web.get(f"{base}/2.26/certificates?{query}", headers={"x-auth-token": session}, timeout=60)
    assert answer.status_code in (400, 404, 414, 431), (query[:20], answer.status_code)

# Tokens that somebody chose: none of them is a session, also after a log-in with it.
for chosen in ("", "0" * 64, session[:-1], session.upper(), "'" + session, "a" * 20_000):
    answer = web.get(f"{base}/2.26/arrays", headers={"x-auth-token": chosen}, timeout=60)
    assert answer.status_code == 401, (chosen[:70], answer.text)
chosen = "f" * 64
fixed = {"api-token": token, "x-auth-token": chosen}
given = web.post(f"{base}/2.26/login", headers=fixed, timeout=60).headers["x-auth-token"]
assert given != chosen
assert web.get(f"{base}/2.26/arrays", headers={"x-auth-token": chosen}, timeout=60).status_code == 401
cookie = {"Cookie": f"session={chosen}"}
answer = requests.post(f"{base}/1.19/auth/session", headers=cookie, json={"api_token": token}, verify=ca, timeout=60)
assert answer.status_code == 200 and chosen not in answer.headers["Set-Cookie"], answer.headers
answer = requests.get(f"{base}/1.19/array", headers=cookie, verify=ca, timeout=60)
assert answer.status_code == 401, answer.text
honest()
assert memory() < before + 200, (before, memory())
print("done")
