"""Rows G1, B1 and B2 for the website's identity token: it proves one customer, once, for one origin, and nothing else does."""

import asyncio
import hmac
import time
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.core.clock import now
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.host_identity import IdentityRefusedError, key_of, verify
from support_ai.identity.public_keys import Algorithm
from support_ai.identity.refreshing import refresh_session
from support_ai.identity.site_queries import VerifyingKey
from tests.conftest import Addresses, Demo
from tests.identity.forging import WRONG_HEADERS
from tests.identity.signing_in import as_owner, audited, own_orders
from tests.identity.websites import (
    CUSTOMER,
    ORIGIN,
    SITE,
    Backend,
    add_key,
    add_site,
    claims,
    part,
    pem_of,
    private_key,
    use,
)


def wrong_claims() -> dict[str, dict[str, object]]:
    """Return what changes in the claims of a good token, for the moment of the call."""
    moment = int(time.time())
    return {
        **{f"without {name}": {name: None} for name in ("exp", "iat", "sub", "jti", "aud", "iss", "origin")},
        "expired": {"iat": 1_577_836_500, "exp": 1_577_836_800},
        "just expired": {"iat": moment - 400, "exp": moment - 31},
        "61 minutes": {"exp": moment + 3660},
        "issued tomorrow": {"iat": moment + 86_400, "exp": moment + 86_400 + 60},
        "ends before it begins": {"iat": moment + 20, "exp": moment + 10},
        "valid later": {"nbf": moment + 86_400},
        "expiry in words": {"exp": "never"},
        "expiry as digits": {"exp": str(moment + 60)},
        "expiry as a list": {"exp": [moment + 86_400]},
        "a broken second": {"exp": moment + 60.5},
        "endless": {"exp": float("inf")},
        "no number": {"exp": float("nan")},
        "true": {"iat": True},
        "issued in words": {"iat": "now"},
        "issued never": {"iat": -1},
        "of somebody else": {"iss": "other.example"},
        "of several": {"iss": [SITE]},
        "of us": {"iss": "support-ai"},
        "for somebody else": {"aud": "support-ai:at+jwt"},
        "for several": {"aud": ["support-ai:widget"]},
        "for nobody": {"aud": []},
        "for an object": {"aud": {"support-ai:widget": 1}},
        "about a number": {"sub": 123},
        "about nobody": {"sub": ""},
        "about a list": {"sub": [CUSTOMER]},
        "about a stranger": {"sub": "CUST-0"},
        "about a name that cannot be stored": {"sub": "CUST-123\x00"},
        "about half a letter": {"sub": "\ud800"},
        "about a long name": {"sub": "x" * 201},
        "about another case": {"sub": "cust-123"},
        "a numbered id": {"jti": 7},
        "an empty id": {"jti": ""},
        "a long id": {"jti": "x" * 201},
        "another origin": {"origin": "https://evil.example"},
        "several origins": {"origin": [ORIGIN]},
        "an origin with a path": {"origin": f"{ORIGIN}/"},
        "no origin": {"origin": "null"},
    }


@pytest.mark.parametrize("algorithm", [one.value for one in Algorithm])
async def test_G1_a_token_opens_the_session_of_its_customer_with_every_algorithm(
    demo: Demo, addresses: Addresses, algorithm: str
) -> None:
    await add_site(demo)
    backend = await add_key(demo, algorithm)
    status, answer = await use(demo, backend.sign())
    assert status == 200, answer
    headers = {"authorization": f"Bearer {answer['access_token']}"}
    me = (await demo.client.get("/me", headers=headers)).json()
    assert (me["customer_id"], me["role"], me["email"]) == (CUSTOMER, "customer", "rohan@example.com")
    assert "ORD-789" in await own_orders(demo.shop, headers)
    assert (await demo.client.get("/orders/ORD-999", headers=headers)).status_code == 404
    told = {"method": "identity", "second_factor": False}
    assert audited(addresses, "session.begin")[-1] == ("done", told)
    assert (await demo.client.post("/auth/refresh")).status_code == 200


async def test_G1_a_customer_without_an_account_gets_one_and_keeps_it(
    demo: Demo, addresses: Addresses
) -> None:
    await add_site(demo)
    backend = await add_key(demo)
    [[customer]] = as_owner(
        addresses,
        "select customer_id from customers c where not exists (select from accounts a"
        " where a.customer_id = c.customer_id) order by 1 limit 1",
    )
    accounts = set[str]()
    for answer in await asyncio.gather(*(use(demo, backend.sign(sub=customer)) for _ in range(5))):
        assert answer[0] == 200, answer
        headers = {"authorization": f"Bearer {answer[1]['access_token']}"}
        me = (await demo.client.get("/me", headers=headers)).json()
        assert (me["customer_id"], me["role"]) == (customer, "customer")
        accounts.add(me["account_id"])
    assert len(accounts) == 1


