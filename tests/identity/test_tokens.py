"""Rows B1 and B3: nothing but our own living tokens proves anything, and nothing else is more than a 401."""

from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from support_ai.core.crypto import WeakKeyError
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.tokens import ISSUER, TokenKind, TokenRing
from tests.identity.forging import (
    KEY,
    MINUTE,
    SUBJECT,
    WRONG_CLAIMS,
    WRONG_HEADERS,
    claims_of,
    forged,
    header_of,
    part,
    ring,
)

KINDS = list(TokenKind)
OTHER = dict(zip(KINDS, [*KINDS[1:], KINDS[0]], strict=True))


def _refused(kind: TokenKind, token: str) -> None:
    with pytest.raises(UnauthenticatedError):
        ring().verify(kind, token)
    with pytest.raises(UnauthenticatedError):
        ring().verify(OTHER[kind], token)


@pytest.mark.parametrize("kind", KINDS)
def test_B1_our_own_living_token_is_accepted(kind: TokenKind) -> None:
    claims = ring().verify(kind, forged(kind))
    assert (claims.subject, claims.session) == (SUBJECT, SUBJECT)
    assert ring().kind_of(forged(kind)) is kind


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", list(WRONG_CLAIMS))
def test_B1_a_signed_token_with_wrong_claims_is_refused(kind: TokenKind, wrong: str) -> None:
    _refused(kind, forged(kind, claims=claims_of(kind, **WRONG_CLAIMS[wrong])))


@pytest.mark.parametrize("kind", KINDS)
def test_B1_a_token_for_another_kind_is_refused(kind: TokenKind) -> None:
    foreign = f"{ISSUER}:{OTHER[kind].value}"
    _refused(kind, forged(kind, claims=claims_of(kind, aud=foreign)))
    _refused(kind, forged(kind, header=header_of(OTHER[kind])))
    _refused(kind, forged(kind, header=header_of(OTHER[kind]), claims=claims_of(OTHER[kind])))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", list(WRONG_HEADERS))
def test_B1_a_signed_token_with_a_strange_header_is_refused(kind: TokenKind, wrong: str) -> None:
    _refused(kind, forged(kind, header=header_of(kind, **WRONG_HEADERS[wrong])))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "raw", [b"[]", b"7", b"null", b'"x"', b"", b"{", b"\xff", b"[" * 5000, b'{"a":' * 1000]
)
def test_B1_parts_that_are_no_objects_are_refused(kind: TokenKind, raw: bytes) -> None:
    _refused(kind, forged(kind, header=raw))
    _refused(kind, forged(kind, claims=raw))


@pytest.mark.parametrize("kind", KINDS)
def test_B1_unsigned_tampered_and_foreign_tokens_are_refused(kind: TokenKind) -> None:
    good = forged(kind)
    head, body, signature = good.split(".")
    tampered = part(claims_of(kind, sub="00000000-0000-4000-8000-000000000002"))
    none = part(header_of(kind, alg="none"))
    for token in (
        "",
        ".",
        "..",
        "a.b.c",
        "\x00",
        "é" * 20,
        "\ud800",
        f"{head}.{body}",
        f"{head}.{body}.",
        f"{none}.{body}.",
        f"{none}.{body}.{signature}",
        f"{head}.{tampered}.{signature}",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.{signature}.{signature}",
        f"{head} .{body}.{signature}",
        forged(kind, key=b"x" * 32),
        forged(kind, key=b""),
        forged(kind, key=KEY),
        forged(kind, header=header_of(kind, alg="HS512"), algorithm="sha512"),
    ):
        _refused(kind, token)


@pytest.mark.parametrize("kind", KINDS)
def test_B1_a_public_key_is_no_secret(kind: TokenKind) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    headers = {name: str(value) for name, value in header_of(kind).items() if name != "alg"}
    _refused(kind, jwt.encode(claims_of(kind), private, algorithm="RS256", headers=headers))
    _refused(kind, forged(kind, key=public))
    _refused(kind, forged(kind, header=header_of(kind, alg="RS256"), key=public))


@pytest.mark.parametrize("kind", KINDS)
def test_B1_an_enormous_token_is_refused_unread(kind: TokenKind) -> None:
    fits = forged(kind, claims=claims_of(kind, more="x" * 5000))
    assert len(fits) < 8192
    assert ring().verify(kind, fits).subject == SUBJECT
    _refused(kind, forged(kind, claims=claims_of(kind, more="x" * 7000)))
    _refused(kind, "x" * 10_000_000)


@given(st.text(max_size=200))
def test_B1_any_text_at_all_is_refused_as_a_token(text: str) -> None:
    _refused(TokenKind.ACCESS, text)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=9), st.lists, max_leaves=5))
def test_B1_any_value_at_all_in_a_claim_or_header_is_refused_and_no_fault(value: object) -> None:
    for name in ("exp", "nbf", "iat", "iss", "aud", "sub", "jti"):
        token = forged(TokenKind.ACCESS, claims=claims_of(TokenKind.ACCESS) | {name: value})
        try:
            ring().verify(TokenKind.ACCESS, token)
        except UnauthenticatedError:
            continue
        assert name in ("nbf", "sub", "jti", "iat", "exp"), (name, value)
    for name in ("alg", "typ", "kid"):
        token = forged(TokenKind.ACCESS, header=header_of(TokenKind.ACCESS) | {name: value})
        with pytest.raises(UnauthenticatedError):
            ring().verify(TokenKind.ACCESS, token)


def test_B3_short_keys_are_refused_and_a_retired_one_verifies_nothing(tmp_path: Path) -> None:
    for keys in ({}, {"one": b"short"}, {"one": KEY, "two": b"x" * 31}):
        with pytest.raises(WeakKeyError):
            TokenRing(keys)
    now = datetime.now(UTC)
    token = TokenRing({"old": KEY}).sign(TokenKind.ACCESS, "somebody", MINUTE, now)
    rotated = TokenRing({"new": b"n" * 32, "old": KEY})
    assert rotated.verify(TokenKind.ACCESS, token).subject == "somebody"
    fresh = rotated.sign(TokenKind.ACCESS, "somebody", MINUTE, now)
    assert jwt.get_unverified_header(fresh)["kid"] == "new"
    with pytest.raises(UnauthenticatedError):
        TokenRing({"new": b"n" * 32}).verify(TokenKind.ACCESS, token)
    made, again = TokenRing.in_directory(tmp_path), TokenRing.in_directory(tmp_path)
    assert again.verify(TokenKind.ACCESS, made.sign(TokenKind.ACCESS, "x", MINUTE, now)).subject == "x"
