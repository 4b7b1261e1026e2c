"""Rows B1 to B3: nothing but our own living tokens of the right kind proves anything."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from support_ai.core.crypto import WeakKeyError
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.tokens import ISSUER, TokenKind, TokenRing

KEY = b"k" * 32
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ring() -> TokenRing:
    return TokenRing({"one": KEY})


def _forged(
    ring: TokenRing,
    claims: dict[str, object],
    *,
    key: bytes | None = None,
    headers: dict[str, object] | None = None,
) -> str:
    now = datetime.now(UTC)
    kind = TokenKind.ACCESS
    usual: dict[str, object] = {
        "iss": ISSUER,
        "aud": f"{ISSUER}:{kind.value}",
        "sub": "somebody",
        "iat": now,
        "exp": now + MINUTE,
        "jti": "1",
    } | claims
    usual = {name: value for name, value in usual.items() if value is not None}
    own = ring._key("one", kind)  # pyright: ignore[reportPrivateUsage] - the forger knows the key, and still fails
    return jwt.encode(
        usual, key or own, algorithm="HS256", headers={"typ": kind.value, "kid": "one"} | (headers or {})
    )


def test_B1_our_own_token_is_accepted(ring: TokenRing) -> None:
    claims = ring.verify(TokenKind.ACCESS, _forged(ring, {"sid": "s"}))
    assert (claims.subject, claims.session) == ("somebody", "s")


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"jti": None},
        {"aud": None},
        {"iss": None},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"exp": "never"},
        {"exp": 1e400},
        {"nbf": datetime(2090, 1, 1, tzinfo=UTC)},
        {"iat": datetime(2090, 1, 1, tzinfo=UTC)},
        {"iss": "somebody else"},
        {"aud": f"{ISSUER}:visitor+jwt"},
        {"aud": ISSUER},
        {"sub": 7},
    ],
)
def test_B1_a_signed_token_with_wrong_claims_is_refused(ring: TokenRing, claims: dict[str, object]) -> None:
    with pytest.raises(UnauthenticatedError):
        ring.verify(TokenKind.ACCESS, _forged(ring, claims))


@pytest.mark.parametrize(
    "headers",
    [
        {"typ": "JWT"},
        {"typ": "visitor+jwt"},
        {"typ": None},
        {"kid": "unknown"},
        {"kid": 7},
        {"kid": None},
        {"jku": "https://evil.example/keys"},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
        {"x5u": "https://evil.example"},
        {"crit": ["exp"]},
    ],
)
def test_B1_a_signed_token_with_a_strange_header_is_refused(
    ring: TokenRing, headers: dict[str, object]
) -> None:
    with pytest.raises((UnauthenticatedError, jwt.PyJWTError, TypeError)):
        ring.verify(TokenKind.ACCESS, _forged(ring, {}, headers=headers))


def _part(content: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def test_B1_unsigned_tampered_foreign_and_enormous_tokens_are_refused(ring: TokenRing) -> None:
    good = _forged(ring, {})
    head, body, signature = good.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    tampered = _part(claims | {"sub": "owner"})
    none = _part({"alg": "none", "typ": "at+jwt", "kid": "one"})
    confused = _part({"alg": "RS256", "typ": "at+jwt", "kid": "one"})
    for token in (
        "",
        "a.b.c",
        "\x00",
        "é" * 20,
        f"{none}.{body}.",
        f"{confused}.{body}.{signature}",
        f"{head}.{tampered}.{signature}",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}",
        _forged(ring, {}, key=b"x" * 32),
        _forged(ring, {}, key=KEY),
        _forged(ring, {"big": "x" * 9000}),
    ):
        with pytest.raises(UnauthenticatedError):
            ring.verify(TokenKind.ACCESS, token)


def test_B2_each_kind_is_refused_by_the_other_verifier(ring: TokenRing) -> None:
    now = datetime.now(UTC)
    for kind in TokenKind:
        token = ring.sign(kind, "somebody", MINUTE, now)
        assert ring.kind_of(token) is kind
        assert ring.verify(kind, token).subject == "somebody"
        for other in set(TokenKind) - {kind}:
            with pytest.raises(UnauthenticatedError):
                ring.verify(other, token)


def test_B3_short_keys_are_refused_and_a_retired_one_verifies_nothing(tmp_path: Path) -> None:
    with pytest.raises(WeakKeyError):
        TokenRing({"one": b"short"})
    with pytest.raises(WeakKeyError):
        TokenRing({})
    old = TokenRing({"old": KEY})
    token = old.sign(TokenKind.ACCESS, "somebody", MINUTE, datetime.now(UTC))
    rotated = TokenRing({"new": b"n" * 32, "old": KEY})
    assert rotated.verify(TokenKind.ACCESS, token).subject == "somebody"
    assert (
        jwt.get_unverified_header(rotated.sign(TokenKind.ACCESS, "x", MINUTE, datetime.now(UTC)))["kid"]
        == "new"
    )
    with pytest.raises(UnauthenticatedError):
        TokenRing({"new": b"n" * 32}).verify(TokenKind.ACCESS, token)
    made = TokenRing.in_directory(tmp_path)
    again = TokenRing.in_directory(tmp_path)
    assert (
        again.verify(TokenKind.ACCESS, made.sign(TokenKind.ACCESS, "x", MINUTE, datetime.now(UTC))).subject
        == "x"
    )