async def test_G1_of_twenty_at_once_with_one_token_one_wins(demo: Demo, addresses: Addresses) -> None:
    await add_site(demo)
    token = (await add_key(demo)).sign()
    answers = await asyncio.gather(*(use(demo, token) for _ in range(20)))
    assert sorted(status for status, _ in answers) == [200] + [401] * 19
    assert (await use(demo, token))[0] == 401
    assert audited(addresses, "identity.use") == [("refused", {"rule": "used_before"})] * 20
    assert as_owner(addresses, "select count(*) from identity_tokens") == [(1,)]


@pytest.mark.parametrize("origin", [None, "null", "", "https://evil.example", "http://shop.example"])
async def test_G1_a_page_of_another_origin_cannot_use_it(demo: Demo, origin: str | None) -> None:
    await add_site(demo)
    backend = await add_key(demo)
    for claimed in (ORIGIN, origin):
        assert (await use(demo, backend.sign(origin=claimed), origin))[0] == 401
    for strange in (f"{ORIGIN}.evil.example", f"{ORIGIN}:444", "https://www.shop.example"):
        assert (await use(demo, backend.sign(origin=strange), strange))[0] == 401


async def test_G1_a_website_signs_for_itself_and_its_origins_only(demo: Demo) -> None:
    await add_site(demo)
    await add_site(demo, "other.example", "https://other.example")
    ours, theirs = await add_key(demo), await add_key(demo, site="other.example")
    assert (await use(demo, theirs.sign()))[0] == 401
    assert (await use(demo, theirs.sign(iss="other.example")))[0] == 401
    mixed = Backend(ours.kid, "HS256", theirs.secret)
    assert (await use(demo, mixed.sign()))[0] == 401
    good = theirs.sign(iss="other.example", origin="https://other.example")
    assert (await use(demo, good))[0] == 401
    assert (await use(demo, good, "https://other.example"))[0] == 200
    # The same id from another website is another token.
    assert (await use(demo, ours.sign(jti="1")))[0] == 200
    again = theirs.sign(iss="other.example", origin="https://other.example", jti="1")
    assert (await use(demo, again, "https://other.example"))[0] == 200


async def test_G1_a_static_digest_of_a_customer_number_proves_nothing(demo: Demo) -> None:
    await add_site(demo)
    backend = await add_key(demo)
    assert isinstance(backend.secret, str)
    digest = hmac.new(backend.secret.encode(), CUSTOMER.encode(), "sha256").hexdigest()
    for token in (digest, f"{CUSTOMER}.{digest}", f"{part(CUSTOMER)}.{digest}", f"..{digest}"):
        assert (await use(demo, token))[0] == 401
    sent = {"token": digest, "user_id": CUSTOMER, "user_hash": digest}
    assert (await demo.client.post("/auth/identity", json=sent)).status_code == 422


async def test_G1_a_disabled_customer_stays_outside(demo: Demo, addresses: Addresses) -> None:
    await add_site(demo)
    backend = await add_key(demo)
    as_owner(
        addresses, "update accounts set disabled_at = now() where customer_id = %s returning 1", CUSTOMER
    )
    assert (await use(demo, backend.sign()))[0] == 401
    assert audited(addresses, "identity.use") == [("refused", {"rule": "disabled"})]


async def test_B3_keys_are_changed_over_without_a_gap(demo: Demo) -> None:
    await add_site(demo)
    old, new = await add_key(demo), await add_key(demo, "ES256")
    for backend in (old, new):
        assert (await use(demo, backend.sign()))[0] == 200
    late = old.sign()
    headers = await demo.headers("owner")
    removed = await demo.client.delete(f"/shop/sites/{SITE}/keys/{old.kid}", headers=headers)
    assert removed.status_code == 204
    assert (await use(demo, late))[0] == 401
    assert (await use(demo, new.sign()))[0] == 200
    again = await demo.client.delete(f"/shop/sites/{SITE}/keys/{old.kid}", headers=headers)
    assert again.status_code == 404


