"""Colleagues sign in at the shop's identity provider: authorization code with PKCE, state and nonce, each for one use.

The browser keeps one secret, from which nonce and verifier are made; the table keeps its digest. So a code that was
stolen, a state that was planted, and an answer of another sign-in fit nothing.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.access.role import STAFF_ROLES
from support_ai.audit import service as audit
from support_ai.core.clock import now
from support_ai.core.crypto import normalise_email
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.identity import oidc_queries, queries, second_factor_queries
from support_ai.identity.challenges import after_first_factor
from support_ai.identity.completing import complete_sign_in
from support_ai.identity.models import Challenge, Method, SignedIn
from support_ai.identity.oidc_client import ProviderClient
from support_ai.identity.oidc_queries import Colleague, Provider
from support_ai.identity.oidc_token import IdClaims, KeyUnknownError, OidcRefusedError, verify_id_token
from support_ai.identity.service import Identity
from support_ai.identity.tokens import digest

ATTEMPT_LIFE = timedelta(minutes=10)
_ACTOR = System(Reason.IDENTITY)


class NoProviderError(NotFoundError):
    """This shop has no identity provider: sign in with your password."""

    code = "no_provider"


@dataclass(frozen=True, slots=True)
class Started:
    """Where the browser goes, and the secret that it keeps meanwhile."""

    address: str
    browser_secret: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back with the browser; `issuer` only where the provider names itself (RFC 9207)."""

    code: str
    state: str
    browser_secret: str
    issuer: str | None


class OpenIdConnect:
    """The use cases of signing in at a provider; nothing outside is called inside a transaction."""

    def __init__(self, identity: Identity, client: ProviderClient, public_url: str) -> None:
        """Take what they stand on, and the address at which we answer."""
        self._identity = identity
        self._client = client
        self._redirect_uri = f"{public_url.rstrip('/')}/auth/oidc/callback"

    async def start(self) -> Started:
        """Begin a sign-in of ten minutes; NoProviderError where the owner has set up none."""
        provider = await self._provider()
        found = await self._client.discover(provider.issuer)
        state, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        async with self._identity.database.transaction(_ACTOR) as conn:
            await oidc_queries.insert_attempt(
                conn, digest(state), digest(secret), provider.issuer, now() + ATTEMPT_LIFE
            )
        asked = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": "openid email",
            "state": state,
            "nonce": _made_of(secret, "nonce"),
            "code_challenge": _encoded(sha256(_made_of(secret, "verifier").encode()).digest()),
            "code_challenge_method": "S256",
        }
        mark = "&" if "?" in found.authorization_endpoint else "?"
        return Started(f"{found.authorization_endpoint}{mark}{urlencode(asked)}", secret)

    async def finish(self, returned: Returned, *, device: str = "") -> SignedIn | Challenge:
        """Sign a colleague in by the code that the provider gave; OidcRefusedError where it signs nobody in.

        Their second factor is asked for here, unless the owner trusts the provider in that and it has asked for one.

        Makes no account and changes no role. What was wrong stands in the audit log only.
        """
        try:
            provider = await self._provider()
            claims = await self._claims(provider, returned)
            async with self._identity.database.transaction(_ACTOR) as conn:
                signed_in = await self._sign_in(conn, provider, claims, device)
        except OidcRefusedError as error:
            await audit.refused(self._identity.database, _ACTOR, "oidc.sign_in", "oidc", error.rule)
            raise
        return signed_in

    async def _provider(self) -> Provider:
        async with self._identity.database.transaction(_ACTOR, read_only=True) as conn:
            provider = await oidc_queries.read_provider(conn)
        if provider is None:
            raise NoProviderError
        return provider

    async def _claims(self, provider: Provider, returned: Returned) -> IdClaims:
        """Return what the provider says, having used the attempt up whatever comes of it."""
        state, browser = digest(returned.state), digest(returned.browser_secret)
        async with self._identity.database.transaction(_ACTOR) as conn:
            is_ours = await oidc_queries.use_attempt(conn, state, browser, provider.issuer, now())
        if not is_ours:
            raise OidcRefusedError(rule="state")
        found = await self._client.discover(provider.issuer)
        if returned.issuer != (provider.issuer if found.names_itself or returned.issuer else None):
            raise OidcRefusedError(rule="issuer")
        verifier = _made_of(returned.browser_secret, "verifier")
        token = await self._client.exchange(
            found, provider, returned.code, verifier=verifier, redirect_uri=self._redirect_uri
        )
        expected = {
            "issuer": provider.issuer,
            "client_id": provider.client_id,
            "nonce": _made_of(returned.browser_secret, "nonce"),
        }
        try:
            return verify_id_token(token, found.keys, **expected)
        except KeyUnknownError:
            found = await self._client.with_new_keys(found)
            return verify_id_token(token, found.keys, **expected)

    async def _sign_in(
        self, conn: Connection, provider: Provider, claims: IdClaims, device: str
    ) -> SignedIn | Challenge:
        subject = sha256(f"{provider.issuer}\x00{claims.subject}".encode()).digest()
        colleague = await oidc_queries.linked_account(conn, provider.issuer, subject)
        if colleague is None:
            colleague = await self._link(conn, provider, claims, subject)
        _check(colleague)
        identity, account_id, role = self._identity, colleague.account_id, colleague.role
        if await _was_reset(conn, account_id):
            raise OidcRefusedError(rule="reset")
        if claims.has_second_factor and provider.trusts_second_factor:
            return await complete_sign_in(
                identity, conn, account_id, role, Method.OIDC, device=device, has_second_factor=True
            )
        return await after_first_factor(
            conn, identity.sessions, account_id, role, method=Method.OIDC, device=device
        )

    async def _link(
        self, conn: Connection, provider: Provider, claims: IdClaims, subject: bytes
    ) -> Colleague:
        """Return the colleague with the verified address, who is this subject from now on."""
        if claims.email is None:
            raise OidcRefusedError(rule="email_unverified")
        domain = normalise_email(claims.email).rpartition("@")[2]
        if domain not in provider.allowed_domains:
            raise OidcRefusedError(rule="domain")
        found = await oidc_queries.verified_account(conn, self._identity.index(claims.email))
        if found is None:
            raise OidcRefusedError(rule="unknown_account")
        _check(found)
        if not await oidc_queries.link(conn, provider.issuer, subject, found.account_id):
            raise OidcRefusedError(rule="other_subject")
        await audit.append(conn, "oidc.link", f"account:{found.account_id}")
        return found


def _check(found: Colleague) -> None:
    if found.role not in STAFF_ROLES:
        raise OidcRefusedError(rule="staff_only")
    if found.is_disabled:
        raise OidcRefusedError(rule="disabled")


async def _was_reset(conn: Connection, account_id: UUID) -> bool:
    """Tell whether an owner took device and password away: only the invitation leads to the next ones."""
    if await second_factor_queries.has_factor(conn, account_id):
        return False
    return await queries.password_hash(conn, account_id) is None


def _made_of(secret: str, purpose: str) -> str:
    """Return a value that only who has the browser's secret can make: 256 bits, as 43 letters."""
    return _encoded(hmac.digest(secret.encode(), purpose.encode(), "sha256"))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
