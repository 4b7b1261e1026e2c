"""Talks to the identity provider through the one client to the outside: discovery, keys, and the exchange of a code."""

import json
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import quote, urlsplit

import httpx

from support_ai.core.errors import UnavailableError
from support_ai.identity.oidc_queries import Provider
from support_ai.identity.oidc_token import OidcRefusedError

_KEPT_SECONDS = 3600.0
Key = dict[str, object]


class ProviderUnavailableError(UnavailableError):
    """The identity provider does not answer as it should: try again, or sign in with your password."""

    code = "provider_unavailable"


@dataclass(frozen=True, slots=True)
class Discovered:
    """Where a provider answers, and its keys, as it said at `read_at` (seconds of the monotonic clock)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    posts_secret: bool
    names_itself: bool
    keys: tuple[Key, ...]
    read_at: float


class ProviderClient:
    """What is read of a provider is kept for an hour; its keys are read again when a token names an unknown one."""

    def __init__(self, outbound: httpx.AsyncClient, internal_hosts: Collection[str]) -> None:
        """Take the client, and the names of hosts that may be called without TLS."""
        self._outbound = outbound
        self._internal = frozenset(internal_hosts)
        self._kept: Discovered | None = None

    async def discover(self, issuer: str) -> Discovered:
        """Return where a provider answers (OpenID Connect Discovery 1.0, 4); ProviderUnavailableError otherwise."""
        kept = self._kept
        if kept is not None and kept.issuer == issuer and time.monotonic() - kept.read_at < _KEPT_SECONDS:
            return kept
        told = await self._read(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != issuer:
            raise ProviderUnavailableError("The identity provider calls itself by another name.")
        methods = told.get("token_endpoint_auth_methods_supported")
        listed = cast("list[object]", methods) if isinstance(methods, list) else ["client_secret_basic"]
        found = Discovered(
            issuer,
            self._endpoint(told, "authorization_endpoint"),
            self._endpoint(told, "token_endpoint"),
            self._endpoint(told, "jwks_uri"),
            posts_secret="client_secret_basic" not in listed and "client_secret_post" in listed,
            names_itself=told.get("authorization_response_iss_parameter_supported") is True,
            keys=(),
            read_at=time.monotonic(),
        )
        return await self.with_new_keys(found)

    async def with_new_keys(self, found: Discovered) -> Discovered:
        """Read the provider's keys again."""
        told = (await self._read(found.jwks_uri)).get("keys")
        keys = cast("list[object]", told) if isinstance(told, list) else []
        self._kept = replace(found, keys=tuple(cast("Key", key) for key in keys if isinstance(key, dict)))
        return self._kept

    async def exchange(
        self, found: Discovered, provider: Provider, code: str, *, verifier: str, redirect_uri: str
    ) -> str:
        """Return the ID token for a code (RFC 6749, 4.1.3, with RFC 7636); OidcRefusedError where it is not good."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        basic = httpx.BasicAuth(quote(provider.client_id, safe=""), quote(provider.client_secret, safe=""))
        if found.posts_secret:
            form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
        try:
            answer = await self._outbound.post(
                found.token_endpoint,
                data=form,
                auth=httpx.USE_CLIENT_DEFAULT if found.posts_secret else basic,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ProviderUnavailableError from error
        if answer.status_code >= 500:
            raise ProviderUnavailableError
        token = _object(answer.content).get("id_token") if answer.status_code == 200 else None
        if not isinstance(token, str):
            raise OidcRefusedError(rule="code")
        return token

    async def _read(self, url: str) -> dict[str, object]:
        try:
            answer = await self._outbound.get(url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ProviderUnavailableError from error
        if answer.status_code != 200:
            raise ProviderUnavailableError
        return _object(answer.content)

    def _endpoint(self, told: dict[str, object], name: str) -> str:
        """Return an address that a provider gave; it must be one that a browser and we may be sent to."""
        address = told.get(name)
        try:
            place = urlsplit(address) if isinstance(address, str) else None
        except ValueError:
            place = None
        if place is None or not place.hostname or place.username is not None or place.fragment:
            raise ProviderUnavailableError
        if place.scheme != "https" and not (place.scheme == "http" and place.hostname in self._internal):
            raise ProviderUnavailableError
        return str(address)


def _object(content: bytes) -> dict[str, object]:
    try:
        found: object = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ProviderUnavailableError from error
    if not isinstance(found, dict):
        raise ProviderUnavailableError
    return cast("dict[str, object]", found)
