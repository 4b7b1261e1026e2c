"""Public keys that somebody gives us, as PEM or JWK: read once, checked, kept as PEM."""

from enum import StrEnum
from typing import cast

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from support_ai.core.errors import InvalidError

PublicKey = EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey
# Short enough that nobody spends our time on checking one signature.
_RSA_BITS = range(2048, 8193)
_USUAL_EXPONENT = 65537


class Algorithm(StrEnum):
    """How tokens are signed; fixed for each key, never taken from a token."""

    HS256 = "HS256"
    ES256 = "ES256"
    EDDSA = "EdDSA"
    RS256 = "RS256"


class PublicKeyInvalidError(InvalidError):
    """This is not a public key of that algorithm, as PEM or JWK; RS256 needs at least 2048 bits."""

    code = "invalid_public_key"


def read_public_key(algorithm: Algorithm, given: object) -> str:
    """Return a key as PEM; PublicKeyInvalidError where it is private, of another kind, or weak."""
    try:
        key = load_public_key(given) if isinstance(given, str) else _of_jwk(algorithm, given)
    except (ValueError, TypeError, KeyError, AttributeError, UnsupportedAlgorithm, jwt.PyJWTError) as error:
        raise PublicKeyInvalidError(field="public_key") from error
    if not fits(algorithm, key):
        raise PublicKeyInvalidError(field="public_key")
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def load_public_key(pem: str) -> PublicKey:
    """Return the key of a PEM; ValueError where there is none of a kind that we use."""
    return _known(load_pem_public_key(pem.encode()))


def _of_jwk(algorithm: Algorithm, given: object) -> PublicKey:
    jwk = cast("dict[str, object]", given) if isinstance(given, dict) else {}
    if "d" in jwk or "k" in jwk:
        message = "not a public key"
        raise ValueError(message)
    return _known(jwt.PyJWK(jwk, algorithm.value).key)


def _known(key: object) -> PublicKey:
    if isinstance(key, EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey):
        return key
    message = "another kind of key"
    raise ValueError(message)


def fits(algorithm: Algorithm, key: PublicKey) -> bool:
    """Tell whether a key is of the algorithm's kind and strong enough."""
    match algorithm:
        case Algorithm.ES256:
            return isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
        case Algorithm.EDDSA:
            return isinstance(key, Ed25519PublicKey)
        case Algorithm.RS256:
            return (
                isinstance(key, RSAPublicKey)
                and key.public_numbers().e == _USUAL_EXPONENT
                and key.key_size in _RSA_BITS
            )
        case Algorithm.HS256:
            return False
