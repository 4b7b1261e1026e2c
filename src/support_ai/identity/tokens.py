"""Signed tokens: a key ring with names, a key of its own for each kind, and nothing taken from the token's header."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import cast
from uuid import uuid4

import jwt
import structlog

from support_ai.core.clock import now
from support_ai.core.crypto import WeakKeyError
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.ring_file import KEY_BYTES, RingFile

ISSUER = "support-ai"
_MAX_TOKEN = 8192
_log = structlog.get_logger(__name__)
_REQUIRED = ["exp", "iat", "sub", "jti", "aud", "iss"]


def digest(secret: str) -> bytes:
    """Return what is stored of a random secret (SHA-256)."""
    return sha256(secret.encode()).digest()


class TokenKind(StrEnum):
    """What a token is for: the `typ` of its header; the audience and the key differ with it."""

    ACCESS = "at+jwt"
    VISITOR = "visitor+jwt"
    DEVICE = "device+jwt"
    RATING = "rating+jwt"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says: whom it is about, and in which session."""

    subject: str
    session: str | None


class TokenRing:
    """Signs with the newest key, verifies with any that is still in the ring.

    A ring of a directory notices by itself when somebody rotated its file.
    """

    def __init__(self, keys: dict[str, bytes], file: RingFile | None = None) -> None:
        """Take keys by their names, the newest first; WeakKeyError below 256 bits."""
        self._file = file
        self._take(keys)

    def _take(self, keys: dict[str, bytes]) -> None:
        if not keys or any(len(key) < KEY_BYTES for key in keys.values()):
            raise WeakKeyError
        self._keys = keys
        self._newest = next(iter(keys))

    @classmethod
    def in_directory(cls, directory: Path) -> "TokenRing":
        """Read the ring of a data directory, and make it there at the first start."""
        file = RingFile(directory)
        return cls(file.read(), file)

    @staticmethod
    def rotate(directory: Path) -> str:
        """Sign with a new key from now on and return its name; the old ones verify until their last token expired."""
        return RingFile(directory).rotate(now())

    @staticmethod
    def retire(directory: Path) -> int:
        """Forget every key but the newest at once and return how many: whatever they signed is refused."""
        return RingFile(directory).retire()

    def _notice(self) -> None:
        """Take the file's keys where it changed; one that cannot be read leaves the ring as it is."""
        if self._file is None or not self._file.changed():
            return
        try:
            self._take(self._file.read())
        except (OSError, ValueError, WeakKeyError) as error:
            _log.error("tokens.ring_unread", kind=type(error).__name__)

    def _key(self, name: str, kind: TokenKind) -> bytes:
        return hmac.digest(self._keys[name], kind.encode(), "sha256")

    def sign(
        self, kind: TokenKind, subject: str, life: timedelta, now: datetime, *, session: str | None = None
    ) -> str:
        """Return a token about `subject` that ends after `life`."""
        self._notice()
        claims: dict[str, object] = {
            "iss": ISSUER,
            "aud": f"{ISSUER}:{kind.value}",
            "sub": subject,
            "iat": now,
            "exp": now + life,
            "jti": uuid4().hex,
        }
        if session is not None:
            claims["sid"] = session
        headers = {"typ": kind.value, "kid": self._newest}
        return jwt.encode(claims, self._key(self._newest, kind), algorithm="HS256", headers=headers)

    def kind_of(self, token: str) -> TokenKind:
        """Return what the token claims to be, so that the right verifier can be asked."""
        return TokenKind(str(self._header(token)["typ"]))

    def _header(self, token: str) -> dict[str, object]:
        if len(token) > _MAX_TOKEN:
            raise UnauthenticatedError
        self._notice()
        try:
            header = cast("dict[str, object]", jwt.get_unverified_header(token))
        except (jwt.PyJWTError, ValueError) as error:
            raise UnauthenticatedError from error
        is_ours = header.keys() == {"alg", "typ", "kid"} and header["alg"] == "HS256"
        kinds = [kind.value for kind in TokenKind]
        if not is_ours or header["kid"] not in self._keys or header["typ"] not in kinds:
            raise UnauthenticatedError
        return header

    def verify(self, kind: TokenKind, token: str) -> Claims:
        """Return what a token of this kind says; UnauthenticatedError for every other token there is."""
        header = self._header(token)
        if header["typ"] != kind.value:
            raise UnauthenticatedError
        try:
            claims = jwt.decode(
                token,
                self._key(str(header["kid"]), kind),
                algorithms=["HS256"],
                audience=f"{ISSUER}:{kind.value}",
                issuer=ISSUER,
                options={"require": _REQUIRED},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            raise UnauthenticatedError from error
        session = claims.get("sid")
        return Claims(str(claims["sub"]), None if session is None else str(session))
