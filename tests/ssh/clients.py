"""paramiko, and clients that want no good.

Arguments: the port, the file of pureuser's key.
"""

import socket
import subprocess
import sys
import time

import paramiko

port, key = int(sys.argv[1]), paramiko.Ed25519Key.from_private_key_file(sys.argv[2])


def connect(user="pureuser", **named):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(
        "127.0.0.1", port, user, look_for_keys=False, allow_agent=False, timeout=30, banner_timeout=30,
        auth_timeout=30, **named
    )
    return client


def run(client, line, given=b""):
    stdin, stdout, stderr = client.exec_command(line)
    stdin.write(given)
    stdin.channel.shutdown_write()
    out, err = stdout.read().decode(), stderr.read().decode()
    return out, err, stdout.channel.recv_exit_status()


def names():
    client = connect(pkey=key)
    out = run(client, "purecert list --names")
    client.close()
    return out


# Password and key; output, errors and status apart.
for how in ({"password": "pureuser"}, {"pkey": key}):
    client = connect(**how)
    assert run(client, "purecert list --names") == ("management\n", "", 0)
    out, err, status = run(client, "purecert list nosuch")
    assert (out, status) == ("", 1) and "does not exist" in err, (out, err, status)
    client.close()

# A PEM is pasted into a shell with a terminal of that size; a window's new size is passed on.
client = connect(pkey=key)
shell = client.invoke_shell("xterm", 80, 40)


def until(text):
    seen = ""
    end = time.monotonic() + 30
    while text not in seen:
        assert time.monotonic() < end, (text, seen)
        if shell.recv_ready():
            seen += shell.recv(65536).decode(errors="replace")
        else:
            time.sleep(0.02)
    return seen


until("pureuser@pure01> ")
pem, _, _ = run(client, "purecert list management --certificate")
shell.resize_pty(200, 50)
shell.send("purekmip create pasted --uri 127.0.0.1:1 --certificate management --ca-certificate\r")
until("Please enter CA certificate followed by Enter and then Ctrl-D:")
shell.send(pem.replace("\n", "\r") + "\x04")
until("True")
shell.send("exit\r")
assert shell.recv_exit_status() == 0

# So many programs for one client at a time.
waiting = [client.get_transport().open_session() for _ in range(10)]
try:
    client.get_transport().open_session()
except paramiko.ChannelException as error:
    assert error.code == 4, error
else:
    raise AssertionError("an eleventh channel")
# What is asked for besides is refused.
for ask in (
    lambda: waiting[0].invoke_subsystem("sftp"),
    lambda: waiting[0].request_x11(),
):
    try:
        ask()
    except paramiko.SSHException:
        pass
    else:
        raise AssertionError("it was not refused")
try:
    client.get_transport().open_channel("direct-tcpip", ("127.0.0.1", 1), ("127.0.0.1", 2))
except paramiko.ChannelException:
    pass
else:
    raise AssertionError("forwarding")
client.close()

# Thousands that say nothing, and some that say anything: honest clients are served.
idle = []
for _ in range(2000):
    try:
        idle.append(socket.create_connection(("127.0.0.1", port), timeout=5))
    except OSError:
        break
assert len(idle) > 500, len(idle)
garbage = b"\xff" * 70000
for text in (b"GET / HTTP/1.1\r\n\r\n", garbage, b"SSH-2.0-x\r\n" + garbage, b"SSH-1.0-x\r\n", b"SSH-2.0-" + garbage):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        try:
            client.sendall(text)
            client.settimeout(2)
            while client.recv(4096):
                pass
        except OSError:
            pass
began = time.monotonic()
assert names()[2] == 0
assert time.monotonic() - began < 20
for one in idle:
    one.close()
pid = subprocess.run(
    ["puresim", "serve", "status", "--columns", "process", "--notitle"], stdout=subprocess.PIPE, check=True
).stdout.split()[0].decode()
resident = next(line for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS"))
assert int(resident.split()[1]) < 300_000, resident

# A session more than there may be.
sessions = []
for number in range(65):
    try:
        sessions.append(connect(pkey=key))
        sessions[-1].get_transport().open_session().close()
    except (paramiko.SSHException, EOFError, OSError):
        break
assert len(sessions) in (64, 65), len(sessions)
assert number == 64, number
for one in sessions:
    one.close()
time.sleep(0.5)

# Five failures in a row make the next one slow, also with the right password.
for _ in range(5):
    try:
        connect(password="wrong")
    except paramiko.AuthenticationException:
        pass
    else:
        raise AssertionError("a wrong password")
began = time.monotonic()
connect(password="pureuser").close()
assert time.monotonic() - began >= 2, "it was not slow"

# A session ends when the password changes.
client = connect(password="pureuser")
subprocess.run(
    ["puresim", "user", "password", "pureuser"], input=b"another one\n", stderr=subprocess.DEVNULL, check=True
)
end = time.monotonic() + 20
while client.get_transport().is_active():
    assert time.monotonic() < end, "it goes on"
    time.sleep(0.1)
print("done")
