"""Envelopes for stored personal data: AES-256-GCM, bound to table, column and row, and blind indexes for look-up.

A master key (KEK) from the data directory seals a data key (DEK); the DEK seals fields and the keys of persons.
"""

import hmac
import json
import os
import secrets
import time
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import idna
import phonenumbers
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from support_ai.core.errors import AppError

_NONCE_BYTES = 12
_KEY_BYTES = 32
_KEY_ID_BYTES = 4
RING_FILE = "data-keys.json"
MASTER_FILE = "master.key"
# A process looks so often, at most, whether the ring's file is another one: a rotation waits twice as long.
LOOK_SECONDS = 1.0
_log = structlog.get_logger(__name__)


class SealBrokenError(AppError):
    """A stored secret could not be opened: it was changed, moved, or its key is gone."""

    code = "seal_broken"


class WeakKeyError(AppError):
    """The key file does not hold keys of 256 bits."""

    code = "weak_key"


def _associated(table: str, column: str, row: str) -> bytes:
    return f"{table}|{column}|{row}".encode()


@dataclass(frozen=True, slots=True)
class SealingKey:
    """One AES-256-GCM key with the four-byte name that every envelope begins with."""

    key_id: bytes
    cipher: AESGCM

    def seal(self, table: str, column: str, row: str, text: str) -> bytes:
        """Return key id, nonce and ciphertext; it opens only at the same table, column and row."""
        return self.seal_bytes(table, column, row, text.encode())

    def seal_bytes(self, table: str, column: str, row: str, content: bytes) -> bytes:
        """Seal what is no text, as `seal` does."""
        nonce = os.urandom(_NONCE_BYTES)
        return self.key_id + nonce + self.cipher.encrypt(nonce, content, _associated(table, column, row))

    def open(self, table: str, column: str, row: str, sealed: bytes) -> str:
        """Return the text; SealBrokenError where the envelope was changed, moved or made with another key."""
        return self.open_bytes(table, column, row, sealed).decode()

    def open_bytes(self, table: str, column: str, row: str, sealed: bytes) -> bytes:
        """Open what is no text, as `open` does."""
        head = _KEY_ID_BYTES + _NONCE_BYTES
        if sealed[:_KEY_ID_BYTES] != self.key_id:
            raise SealBrokenError
        try:
            return self.cipher.decrypt(
                sealed[_KEY_ID_BYTES:head], sealed[head:], _associated(table, column, row)
            )
        except InvalidTag as error:
            raise SealBrokenError from error


def _sealing_key(key: bytes) -> SealingKey:
    return SealingKey(sha256(b"key id" + key).digest()[:_KEY_ID_BYTES], AESGCM(key))


