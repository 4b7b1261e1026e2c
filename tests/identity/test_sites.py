"""Websites that sign for their customers: the owner's alone, audited, and no key that is weak or private."""

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, audited
from tests.identity.websites import (
    ORIGIN,
    SITE,
    Backend,
    PrivateKey,
    add_key,
    add_site,
    pem_of,
    private_key,
    use,
)


def _jwk(key: object) -> dict[str, str]:
    """Return a key as JWK, the private half too where it is given."""
    for kind in (ECAlgorithm, OKPAlgorithm, RSAAlgorithm):
        try:
            return json.loads(kind.to_jwk(key))  # pyright: ignore[reportCallIssue, reportUnknownArgumentType, reportArgumentType, reportUnknownMemberType] - it says what it does not take
        except (jwt.InvalidKeyError, AttributeError):
            continue
    pytest.fail("no kind of key")


def _private_pem(key: PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


async def test_only_the_owner_sets_up_websites_and_proves_it_recently(
    demo: Demo, addresses: Addresses
) -> None:
    await add_site(demo)
    doors = (
        ("GET", "/shop/sites", None),
        ("POST", "/shop/sites", {"site": "x.example", "origins": [ORIGIN]}),
        ("PUT", f"/shop/sites/{SITE}", {"origins": [ORIGIN]}),
        ("POST", f"/shop/sites/{SITE}/keys", {"algorithm": "HS256"}),
        ("DELETE", f"/shop/sites/{SITE}/keys/{'0' * 16}", None),
    )
    for method, path, sent in doors:
        assert (await demo.client.request(method, path, json=sent)).status_code == 401
        for name in ("rohan", "emma", "admin"):
            headers = await demo.headers(name)
            answer = await demo.client.request(method, path, json=sent, headers=headers)
            assert answer.status_code == 403, (name, method, path)
    headers = await demo.headers("owner")
    as_owner(addresses, "update sessions set proven_at = now() - interval '6 minutes' returning 1")
    for method, path, sent in doors[1:]:
        answer = await demo.client.request(method, path, json=sent, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")
    assert (await demo.client.get("/shop/sites", headers=headers)).status_code == 200


async def test_a_secret_is_shown_once_and_stored_sealed(demo: Demo, addresses: Addresses) -> None:
    await add_site(demo)
    backend = await add_key(demo)
    assert isinstance(backend.secret, str)
    assert len(backend.secret) >= 43
    headers = await demo.headers("owner")
    listed = (await demo.client.get("/shop/sites", headers=headers)).json()["items"]
    assert [(site["site"], site["origins"]) for site in listed] == [(SITE, [ORIGIN])]
    assert [(key["kid"], key["algorithm"]) for key in listed[0]["keys"]] == [(backend.kid, "HS256")]
    assert backend.secret not in str(listed)
    [[stored]] = as_owner(addresses, "select secret from site_keys")
    assert backend.secret.encode() not in bytes(stored)
    everything = str(as_owner(addresses, "select action, subject, detail from audit_entries"))
    assert backend.secret not in everything
    assert audited(addresses, "site_key.add") == [("done", {"site": SITE, "algorithm": "HS256"})]
    assert audited(addresses, "site.add") == [("done", {"origins": ORIGIN})]


async def test_other_origins_count_at_once(demo: Demo) -> None:
    await add_site(demo)
    backend = await add_key(demo)
    headers = await demo.headers("owner")
    sent = {"origins": ["https://new.example"]}
    assert (await demo.client.put(f"/shop/sites/{SITE}", headers=headers, json=sent)).status_code == 204
    assert (await use(demo, backend.sign()))[0] == 401
    token = backend.sign(origin="https://new.example")
    assert (await use(demo, token, "https://new.example"))[0] == 200
    assert (await demo.client.put("/shop/sites/none", headers=headers, json=sent)).status_code == 404


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256"])
async def test_a_public_key_may_come_as_jwk(demo: Demo, algorithm: str) -> None:
    await add_site(demo)
    key = private_key(algorithm)
    jwk = _jwk(key.public_key())
    sent = {"algorithm": algorithm, "public_key": jwk}
    headers = await demo.headers("owner")
    answer = await demo.client.post(f"/shop/sites/{SITE}/keys", headers=headers, json=sent)
    assert answer.status_code == 201, answer.text
    assert answer.json()["shared_key"] is None
    assert (await use(demo, Backend(answer.json()["kid"], algorithm, key).sign()))[0] == 200


async def test_weak_private_and_foreign_keys_are_refused_by_name(demo: Demo) -> None:
    await add_site(demo)
    headers = await demo.headers("owner")
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    odd = rsa.generate_private_key(public_exponent=3, key_size=2048)
    other = dsa.generate_private_key(2048).public_key()
    wrong: list[tuple[str, object]] = [
        ("RS256", pem_of(short)),
        ("RS256", pem_of(odd)),
        ("RS256", pem_of(private_key("ES256"))),
        ("ES256", pem_of(private_key("RS256"))),
        ("ES256", pem_of(ec.generate_private_key(ec.SECP384R1()))),
        ("ES256", _private_pem(private_key("ES256"))),
        ("EdDSA", _private_pem(ed25519.Ed25519PrivateKey.generate())),
        ("EdDSA", pem_of(private_key("ES256"))),
        ("RS256", other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()),
        ("ES256", _jwk(private_key("RS256").public_key())),
        ("ES256", _jwk(private_key("ES256"))),
        ("ES256", {"kty": "EC"}),
        ("ES256", {"kty": "EC", "crv": 7, "x": [], "y": None}),
        ("ES256", {}),
        ("RS256", {"kty": "oct", "k": "AAAA"}),
        ("HS256", pem_of(private_key("RS256"))),
        ("HS256", "a secret of my own choice"),
        ("RS256", "no key"),
        ("RS256", "\x00"),
        ("RS256", "\ud800"),
        ("RS256", ""),
        ("RS256", None),
    ]
    for algorithm, key in wrong:
        sent = {"algorithm": algorithm, "public_key": key}
        written = headers | {"content-type": "application/json"}
        answer = await demo.client.post(f"/shop/sites/{SITE}/keys", headers=written, content=json.dumps(sent))
        assert (answer.status_code, answer.json().get("field")) == (422, "public_key"), (algorithm, key)
    for algorithm in ("none", "HS512", "hs256", "PS256", None):
        sent = {"algorithm": algorithm}
        answer = await demo.client.post(f"/shop/sites/{SITE}/keys", headers=headers, json=sent)
        assert (answer.status_code, answer.json()["field"]) == (422, "algorithm")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"site": "Shop Example", "origins": [ORIGIN]}, "site"),
        ({"site": "", "origins": [ORIGIN]}, "site"),
        ({"site": "a\n", "origins": [ORIGIN]}, "site"),
        ({"site": "x.example", "origins": []}, "origins"),
        ({"site": "x.example", "origins": ["*"]}, "origins.0"),
        ({"site": "x.example", "origins": ["null"]}, "origins.0"),
        ({"site": "x.example", "origins": [ORIGIN, ORIGIN]}, "origins"),
        ({"site": "x.example", "origins": [ORIGIN], "keys": []}, "keys"),
    ],
)
async def test_a_website_has_a_plain_name_and_exact_origins(
    demo: Demo, sent: dict[str, object], field: str
) -> None:
    answer = await demo.client.post("/shop/sites", headers=await demo.headers("owner"), json=sent)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_name_is_taken_once_and_keys_are_bounded(demo: Demo) -> None:
    await add_site(demo)
    headers = await demo.headers("owner")
    sent = {"site": SITE, "origins": ["https://evil.example"]}
    assert (await demo.client.post("/shop/sites", headers=headers, json=sent)).status_code == 409
    for _ in range(10):
        await add_key(demo)
    path, key = f"/shop/sites/{SITE}/keys", {"algorithm": "HS256"}
    answer = await demo.client.post(path, headers=headers, json=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_keys")
    unknown = await demo.client.post("/shop/sites/none/keys", headers=headers, json=key)
    assert unknown.status_code == 404
