"""Signed heads: what a chain was at some time, in words that nobody without the key can say (Ed25519, RFC 8032).

Kept away from the database they tell a chain that was cut or written anew. One JSON object a line:
`{"stream", "sequence", "hash", "at", "signature"}`, the hash in hexadecimal digits, the signature in Base64.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from support_ai.audit.models import Head
from support_ai.core.crypto import read_or_make_secret
from support_ai.core.errors import InvalidError

KEY_FILE = "audit-signing.key"
_STREAM = re.compile(r"[a-z_]{1,64}")
# PostgreSQL counts no further.
_MOST = 2**63 - 1


class PublicKeyInvalidError(InvalidError):
    """A public key is 64 hexadecimal digits, as `support-ai audit verify` prints it."""

    code = "invalid_public_key"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head as a line of a file tells it; `is_genuine` where the signature is the key's."""

    head: Head
    at: str
    is_genuine: bool


def _signed(stream: str, sequence: int, digest: str, at: str) -> bytes:
    return json.dumps(["support-ai audit head", stream, sequence, digest, at]).encode()


class Signer:
    """Signs heads with the key of this installation."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Take the key; use `Signer.in_directory`."""
        self._key = key

    @classmethod
    def in_directory(cls, directory: Path) -> "Signer":
        """Read the key of a directory, and make it there at the first start, mode 0600."""
        return cls(Ed25519PrivateKey.from_private_bytes(read_or_make_secret(directory / KEY_FILE)))

    @property
    def public_key(self) -> str:
        """Return the public key, 64 hexadecimal digits."""
        return self._key.public_key().public_bytes_raw().hex()

    def line(self, head: Head, at: datetime) -> str:
        """Return a head as a signed line."""
        digest, moment = head.hash.hex(), at.isoformat(timespec="milliseconds")
        signature = self._key.sign(_signed(head.stream, head.sequence, digest, moment))
        written = {"stream": head.stream, "sequence": head.sequence, "hash": digest, "at": moment}
        return json.dumps(written | {"signature": b64encode(signature).decode()}) + "\n"


def read_public_key(text: str) -> Ed25519PublicKey:
    """Return the key; PublicKeyInvalidError where the text is none."""
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    except ValueError as error:
        raise PublicKeyInvalidError(field="public_key") from error


def read_heads(path: Path, key: Ed25519PublicKey) -> Iterator[SignedHead | None]:
    """Yield the heads of a file, one at a time; None for a line that is no head, as a power cut may leave one."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.strip():
                yield _read_line(line, key)


def _read_line(line: str, key: Ed25519PublicKey) -> SignedHead | None:
    try:
        told: dict[str, Any] = json.loads(line)
        stream, sequence, digest, at = told["stream"], told["sequence"], told["hash"], told["at"]
        signature = b64decode(told["signature"])
        head = Head(str(stream), int(sequence), bytes.fromhex(digest))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    if not _STREAM.fullmatch(head.stream) or not 0 < head.sequence <= _MOST:
        return None
    try:
        key.verify(signature, _signed(stream, sequence, digest, at))
    except InvalidSignature:
        return SignedHead(head, str(at), is_genuine=False)
    return SignedHead(head, str(at), is_genuine=True)
