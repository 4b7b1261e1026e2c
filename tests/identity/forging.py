"""A forger of tokens who knows the key: everything is made by hand, so that nothing is refused before it is sent.

`Forger` knows what one verifier expects, ours or another's; `forgeries` is the whole matrix of row B1 for it.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from support_ai.identity.tokens import ISSUER, TokenKind, TokenRing

KEY = b"k" * 32
MINUTE = timedelta(minutes=1)
SUBJECT = "00000000-0000-4000-8000-000000000001"
STRANGER = "00000000-0000-4000-8000-000000000002"
MAX_TOKEN = 8192
# What changes in the claims of a good token, signed anew; None leaves a claim out.
WRONG_CLAIMS: dict[str, dict[str, object]] = {
    **{f"without {name}": {name: None} for name in ("exp", "iat", "sub", "jti", "aud", "iss")},
    "expired": {"exp": 1_577_836_800},
    "expires now": {"exp": int(time.time()) - 1},
    "expiry in words": {"exp": "never"},
    "expiry as a list": {"exp": [9_999_999_999]},
    "endless": {"exp": float("inf")},
    "no number": {"exp": float("nan")},
    "valid later": {"nbf": 3_786_912_000},
    "valid in words": {"nbf": "tomorrow"},
    "issued later": {"iat": 3_786_912_000},
    "issued in words": {"iat": "now"},
    "somebody else's": {"iss": "somebody else"},
    "several issuers": {"iss": [ISSUER]},
    "for somebody else": {"aud": "somebody else"},
    "for no kind": {"aud": ISSUER},
    "for nobody": {"aud": []},
    "for an object": {"aud": {"any": True}},
    "about a number": {"sub": 7},
    "about a list": {"sub": [SUBJECT]},
    "a numbered id": {"jti": 7},
}
# What changes in the header of a good token, signed anew.
WRONG_HEADERS: dict[str, dict[str, object]] = {
    "the usual type": {"typ": "JWT"},
    "the type of RFC 9068 in capitals": {"typ": "AT+JWT"},
    "a refresh token": {"typ": "refresh+jwt"},
    "without a type": {"typ": None},
    "a type that is a list": {"typ": ["at+jwt"]},
    "without an algorithm": {"alg": None},
    "an algorithm in small letters": {"alg": "hs256"},
    "a longer digest": {"alg": "HS512"},
    "unsigned": {"alg": "none"},
    "unsigned in capitals": {"alg": "NONE"},
    "a public key's algorithm": {"alg": "RS256"},
    "an algorithm that is a list": {"alg": ["HS256"]},
    "an unknown key": {"kid": "unknown"},
    "a path as a key": {"kid": "../../dev/null"},
    "a numbered key": {"kid": 7},
    "a list of keys": {"kid": ["one"]},
    "an object as a key": {"kid": {"one": 1}},
    "without a key": {"kid": None},
    "the address of a key set": {"jku": "https://evil.example/keys"},
    "a key of its own": {"jwk": {"kty": "oct", "k": "AAAA"}},
    "the address of a certificate": {"x5u": "https://evil.example/certificate"},
    "a certificate of its own": {"x5c": ["AAAA"]},
    "critical words": {"crit": ["exp"]},
    "unknown critical words": {"crit": ["never-heard-of"], "never-heard-of": 1},
    "a detached payload": {"b64": False, "crit": ["b64"]},
    "packed": {"zip": "DEF"},
}
# Parts that are no JSON objects.
NO_OBJECTS = (b"[]", b"7", b"null", b'"x"', b"", b"{", b"\xff", b"[" * 2000, b'{"a":' * 500)
Claims = dict[str, object]


def part(content: object) -> str:
    """Return one part of a token; bytes are taken as they are."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def hmac_signer(key: bytes, algorithm: str = "sha256") -> Callable[[bytes], bytes]:
    """Return what signs with a secret."""
    return lambda signed: hmac.new(key, signed, getattr(hashlib, algorithm)).digest()


