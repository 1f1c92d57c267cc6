"""Twenty clients at once on one array at ADDRESS: by REST 2, by REST 1, by the console, over SSH, and by the
commands.

In each round all of them make one certificate and register one KMIP server of the same names, then read,
then remove both: whatever the order, one of them makes it and one removes it, and the others are told why
not. Between rounds each has a name of its own, which nobody else touches.

Arguments: ADDRESS, an API token of pureuser, the management certificate, the port of SSH, the private key of
pureuser.
"""

import collections
import concurrent.futures
import csv
import html
import io
import re
import subprocess
import sys

import requests

address, token, ca, ssh_port, ssh_key = sys.argv[1:]
CLIENTS, ROUNDS = 20, 4


class Two:
    """REST 2."""

    def __init__(self):
        self.web = requests.Session()
        self.web.verify, self.web.trust_env = ca, False
        login = self.web.post(f"https://{address}/api/2.26/login", headers={"api-token": token}, timeout=120)
        self.web.headers["x-auth-token"] = login.headers["x-auth-token"]

    def done(self, method, path, **named):
        answer = self.web.request(method, f"https://{address}/api/2.26/{path}", timeout=120, **named)
        if answer.status_code == 200:
            return True, answer
        assert answer.status_code == 400, answer.text
        return False, answer.json()["errors"][0]["message"]

    def make(self, name):
        return self.done("POST", f"certificates?names={name}", json={"common_name": name})

    def remove(self, name):
        return self.done("DELETE", f"certificates?names={name}")

    def register(self, name):
        server = {"uris": ["127.0.0.1:1"], "certificate": {"name": "management"}}
        return self.done("POST", f"kmip?names={name}", json=server)

    def forget(self, name):
        return self.done("DELETE", f"kmip?names={name}")

    def names(self):
        return {item["name"] for item in self.done("GET", "certificates")[1].json()["items"]}


class One(Two):
    """REST 1."""

    def __init__(self):
        self.web = requests.Session()
        self.web.verify, self.web.trust_env = ca, False
        login = f"https://{address}/api/1.19/auth/session"
        assert self.web.post(login, json={"api_token": token}, timeout=120).status_code == 200

    def done(self, method, path, **named):
        answer = self.web.request(method, f"https://{address}/api/1.19/{path}", timeout=120, **named)
        if answer.status_code == 200:
            return True, answer
        assert answer.status_code == 400, answer.text
        return False, answer.json()[0]["msg"]

    def make(self, name):
        return self.done("POST", f"cert/{name}", json={"common_name": name})

    def remove(self, name):
        return self.done("DELETE", f"cert/{name}")

    def register(self, name):
        return self.done("POST", f"kmip/{name}", json={"uri": ["127.0.0.1:1"], "certificate": "management"})

    def forget(self, name):
        return self.done("DELETE", f"kmip/{name}")

    def names(self):
        return {item["name"] for item in self.done("GET", "cert")[1].json()}


