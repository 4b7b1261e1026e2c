"""A forger of tokens who knows the key: everything is made by hand, so that nothing is refused before it is sent."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

from support_ai.identity.tokens import ISSUER, TokenKind, TokenRing

KEY = b"k" * 32
MINUTE = timedelta(minutes=1)
SUBJECT = "00000000-0000-4000-8000-000000000001"


def ring() -> TokenRing:
    """Return the ring whose key the forger knows."""
    return TokenRing({"one": KEY})


def part(content: object) -> str:
    """Return one part of a token; bytes are taken as they are."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def claims_of(kind: TokenKind, **changed: object) -> dict[str, object]:
    """Return the claims of a living token, some of them changed, or left out where None is given."""
    now = int(datetime.now(UTC).timestamp())
    usual: dict[str, object] = {
        "iss": ISSUER,
        "aud": f"{ISSUER}:{kind.value}",
        "sub": SUBJECT,
        "iat": now,
        "exp": now + 60,
        "jti": "1",
        "sid": SUBJECT,
    }
    return {name: value for name, value in (usual | changed).items() if value is not None}


def header_of(kind: TokenKind, **changed: object) -> dict[str, object]:
    """Return our own header, some of it changed, or left out where None is given."""
    usual: dict[str, object] = {"alg": "HS256", "typ": kind.value, "kid": "one"}
    return {name: value for name, value in (usual | changed).items() if value is not None}


def forged(
    kind: TokenKind,
    *,
    header: object = None,
    claims: object = None,
    key: bytes | None = None,
    algorithm: str = "sha256",
) -> str:
    """Return a token of these parts, signed with the kind's own key unless another one is given."""
    parts = (
        part(header_of(kind) if header is None else header),
        part(claims_of(kind) if claims is None else claims),
    )
    signed = ".".join(parts)
    secret = key if key is not None else hmac.digest(KEY, kind.encode(), "sha256")
    signature = hmac.new(secret, signed.encode(), getattr(hashlib, algorithm)).digest()
    return f"{signed}.{part(signature)}"