class Keyring:
    """The keys of this installation: fields sealed with the newest, opened with any, indexes with their own.

    A ring that was read from a directory follows its file: a key that a rotation adds there is used within seconds,
    and at once where an envelope names a key that the ring does not know yet.
    """

    def __init__(self, data_keys: Sequence[bytes], index_key: bytes, directory: Path | None = None) -> None:
        """Take the data keys, newest first, and the key of the blind indexes; 32 bytes each."""
        self._directory = directory
        self._seen: tuple[int, int, int] | None = None
        self._looks_again = time.monotonic() + LOOK_SECONDS
        self._index_key = index_key
        # Data keys come and go, what is derived stays: so it comes from the key that stays.
        self._secret = hmac.digest(index_key, b"derived secrets", "sha256")
        self._take(data_keys)

    def _take(self, data_keys: Sequence[bytes]) -> None:
        if not data_keys or any(len(key) != _KEY_BYTES for key in [*data_keys, self._index_key]):
            raise WeakKeyError
        keys = [_sealing_key(key) for key in data_keys]
        self._newest = keys[0]
        self._by_id = {key.key_id: key for key in keys}

    @classmethod
    def generate(cls) -> "Keyring":
        """Return a ring of fresh random keys that is stored nowhere."""
        return cls([secrets.token_bytes(_KEY_BYTES)], secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def in_directory(cls, directory: Path) -> "Keyring":
        """Read the ring of a data directory, and make it there at the first start (mode 0600, KEK beside it)."""
        master = AESGCM(read_or_make_secret(directory / MASTER_FILE))
        path = directory / RING_FILE
        if not path.exists():
            fresh = {
                "data": [wrap_key(master, secrets.token_bytes(_KEY_BYTES), "data")],
                "index": wrap_key(master, secrets.token_bytes(_KEY_BYTES), "index"),
            }
            write_secret(path, json.dumps(fresh).encode())
        return cls(*_read_ring(directory), directory)

    @property
    def newest_id(self) -> bytes:
        """Return the name of the key that seals now, with which its envelopes begin."""
        return self._newest.key_id

    def reread(self) -> None:
        """Take the keys of the ring's file as they are now, where it is another file than the one read last.

        What cannot be read changes nothing: the keys of before still open and seal.
        """
        self._looks_again = time.monotonic() + LOOK_SECONDS
        if self._directory is None:
            return
        try:
            stamp = _stamp(self._directory)
            if stamp != self._seen:
                self._take(_read_ring(self._directory)[0])
                self._seen = stamp
        except (OSError, ValueError, KeyError, AppError) as error:
            _log.warning("keys.unreadable", kind=type(error).__name__)

    def seal(self, table: str, column: str, row: str, text: str) -> bytes:
        """Seal a field for exactly this table, column and row."""
        if time.monotonic() > self._looks_again:
            self.reread()
        return self._newest.seal(table, column, row, text)

    def open(self, table: str, column: str, row: str, sealed: bytes) -> str:
        """Open a field that this ring sealed; SealBrokenError otherwise."""
        name = bytes(sealed[:_KEY_ID_BYTES])
        if name not in self._by_id:
            self.reread()
        key = self._by_id.get(name)
        if key is None:
            raise SealBrokenError
        return key.open(table, column, row, bytes(sealed))

    def blind(self, purpose: str, normalised: str) -> bytes:
        """Return 32 bytes that are equal for equal values of one purpose and tell nothing else (HMAC-SHA-256)."""
        return hmac.digest(self._index_key, f"{purpose}\x00{normalised}".encode(), "sha256")

    def derive(self, purpose: str) -> bytes:
        """Return a 32-byte key for one other purpose, such as the password of the application's database role.

        It stays the same when data keys are rotated.
        """
        return hmac.digest(self._secret, b"derive\x00" + purpose.encode(), "sha256")

    def new_person_key(self, person: str) -> bytes:
        """Return a fresh key for one person's texts, sealed for storing."""
        key = b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
        return self.seal("person_keys", "sealed_key", person, key)

    def person_key(self, person: str, sealed_key: bytes) -> SealingKey:
        """Open the stored key of one person."""
        return _sealing_key(b64decode(self.open("person_keys", "sealed_key", person, sealed_key)))


def _stamp(directory: Path) -> tuple[int, int, int]:
    """Return what differs once the ring's file was replaced."""
    found = (directory / RING_FILE).stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read_ring(directory: Path) -> tuple[list[bytes], bytes]:
    """Return the data keys, newest first, and the index key of a directory's ring."""
    master = AESGCM(read_or_make_secret(directory / MASTER_FILE))
    stored = json.loads((directory / RING_FILE).read_bytes())
    keys = [_unwrap(master, key, "data") for key in stored["data"]]
    return keys, _unwrap(master, stored["index"], "index")


def wrap_key(master: AESGCM, key: bytes, purpose: str) -> str:
    """Return a key of the ring as its file holds it: sealed by the master key, for one purpose."""
    nonce = os.urandom(_NONCE_BYTES)
    return b64encode(nonce + master.encrypt(nonce, key, purpose.encode())).decode()


def _unwrap(master: AESGCM, wrapped: str, purpose: str) -> bytes:
    raw = b64decode(wrapped)
    try:
        return master.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode())
    except InvalidTag as error:
        raise SealBrokenError from error


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all; an existing file is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link fails where the file exists, so that of two processes that begin at once one wins.
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def read_or_make_secret(path: Path) -> bytes:
    """Return the 32 bytes kept in a file, made at the first call; WeakKeyError where it holds fewer."""
    if not path.exists():
        write_secret(path, b64encode(secrets.token_bytes(_KEY_BYTES)))
    key = b64decode(path.read_bytes())
    if len(key) != _KEY_BYTES:
        raise WeakKeyError
    return key


def normalise_email(address: str) -> str:
    """Return the one form under which an address is looked up, whoever wrote it; what is no address in lower case.

    The domain is the A-label that mail really goes to (IDNA 2008, RFC 5891), the local part NFC in lower case. Nothing
    is folded further: `straße.de` and `strasse.de` belong to different people.
    """
    local, at, domain = address.strip().rpartition("@")
    return f"{_lower(local)}{at}{to_a_label(domain)}"


def _lower(text: str) -> str:
    """Return NFC in lower case; lowering may decompose, so it is composed again."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


@lru_cache(4096)
def to_a_label(domain: str) -> str:
    """Return a domain as mail goes there (IDNA 2008); what is none in lower case."""
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return _lower(domain)


def normalise_phone(number: str, region: str | None) -> str | None:
    """Return the number in E.164, read in the region where it has no country code; None where it is no number."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
