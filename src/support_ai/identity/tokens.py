"""Signed tokens: a key ring with names, a key of its own for each kind, and nothing taken from the token's header."""

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import cast
from uuid import uuid4

import jwt

from support_ai.core.crypto import WeakKeyError, write_secret
from support_ai.core.errors import UnauthenticatedError

ISSUER = "support-ai"
_KEY_BYTES = 32
_MAX_TOKEN = 8192
_REQUIRED = ["exp", "iat", "sub", "jti", "aud", "iss"]


class TokenKind(StrEnum):
    """What a token is for: the `typ` of its header; the audience and the key differ with it."""

    ACCESS = "at+jwt"
    VISITOR = "visitor+jwt"
    DEVICE = "device+jwt"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says: whom it is about, and in which session."""

    subject: str
    session: str | None


class TokenRing:
    """Signs with the newest key, verifies with any that is still in the ring."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        """Take keys by their names, the newest first; WeakKeyError below 256 bits."""
        if not keys or any(len(key) < _KEY_BYTES for key in keys.values()):
            raise WeakKeyError
        self._keys = keys
        self._newest = next(iter(keys))

    @classmethod
    def in_directory(cls, directory: Path) -> "TokenRing":
        """Read the ring of a data directory, and make it there at the first start."""
        path = directory / "token-keys.json"
        if not path.exists():
            key = b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
            write_secret(path, json.dumps({secrets.token_hex(4): key}).encode())
        stored: dict[str, str] = json.loads(path.read_bytes())
        return cls({name: b64decode(key) for name, key in stored.items()})

    def _key(self, name: str, kind: TokenKind) -> bytes:
        return hmac.digest(self._keys[name], kind.encode(), "sha256")

    def sign(
        self, kind: TokenKind, subject: str, life: timedelta, now: datetime, *, session: str | None = None
    ) -> str:
        """Return a token about `subject` that ends after `life`."""
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
