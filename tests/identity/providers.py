"""An identity provider that runs here and does as it is told, the truth or a lie; and a browser that goes there."""

import base64
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from support_ai.access.actor import Reason
from support_ai.identity.minting import mint_token
from tests.serving import Shop, serve_app

CLIENT_ID, CLIENT_SECRET = "support:ai", "s3cret/of+ours"
EMMA = {"sub": "subject-1", "email": "emma@example.com", "email_verified": True}
_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FOREIGN = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())


def _jwk(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, kid: str) -> dict[str, Any]:
    if isinstance(key, rsa.RSAPrivateKey):
        return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "use": "sig"}
    return ECAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "use": "sig"}


@dataclass
class Provider:
    """The provider's state; `claims` go over those of a good ID token, a None leaves one out."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(EMMA))
    claims: dict[str, Any] = field(default_factory=dict[str, Any])
    configuration: dict[str, Any] = field(default_factory=dict[str, Any])
    answer: dict[str, Any] = field(default_factory=dict[str, Any])
    header: dict[str, Any] = field(default_factory=dict[str, Any])
    token: str | None = None
    key: Any = _RSA
    algorithm: str = "RS256"
    kid: str = "one"
    keys: dict[str, Any] = field(default_factory=lambda: {"one": _RSA})
    status: int = 200
    asked: dict[str, int] = field(default_factory=dict[str, int])
    codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def count(self, what: str) -> None:
        """Count one call."""
        self.asked[what] = self.asked.get(what, 0) + 1

    def id_token(self, nonce: str) -> str:
        """Return the ID token for a sign-in."""
        moment = int(time.time())
        usual: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": moment,
            "exp": moment + 300,
            "nonce": nonce,
            **self.person,
        }
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        return jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": self.kid} | self.header)


def _app(provider: Provider) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    async def configuration() -> JSONResponse:
        provider.count("configuration")
        usual = {
            "issuer": provider.issuer,
            "authorization_endpoint": f"{provider.issuer}/authorize",
            "token_endpoint": f"{provider.issuer}/token",
            "jwks_uri": f"{provider.issuer}/keys",
        }
        return JSONResponse(usual | provider.configuration)

    @app.get("/keys")
    async def keys() -> JSONResponse:
        provider.count("keys")
        return JSONResponse({"keys": [_jwk(key, kid) for kid, key in provider.keys.items()]})

    @app.get("/authorize")
    async def authorize(request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(provider.codes)}"
        provider.codes[code] = asked
        back = {"code": code, "state": asked["state"]} | provider.answer
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    @app.post("/token")
    async def token(request: Request) -> JSONResponse:
        provider.count("token")
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = provider.codes.pop(form["code"], None)
        raw = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        basic = base64.b64decode(request.headers.get("authorization", "Basic ")[6:]).decode()
        posted = f"{form.get('client_id')}:{form.get('client_secret')}"
        known = basic == "support%3Aai:s3cret%2Fof%2Bours" or posted == f"{CLIENT_ID}:{CLIENT_SECRET}"
        if asked is None or raw != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if not known:
            return JSONResponse({"error": "invalid_client"}, 401)
        made = provider.token if provider.token is not None else provider.id_token(asked["nonce"])
        return JSONResponse({"id_token": made, "access_token": "x", "token_type": "Bearer"}, provider.status)

    assert all(callable(one) for one in (configuration, keys, authorize, token))
    return app


@asynccontextmanager
async def providing() -> AsyncGenerator[Provider]:
    """Run a provider on a free port of this machine."""
    provider = Provider()
    app = _app(provider)
    async with serve_app(uvicorn.Config(app, log_config=None, lifespan="off")) as port:
        provider.issuer = f"http://localhost:{port}"
        yield provider


async def headers_of(shop: Shop, email: str) -> dict[str, str]:
    """Return the headers of somebody's fresh session."""
    token = await mint_token(shop.resources.identity, Reason.STAFF_COMMAND, email)
    return {"authorization": f"Bearer {token}"}


async def configure(shop: Shop, issuer: str, **changed: object) -> httpx.Response:
    """Let the owner name the provider."""
    sent = {
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "allowed_domains": ["example.com"],
    }
    headers = await headers_of(shop, "owner@example.com")
    return await shop.client.put("/shop/oidc", headers=headers, json=sent | changed)


async def there_and_back(shop: Shop) -> str:
    """Go to the provider as the shop's browser, and return the address to which it sends back."""
    started = await shop.client.get("/auth/oidc/start")
    assert started.status_code == 303, started.text
    async with httpx.AsyncClient() as elsewhere:
        answer = await elsewhere.get(started.headers["location"])
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def come_back(shop: Shop, address: str) -> httpx.Response:
    """Follow the provider's redirect as the shop's browser."""
    place = urlsplit(address)
    return await shop.client.get(f"{place.path}?{place.query}")


async def sign_in(shop: Shop) -> httpx.Response:
    """Go the whole way."""
    return await come_back(shop, await there_and_back(shop))
