"""What an identity provider says of a colleague: its ID token, verified as OpenID Connect Core 1.0, 3.1.3.7 demands."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import jwt

from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.public_keys import Algorithm, PublicKey, PublicKeyInvalidError, load_public_key
from support_ai.identity.public_keys import read_public_key as read_key

# A secret shared with the provider proves nothing of a colleague: HS256 is not among them.
_ALGORITHMS = frozenset({Algorithm.RS256.value, Algorithm.ES256.value, Algorithm.EDDSA.value})
_REQUIRED = ["exp", "iat", "sub", "aud", "iss", "nonce"]
_SECOND_FACTORS = frozenset({"mfa", "otp", "hwk"})
_LEEWAY = timedelta(seconds=30)
_MAX_TOKEN = 16_384


class OidcRefusedError(UnauthenticatedError):
    """The identity provider's answer does not sign anybody in here."""

    code = "oidc_refused"


class KeyUnknownError(OidcRefusedError):
    """The token is signed with a key that is not among those that were read."""


@dataclass(frozen=True, slots=True)
class IdClaims:
    """What a verified ID token says; `email` is None unless the provider has verified it."""

    subject: str
    email: str | None
    has_second_factor: bool


def verify_id_token(
    token: str, keys: Sequence[Mapping[str, object]], *, issuer: str, client_id: str, nonce: str
) -> IdClaims:
    """Return what an ID token says that was made for this sign-in; OidcRefusedError for every other token.

    `keys` are the provider's, as JWK; KeyUnknownError where none of them has the token's name.
    """
    algorithm, key = _key_of(token, keys)
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm.value],
            audience=client_id,
            issuer=issuer,
            leeway=_LEEWAY,
            options={"require": _REQUIRED},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise OidcRefusedError(rule="id_token") from error
    _check(claims, client_id, nonce)
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True and isinstance(email, str)
    methods = claims.get("amr")
    factors = {str(one) for one in cast("list[object]", methods)} if isinstance(methods, list) else set[str]()
    return IdClaims(
        claims["sub"], str(email) if is_verified else None, not factors.isdisjoint(_SECOND_FACTORS)
    )


def _check(claims: Mapping[str, Any], client_id: str, nonce: str) -> None:
    for_whom: object = claims["aud"]
    several = isinstance(for_whom, list) and len(cast("list[object]", for_whom)) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise OidcRefusedError(rule="authorized_party")
    given = claims["nonce"]
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(errors="replace"), nonce.encode()):
        raise OidcRefusedError(rule="nonce")
    subject = claims["sub"]
    # OpenID Connect Core 1.0, 2: at most 255 ASCII characters.
    if not isinstance(subject, str) or not subject.isascii() or not 0 < len(subject) <= 255:
        raise OidcRefusedError(rule="subject")


def _key_of(token: str, keys: Sequence[Mapping[str, object]]) -> tuple[Algorithm, PublicKey]:
    """Return the provider's key that a token names, and the algorithm; no key comes from the token itself."""
    if len(token) > _MAX_TOKEN:
        raise OidcRefusedError(rule="too_long")
    try:
        header = cast("dict[str, object]", jwt.get_unverified_header(token))
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise OidcRefusedError(rule="malformed") from error
    named = header.get("alg")
    if (
        not isinstance(named, str)
        or named not in _ALGORITHMS
        or "crit" in header
        or header.get("typ", "JWT") != "JWT"
    ):
        raise OidcRefusedError(rule="header")
    algorithm, kid = Algorithm(named), header.get("kid")
    fitting = [
        key
        for key in keys
        if key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise KeyUnknownError(rule="unknown_key")
    try:
        return algorithm, load_public_key(read_key(algorithm, fitting[0]))
    except PublicKeyInvalidError as error:
        raise OidcRefusedError(rule="weak_key") from error
