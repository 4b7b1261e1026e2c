"""The host website's identity token: signed by its backend for one customer, good once, minutes long, for one origin.

A digest of a customer's number is no proof, because it is good for ever; see docs/website-identity.md.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import UUID, uuid4

import jwt

from support_ai.access.actor import Reason, System
from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.core.clock import now
from support_ai.core.database import Connection
from support_ai.core.errors import UnauthenticatedError
from support_ai.customers import service as customers
from support_ai.identity import code_queries, queries, site_queries
from support_ai.identity.completing import complete_sign_in
from support_ai.identity.models import Method, SignedIn
from support_ai.identity.public_keys import Algorithm, PublicKey, load_public_key
from support_ai.identity.service import Identity
from support_ai.identity.site_queries import VerifyingKey

AUDIENCE = "support-ai:widget"
MOST_LIFE = timedelta(minutes=60)
# By how much the clocks of two servers may differ.
_LEEWAY = timedelta(seconds=30)
_MAX_TOKEN = 8192
_KID = re.compile(r"[0-9a-f]{16}")
_REQUIRED = ["exp", "iat", "sub", "jti", "aud", "iss", "origin"]


class IdentityRefusedError(UnauthenticatedError):
    """The website's identity token is not good (any more)."""

    code = "identity_refused"


@dataclass(frozen=True, slots=True)
class HostClaims:
    """What a website's token says, once it was verified."""

    site: str
    customer_id: str
    token_id: str
    expires_at: datetime


async def sign_in_by_host(identity: Identity, token: str, origin: str, *, device: str = "") -> SignedIn:
    """Begin a session of the customer for whom a website has signed; IdentityRefusedError for every other token.

    Of one token that is sent many times at once, one session comes. What was wrong stands in the audit log only.
    """
    actor, site = System(Reason.IDENTITY), "unknown"
    try:
        kid = key_of(token)
        async with identity.database.transaction(actor, read_only=True) as conn:
            key = await _key(conn, kid)
        site = key.site
        claims = verify(token, key, origin, now())
        async with identity.database.transaction(actor) as conn:
            signed_in = await _begin(identity, conn, claims, kid, device)
    except IdentityRefusedError as error:
        await audit.refused(identity.database, actor, "identity.use", f"site:{site}", error.rule)
        raise
    return signed_in


async def _key(conn: Connection, kid: str) -> VerifyingKey:
    key = await site_queries.verifying_key(conn, kid)
    if key is None:
        raise IdentityRefusedError(rule="unknown_key")
    return key


def _header(token: str) -> dict[str, object]:
    """Return the header of a token; it may say how it is signed, by which key, and nothing else."""
    if len(token) > _MAX_TOKEN:
        raise IdentityRefusedError(rule="too_long")
    try:
        header = cast("dict[str, object]", jwt.get_unverified_header(token))
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise IdentityRefusedError(rule="malformed") from error
    if header.keys() != {"alg", "typ", "kid"} or header["typ"] != "JWT":
        raise IdentityRefusedError(rule="header")
    return header


def key_of(token: str) -> str:
    """Return the name of the key that a token claims to be signed with; IdentityRefusedError where it names none."""
    kid = _header(token)["kid"]
    if not isinstance(kid, str) or _KID.fullmatch(kid) is None:
        raise IdentityRefusedError(rule="unknown_key")
    return kid


def verify(token: str, key: VerifyingKey, origin: str, moment: datetime) -> HostClaims:
    """Return what a token of this key says, for a page of this origin; IdentityRefusedError for every other one.

    The algorithm is the key's (RFC 8725, 3.1): what the token's header says of it must agree and decides nothing.
    """
    if _header(token)["alg"] != key.algorithm.value:
        raise IdentityRefusedError(rule="algorithm")
    material: str | PublicKey = (
        key.material if key.algorithm is Algorithm.HS256 else load_public_key(key.material)
    )
    try:
        claims = jwt.decode(
            token,
            material,
            algorithms=[key.algorithm.value],
            audience=AUDIENCE,
            issuer=key.site,
            leeway=_LEEWAY,
            options={"require": _REQUIRED, "strict_aud": True},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise IdentityRefusedError(rule=_rule_of(error)) from error
    _check_times(claims, moment)
    if claims["origin"] != origin or origin not in key.origins:
        raise IdentityRefusedError(rule="origin")
    expires_at = datetime.fromtimestamp(claims["exp"], UTC) + _LEEWAY
    return HostClaims(key.site, _text(claims, "sub"), _text(claims, "jti"), expires_at)


def _rule_of(error: Exception) -> str:
    """Return what the audit log is told: the kind of the fault, in our words."""
    kind = type(error).__name__.removesuffix("Error")
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()


def _check_times(claims: Mapping[str, Any], moment: datetime) -> None:
    issued, expires = claims["iat"], claims["exp"]
    if type(issued) is not int or type(expires) is not int:
        raise IdentityRefusedError(rule="times")
    life = MOST_LIFE.total_seconds()
    if not 0 < expires - issued <= life or expires > moment.timestamp() + life + _LEEWAY.total_seconds():
        raise IdentityRefusedError(rule="life")


def _text(claims: Mapping[str, Any], name: str) -> str:
    """Return a claim that PostgreSQL can hold: a text of 1 to 200 bytes."""
    value: object = claims[name]
    try:
        fits = isinstance(value, str) and "\x00" not in value and 0 < len(value.encode()) <= 200
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise IdentityRefusedError(rule=name)
    return str(value)


async def _begin(identity: Identity, conn: Connection, claims: HostClaims, kid: str, device: str) -> SignedIn:
    used = sha256(f"{claims.site}\x00{claims.token_id}".encode()).digest()
    if not await site_queries.use_token(conn, used, claims.expires_at):
        raise IdentityRefusedError(rule="used_before")
    account_id = await _account(conn, claims.customer_id)
    try:
        return await complete_sign_in(
            identity, conn, account_id, Role.CUSTOMER, Method.IDENTITY, device=device, site_key=kid
        )
    except UnauthenticatedError as error:
        # The key or the account was removed in between.
        raise IdentityRefusedError(rule="gone") from error


async def _account(conn: Connection, customer_id: str) -> UUID:
    """Return the customer's account, made here where there is none; a customer with a disabled one is refused."""
    customer = await customers.find_customer(conn, customer_id)
    if customer is None:
        raise IdentityRefusedError(rule="unknown_customer")
    # Whoever proves this customer in another way meanwhile waits here too: one account is made.
    await code_queries.lock_recipient(conn, conn.keys.blind("account.of_customer", customer_id))
    found = await site_queries.accounts_of_customer(conn, customer_id)
    if any(is_disabled for _, is_disabled in found):
        raise IdentityRefusedError(rule="disabled")
    if found:
        return found[0][0]
    account_id = uuid4()
    await queries.insert_account(
        conn,
        account_id,
        email=None,
        email_index=None,
        name=customer.name,
        password_hash=None,
        role=Role.CUSTOMER,
        verified_at=now(),
        customer_id=customer_id,
    )
    detail = {"customer": customer_id, "made": True}
    await audit.append(conn, "account.attach", f"account:{account_id}", detail=detail)
    return account_id