@dataclass(frozen=True, slots=True)
class Forger:
    """Makes tokens for one verifier: its issuer, audience, type and key, and the claims that a good token has besides."""

    issuer: str
    audience: str
    signer: Callable[[bytes], bytes]
    typ: str | None = "JWT"
    kid: str = "one"
    algorithm: str = "HS256"
    more: Mapping[str, object] = field(default_factory=Claims)

    def claims(self, **changed: object) -> Claims:
        """Return the claims of a living token, some of them changed, or left out where None is given."""
        now = int(time.time())
        usual: Claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": SUBJECT,
            "iat": now,
            "exp": now + 60,
            "jti": "1",
        }
        return {name: value for name, value in (usual | {**self.more} | changed).items() if value is not None}

    def header(self, **changed: object) -> Claims:
        """Return a good header, some of it changed, or left out where None is given."""
        usual: Claims = {"alg": self.algorithm, "typ": self.typ, "kid": self.kid}
        return {name: value for name, value in (usual | changed).items() if value is not None}

    def token(
        self,
        *,
        header: object = None,
        claims: object = None,
        signer: Callable[[bytes], bytes] | None = None,
    ) -> str:
        """Return a token of these parts, signed with the right key unless another signer is given."""
        parts = (
            part(self.header() if header is None else header),
            part(self.claims() if claims is None else claims),
        )
        signed = ".".join(parts)
        return f"{signed}.{part((signer or self.signer)(signed.encode()))}"

    def forgeries(self) -> dict[str, str]:
        """Return every token that must prove nothing to this verifier, by what is wrong with it (row B1)."""
        found = {
            f"claims: {name}": self.token(claims=self.claims(**one)) for name, one in WRONG_CLAIMS.items()
        }
        for name, one in WRONG_HEADERS.items():
            if any(self.header().get(key) != value for key, value in one.items()):
                found[f"header: {name}"] = self.token(header=self.header(**one))
        for raw in NO_OBJECTS:
            found[f"header that is {raw[:9]!r}"] = self.token(header=raw)
            found[f"claims that are {raw[:9]!r}"] = self.token(claims=raw)
        return found | self._tampered() | self._with_public_keys()

    def _tampered(self) -> dict[str, str]:
        good = self.token()
        head, body, signature = good.split(".")
        other = part(self.claims(sub=STRANGER))
        none = part(self.header(alg="none"))
        return {
            "nothing": "",
            "dots": "..",
            "letters": "a.b.c",
            "a null byte": "\x00",
            "beyond ASCII": "é" * 20,
            "half a surrogate": "\ud800",
            "without a signature": f"{head}.{body}",
            "with an empty signature": f"{head}.{body}.",
            "unsigned, said so": f"{none}.{body}.",
            "unsigned, with a signature": f"{none}.{body}.{signature}",
            "another subject": f"{head}.{other}.{signature}",
            "a cut signature": f"{head}.{body}.{signature[:-4]}AAAA",
            "two signatures": f"{good}.{signature}",
            "a space": f"{head} .{body}.{signature}",
            "a foreign key": self.token(signer=hmac_signer(b"x" * 32)),
            "no key": self.token(signer=hmac_signer(b"")),
            "another digest": self.token(header=self.header(alg="HS512"), signer=hmac_signer(KEY, "sha512")),
            "too long": self.token(claims=self.claims(more="x" * MAX_TOKEN)),
            "enormous": "x" * 10_000,
        }

    def _with_public_keys(self) -> dict[str, str]:
        """Return tokens of somebody who takes the public key for the secret, or brings a key of their own."""
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        headers = {name: str(value) for name, value in self.header().items() if name != "alg"}
        return {
            "an RSA key of their own": jwt.encode(self.claims(), private, algorithm="RS256", headers=headers),
            "a public key as the secret": self.token(signer=hmac_signer(public)),
            "a public key as the secret, said to be RSA": self.token(
                header=self.header(alg="RS256"), signer=hmac_signer(public)
            ),
        }


def ring() -> TokenRing:
    """Return the ring whose key the forger knows."""
    return TokenRing({"one": KEY})


def forger_of(kind: TokenKind, *, key: bytes = KEY, kid: str = "one") -> Forger:
    """Return the forger of one of our own kinds, who stole the ring's key."""
    return Forger(
        issuer=ISSUER,
        audience=f"{ISSUER}:{kind.value}",
        signer=hmac_signer(hmac.digest(key, kind.encode(), "sha256")),
        typ=kind.value,
        kid=kid,
        more={"sid": SUBJECT},
    )


def claims_of(kind: TokenKind, **changed: object) -> Claims:
    """Return the claims of a living token of ours, some of them changed, or left out where None is given."""
    return forger_of(kind).claims(**changed)


def header_of(kind: TokenKind, **changed: object) -> Claims:
    """Return our own header, some of it changed, or left out where None is given."""
    return forger_of(kind).header(**changed)


def forged(
    kind: TokenKind,
    *,
    header: object = None,
    claims: object = None,
    key: bytes | None = None,
    algorithm: str = "sha256",
) -> str:
    """Return a token of these parts, signed with the kind's own key unless another one is given."""
    secret = key if key is not None else hmac.digest(KEY, kind.encode(), "sha256")
    return forger_of(kind).token(header=header, claims=claims, signer=hmac_signer(secret, algorithm))