async def test_B1_every_forgery_is_a_401_and_never_a_fault(demo: Demo, addresses: Addresses) -> None:
    await add_site(demo)
    shared, pair = await add_key(demo), await add_key(demo, "RS256")
    assert not isinstance(pair.secret, str)
    pem = pem_of(pair.secret)
    good = shared.sign()
    head, body, signature = good.split(".")
    wrong_headers = {
        name: shown
        for name, shown in WRONG_HEADERS.items()
        if name not in ("the usual type", "a refresh token")
    }
    tokens: dict[str, object] = {
        **{name: shared.forge(None, claims(**changed)) for name, changed in wrong_claims().items()},
        **{name: shared.forge(shown) for name, shown in wrong_headers.items()},
        "an access token's type": shared.forge({"typ": "at+jwt"}),
        "a refresh token's type": shared.forge({"typ": "refresh+jwt"}),
        "a small type": shared.forge({"typ": "jwt"}),
        "signed with the public key": shared.forge({"kid": pair.kid}, key=pem),
        "signed with the public key as a secret": shared.forge({"kid": pair.kid, "alg": "RS256"}, key=pem),
        "unsigned": jwt.encode(claims(), "", algorithm="none", headers={"kid": shared.kid}),
        "a strange key": Backend(shared.kid, "HS256", "x" * 43).sign(),
        "a strange pair": Backend(pair.kid, "ES256", private_key("ES256")).sign(),
        "a longer digest": shared.forge({"alg": "HS512"}, digest="sha512"),
        "without a signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "four parts": f"{good}.{signature}",
        "tampered": f"{head}.{part(claims(sub='CUST-456'))}.{signature}",
        "cut": good[:-4],
        "empty": "",
        "dots": "..",
        "letters": "a.b.c",
        "no letters": "\x00\x7f",
        "long": shared.sign(more="x" * 8000),
        "a list": shared.forge(None, [1]),
        "deep": shared.forge(None, b"[" * 3000),
        "no JSON": shared.forge(b"{"),
    }
    accepted = {name: await use(demo, token) for name, token in tokens.items()}
    assert {name: answer for name, answer in accepted.items() if answer[0] != 401} == {}
    assert {answer["code"] for _, answer in accepted.values()} == {"identity_refused"}
    assert as_owner(addresses, "select count(*) from identity_tokens") == [(0,)]
    assert (await use(demo, good))[0] == 200
    entries = str(audited(addresses, "identity.use"))
    assert len(audited(addresses, "identity.use")) == len(tokens)
    assert "CUST" not in entries
    for token in (7, None, [good], {"token": good}, "\ud800"):
        assert (await use(demo, token))[0] == 422


KEY = VerifyingKey(SITE, frozenset({ORIGIN}), Algorithm.HS256, "k" * 43)
KNOWN = Backend("0" * 16, "HS256", KEY.material)


@given(st.text(max_size=200))
def test_B1_any_text_at_all_is_refused_as_an_identity_token(text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        key_of(text)


@given(
    st.sampled_from(["exp", "iat", "nbf", "iss", "aud", "sub", "jti", "origin"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), st.lists, max_leaves=5
    ),
)
def test_B1_any_value_at_all_in_a_claim_is_refused_and_no_fault(name: str, value: Any) -> None:
    token = KNOWN.forge(None, claims() | {name: value})
    try:
        verify(token, KEY, ORIGIN, now())
    except IdentityRefusedError:
        return
    assert name in ("sub", "jti", "nbf"), (name, value)


async def test_B2_our_own_tokens_open_nothing_here_and_these_open_nothing_else(demo: Demo) -> None:
    await add_site(demo)
    backend = await add_key(demo)
    headers = await demo.headers("rohan")
    authenticator = demo.shop.resources.authenticator
    person = await authenticator.authenticate(headers["authorization"].removeprefix("Bearer "))
    others = {
        "access": headers["authorization"].removeprefix("Bearer "),
        "visitor": authenticator.new_visitor()[1],
        "ticket": await authenticator.issue_ticket(person, ORIGIN),
        "refresh": "x" * 43,
    }
    for name, secret in others.items():
        assert (await use(demo, secret))[0] == 401, name
    token = backend.sign()
    for path in ("/me", "/orders", "/conversations"):
        found = await demo.client.get(path, headers={"authorization": f"Bearer {token}"})
        assert found.status_code == 401
    with pytest.raises(UnauthenticatedError):
        await authenticator.redeem_ticket(token, ORIGIN)
    with pytest.raises(UnauthenticatedError):
        await refresh_session(demo.shop.resources.identity, token)
    assert (await use(demo, token))[0] == 200
