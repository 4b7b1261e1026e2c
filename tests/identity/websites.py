"""A website whose backend signs for its customers, and everybody who would like to."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from support_ai.identity.host_identity import AUDIENCE
from tests.conftest import Demo

SITE, ORIGIN, CUSTOMER = "shop.example", "https://shop.example", "CUST-123"
PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_key(algorithm: str) -> PrivateKey:
    """Return a fresh key of an algorithm (RSA keys are dear: one for all)."""
    match algorithm:
        case "ES256":
            return ec.generate_private_key(ec.SECP256R1())
        case "EdDSA":
            return ed25519.Ed25519PrivateKey.generate()
        case _:
            return _RSA


def pem_of(key: PrivateKey) -> str:
    """Return the public half."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def claims(**changed: object) -> dict[str, object]:
    """Return the claims of a good token, some of them changed, or left out where None is given."""
    moment = int(time.time())
    usual: dict[str, object] = {
        "iss": SITE,
        "aud": AUDIENCE,
        "sub": CUSTOMER,
        "iat": moment,
        "exp": moment + 300,
        "jti": uuid4().hex,
        "origin": ORIGIN,
    }
    return {name: value for name, value in (usual | changed).items() if value is not None}


def part(content: object) -> str:
    """Return one part of a token; bytes are taken as they are."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Backend:
    """The website's backend with one of its keys."""

    kid: str
    algorithm: str
    secret: str | PrivateKey

    def sign(self, sent: dict[str, object] | None = None, **changed: object) -> str:
        """Return a token as the documentation has it signed."""
        body = claims(**changed) if sent is None else sent
        return jwt.encode(body, self.secret, algorithm=self.algorithm, headers={"kid": self.kid})

    def forge(self, header: dict[str, object] | bytes | None = None, body: object = None, **keys: Any) -> str:
        """Return a token made by hand, signed with HMAC whatever the header says."""
        usual = {"alg": self.algorithm, "typ": "JWT", "kid": self.kid}
        head = (
            header
            if isinstance(header, bytes)
            else {k: v for k, v in (usual | (header or {})).items() if v is not None}
        )
        signed = f"{part(head)}.{part(claims() if body is None else body)}"
        key = keys.get("key", self.secret)
        raw = key.encode() if isinstance(key, str) else key
        assert isinstance(raw, bytes)
        digest = getattr(hashlib, keys.get("digest", "sha256"))
        return f"{signed}.{part(hmac.new(raw, signed.encode(), digest).digest())}"


async def add_site(demo: Demo, site: str = SITE, *origins: str) -> None:
    """Let the owner add a website."""
    sent = {"site": site, "origins": list(origins) or [ORIGIN]}
    answer = await demo.client.post("/shop/sites", headers=await demo.headers("owner"), json=sent)
    assert answer.status_code == 201, answer.text


async def add_key(demo: Demo, algorithm: str = "HS256", site: str = SITE) -> Backend:
    """Let the owner add a key, and return the backend that has it."""
    key = None if algorithm == "HS256" else private_key(algorithm)
    sent = {"algorithm": algorithm} | ({} if key is None else {"public_key": pem_of(key)})
    headers = await demo.headers("owner")
    answer = await demo.client.post(f"/shop/sites/{site}/keys", headers=headers, json=sent)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    return Backend(found["kid"], algorithm, found["shared_key"] if key is None else key)


async def use(demo: Demo, token: object, origin: str | None = ORIGIN) -> tuple[int, dict[str, Any]]:
    """Send a token as a page of this origin; return status and answer."""
    headers = {"content-type": "application/json"} | ({} if origin is None else {"origin": origin})
    # In ASCII, as JSON can write half a letter too.
    sent = json.dumps({"token": token})
    answer = await demo.client.post("/auth/identity", headers=headers, content=sent)
    return answer.status_code, answer.json()