class Commands:
    """The commands."""

    def done(self, *words):
        ended = subprocess.run(words, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        assert ended.returncode in (0, 1), ended
        return ended.returncode == 0, ended.stdout if ended.returncode == 0 else ended.stderr

    def make(self, name):
        return self.done("purecert", "create", name, "--self-signed", "--common-name", name)

    def remove(self, name):
        return self.done("purecert", "delete", name)

    def register(self, name):
        return self.done("purekmip", "create", name, "--uri", "127.0.0.1:1", "--certificate", "management")

    def forget(self, name):
        return self.done("purekmip", "delete", name)

    def names(self):
        listed = self.done("purecert", "list", "--csv")[1]
        return {row["Name"] for row in csv.DictReader(io.StringIO(listed))}


class Ssh(Commands):
    """The commands over SSH, by OpenSSH, in one connection for each client."""

    def __init__(self):
        self.place = f"ssh-{id(self)}"
        options = ["BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=no", "LogLevel=ERROR"]
        options += [f"UserKnownHostsFile={self.place}.hosts", f"ControlPath={self.place}", "ControlPersist=300"]
        options += ["ControlMaster=auto"]
        self.ssh = ["ssh", "-p", ssh_port, "-i", ssh_key, *(f"-o{option}" for option in options)]

    def done(self, *words):
        return super().done(*self.ssh, "pureuser@127.0.0.1", " ".join(words))

    def close(self):
        subprocess.run([*self.ssh, "-O", "exit", "pureuser@127.0.0.1"], capture_output=True, timeout=120)


class Console:
    """The pages, by their forms."""

    def __init__(self):
        self.web = requests.Session()
        self.web.verify, self.web.trust_env = ca, False
        self.web.headers.update({"Origin": f"https://{address}", "Sec-Fetch-Site": "same-origin"})
        self.token = ""
        assert self.done("log-in", user="pureuser", password="pureuser")[0]
        form = self.web.get(f"https://{address}/certificates/create", timeout=120).text
        self.token = re.search('name="form-token" value="([^"]+)"', form)[1]

    def done(self, path, **form):
        form |= {"form-token": self.token}
        url = f"https://{address}/{path}"
        answer = self.web.post(url, data=form, timeout=120, allow_redirects=False)
        assert answer.status_code in (303, 400, 404, 409), (answer.status_code, answer.text)
        return answer.status_code == 303, html.unescape(answer.text)

    def make(self, name):
        return self.done("certificates/create", **{"name": name, "common-name": name, "key": "ec", "days": "30"})

    def remove(self, name):
        return self.done(f"certificate/{name}/delete", sure="on")

    def register(self, name):
        return self.done("kmip-servers/create", name=name, uris="127.0.0.1:1", certificate="management")

    def forget(self, name):
        return self.done(f"kmip-server/{name}/delete", sure="on")

    def names(self):
        page = self.web.get(f"https://{address}/certificates", timeout=120).text
        return set(re.findall('href="/certificate/([^"/]+)"', page))


DOORS = (Two, One, Console, Ssh, Commands)
clients = [DOORS[number % len(DOORS)]() for number in range(CLIENTS)]
pool = concurrent.futures.ThreadPoolExecutor(CLIENTS)
told = collections.Counter()


def all_at_once(act, name, refusal):
    """One of them does it; the others are told why not."""
    ends = list(pool.map(lambda client: getattr(client, act)(name), clients))
    done = [client for client, (is_done, _) in zip(clients, ends) if is_done]
    assert len(done) == 1, (act, name, len(done), ends)
    for is_done, message in ends:
        assert is_done or refusal in message, (act, name, message)
    told[act] += 1


def alone(number):
    """What nobody else touches is as its client left it."""
    client, name = clients[number], f"own-{number}"
    assert client.make(name)[0] and name in client.names()
    assert client.register(name)[0]
    assert not client.make(name)[0]
    assert client.forget(name)[0]
    if number % 2:
        assert client.remove(name)[0] and name not in client.names()


for turn in range(ROUNDS):
    name = f"shared-{turn}"
    all_at_once("make", name, "Certificate exists")
    all_at_once("register", name, "exists")
    # Whoever asks now is told what has been done: by whichever door.
    for names in pool.map(lambda client: client.names(), clients):
        assert name in names, names
    all_at_once("forget", name, "does not exist")
    all_at_once("remove", name, "Certificate does not exist")
    if turn == 1:
        list(pool.map(alone, range(CLIENTS)))
wanted = {"management"} | {f"own-{number}" for number in range(0, CLIENTS, 2)}
for names in pool.map(lambda client: client.names(), clients):
    assert names == wanted, names

for client in clients:
    if isinstance(client, Ssh):
        client.close()

# The history has each of them once, and nothing that was refused.
log = Commands().done("puresim", "log", "--csv")[1]
rows = list(csv.DictReader(io.StringIO(log)))
made = collections.Counter((row["Event"], row["Subject"]) for row in rows)
for turn in range(ROUNDS):
    name = f"shared-{turn}"
    assert made["certificate", name] == 2 and made["kmip", name] == 2, made
for number in range(CLIENTS):
    assert made["certificate", f"own-{number}"] == 1 + number % 2, made
# By every door, each as whom it was.
doors = {row["User"] for row in rows if row["Event"] in ("certificate", "kmip")}
assert doors >= {f"pureuser via {door}" for door in ("REST", "console", "SSH")}, doors
print("done")
