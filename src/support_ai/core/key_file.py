"""The file of the data keys while they are rotated: replaced whole, never half written, its owner and mode kept.

A rotation that has begun is marked in the file, so that the next one goes on with it and adds no further key.
"""

import json
import os
import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from support_ai.core.crypto import MASTER_FILE, RING_FILE, read_or_make_secret, wrap_key

_UNFINISHED = "unfinished"


def add_data_key(directory: Path) -> bool:
    """Put a fresh data key in front of the others; False, and nothing added, where a rotation is unfinished."""
    path = directory / RING_FILE
    stored = json.loads(path.read_bytes())
    if stored.get(_UNFINISHED):
        return False
    master = AESGCM(read_or_make_secret(directory / MASTER_FILE))
    fresh = wrap_key(master, secrets.token_bytes(32), "data")
    _replace(path, stored | {"data": [fresh, *stored["data"]], _UNFINISHED: True})
    return True


def end_rotation(directory: Path, *, keep_old: bool) -> int:
    """Say that nothing carries an old key any more, and take the old ones out; return how many were taken out."""
    path = directory / RING_FILE
    stored = json.loads(path.read_bytes())
    stored.pop(_UNFINISHED, None)
    newest, *old = stored["data"]
    _replace(path, stored if keep_old else stored | {"data": [newest]})
    return 0 if keep_old else len(old)


def _replace(path: Path, content: object) -> None:
    """Put another content in a file's place: whoever reads meanwhile gets the one or the other, and a crash too."""
    was = path.stat()
    # Always the same name: what a crash left behind is written over.
    beside = path.with_name(f"{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        if sys.platform != "win32":
            os.fchmod(file.fileno(), was.st_mode & 0o777)
            if (was.st_uid, was.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(file.fileno(), was.st_uid, was.st_gid)
        file.write(json.dumps(content).encode())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
