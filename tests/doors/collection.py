"""Puts the collection purestorage.flasharray of PyPI's ansible 14.5.0 into FOLDER.

Argument: FOLDER.
"""

import hashlib
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "ansible==14.5.0"
HASH = "245623ccc2d31d0f6f4bdb63168d550cad305fb032cc43d96e8f61ce8ab0ba84"

folder = pathlib.Path(sys.argv[1])
with tempfile.TemporaryDirectory() as fetched:
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    download += ["--disable-pip-version-check", "--python-version", "3.12", "--dest", fetched, PACKAGE]
    subprocess.run(download, check=True)
    [wheel] = pathlib.Path(fetched).iterdir()
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() == HASH, "another file than the one tested with"
    with zipfile.ZipFile(wheel) as archive:
        wanted = "ansible_collections/purestorage/flasharray/"
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith(wanted)])
