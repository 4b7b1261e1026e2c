"""Colleagues at the shop's identity provider: who is verified there and known here gets in, and nobody by a lie."""

import asyncio
import base64
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import jwt
import oidc_provider_mock
import pytest

from tests.conftest import Addresses
from tests.identity.providers import (
    CLIENT_ID,
    CLIENT_SECRET,
    CURVE,
    FOREIGN,
    Provider,
    come_back,
    configure,
    providing,
    sign_in,
    there_and_back,
)
from tests.identity.signing_in import as_owner, audited
from tests.serving import Shop


async def whose(shop: Shop) -> tuple[str, str]:
    """Return whom the refresh cookie brings in: e-mail address and role."""
    refreshed = await shop.client.post("/auth/refresh")
    assert refreshed.status_code == 200, refreshed.text
    headers = {"authorization": f"Bearer {refreshed.json()['access_token']}"}
    me = (await shop.client.get("/me", headers=headers)).json()
    return me["email"], me["role"]


def _unsigned_header(header: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")


async def refused(shop: Shop, addresses: Addresses, rule: str) -> None:
    """Go the whole way and find the door closed, for this reason."""
    answer = await sign_in(shop)
    assert (answer.status_code, answer.json()["code"]) == (401, "oidc_refused"), answer.text
    assert audited(addresses, "oidc.sign_in")[-1] == ("refused", {"rule": rule})
    assert (await shop.client.post("/auth/refresh")).status_code == 401


async def test_a_colleague_is_linked_by_the_verified_address_and_then_known_by_the_subject(
    house: Shop, provider: Provider, addresses: Addresses
) -> None:
    accounts = as_owner(addresses, "select account_id, role from accounts order by 1")
    answer = await sign_in(house)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console"), answer.text
    assert await whose(house) == ("emma@example.com", "support_agent")
    assert audited(addresses, "session.begin")[-1] == ("done", {"method": "oidc", "second_factor": False})
    # From now on the address says nothing: not another one, and not one of somebody else's.
    for changed in ("emma.new@other.example", "owner@example.com"):
        provider.person |= {"email": changed, "email_verified": False}
        assert (await sign_in(house)).status_code == 303
        assert await whose(house) == ("emma@example.com", "support_agent")
    assert len(audited(addresses, "oidc.link")) == 1
    assert as_owner(addresses, "select account_id, role from accounts order by 1") == accounts
    assert provider.asked["configuration"] == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # its own, of the library under it
async def test_a_provider_that_others_wrote_signs_a_colleague_in(house: Shop) -> None:
    emma = oidc_provider_mock.User(
        sub="emma-there", claims={"email": "emma@example.com", "email_verified": True}
    )
    with oidc_provider_mock.run_server_in_thread(user_claims=[emma], require_nonce=True) as server:
        issuer = f"http://localhost:{server.server_port}"
        assert (await configure(house, issuer)).status_code == 200
        for _ in range(2):
            started = await house.client.get("/auth/oidc/start")
            async with httpx.AsyncClient() as elsewhere:
                page = await elsewhere.get(started.headers["location"])
                assert page.status_code == 200
                chosen = await elsewhere.post(started.headers["location"], data={"sub": "emma-there"})
            assert chosen.status_code == 302
            answer = await come_back(house, chosen.headers["location"])
            assert answer.status_code == 303, answer.text
            assert await whose(house) == ("emma@example.com", "support_agent")
            again = await come_back(house, chosen.headers["location"])
            assert again.status_code == 401


@pytest.mark.parametrize(
    ("claims", "rule"),
    [
        ({"nonce": "of another sign-in"}, "nonce"),
        ({"nonce": None}, "id_token"),
        ({"nonce": 7}, "nonce"),
        ({"iss": "https://other.example"}, "id_token"),
        ({"iss": None}, "id_token"),
        ({"aud": "another client"}, "id_token"),
        ({"aud": None}, "id_token"),
        ({"aud": [CLIENT_ID, "another client"]}, "authorized_party"),
        ({"aud": [CLIENT_ID, "another client"], "azp": "another client"}, "authorized_party"),
        ({"azp": "another client"}, "authorized_party"),
        ({"exp": 1_577_836_800}, "id_token"),
        ({"exp": None}, "id_token"),
        ({"exp": "never"}, "id_token"),
        ({"iat": 3_786_912_000, "exp": 3_786_912_300}, "id_token"),
        ({"iat": None}, "id_token"),
        ({"nbf": 3_786_912_000}, "id_token"),
        ({"sub": None}, "id_token"),
        ({"sub": ""}, "subject"),
        ({"sub": "é"}, "subject"),
        ({"sub": "x" * 256}, "subject"),
        ({"email_verified": False}, "email_unverified"),
        ({"email_verified": None}, "email_unverified"),
        ({"email_verified": "true"}, "email_unverified"),
        ({"email": None}, "email_unverified"),
        ({"email": ["emma@example.com"]}, "email_unverified"),
        ({"email": "emma@evil.example"}, "domain"),
        ({"email": "emma@example.com.evil.example"}, "domain"),
        ({"email": "emma@sub.example.com"}, "domain"),
        ({"email": "nobody@example.com"}, "unknown_account"),
        ({"email": "rohan@example.com"}, "staff_only"),
        ({"email": ""}, "domain"),
        ({"email": "emma@example.com\x00"}, "domain"),
    ],
)
async def test_B1_a_token_that_says_something_else_signs_nobody_in(
    house: Shop, provider: Provider, addresses: Addresses, claims: dict[str, Any], rule: str
) -> None:
    provider.claims = claims
    await refused(house, addresses, rule)
    assert as_owner(addresses, "select count(*) from oidc_links") == [(0,)]


async def test_B1_a_token_that_is_signed_otherwise_signs_nobody_in(
    house: Shop, provider: Provider, addresses: Addresses
) -> None:
    lies: list[tuple[str, dict[str, Any]]] = [
        ("header", {"key": "", "algorithm": "none"}),
        ("header", {"key": CLIENT_SECRET * 3, "algorithm": "HS256"}),
        ("header", {"algorithm": "PS256"}),
        ("header", {"algorithm": "RS512"}),
        ("malformed", {"header": {"crit": ["exp"]}}),
        ("header", {"header": {"typ": "at+jwt"}}),
        ("id_token", {"key": FOREIGN}),
        ("id_token", {"key": FOREIGN, "header": {"jku": "https://evil.example", "jwk": {"kty": "RSA"}}}),
        ("unknown_key", {"key": FOREIGN, "kid": "unknown"}),
        ("weak_key", {"key": CURVE, "algorithm": "ES256"}),
        ("header", {"token": f"{_unsigned_header({'alg': [], 'kid': 'x'})}.e30.AAAA"}),
        ("header", {"token": f"{_unsigned_header({'alg': {}, 'kid': 'x'})}.e30.AAAA"}),
        ("malformed", {"token": ""}),
        ("malformed", {"token": "a.b.c"}),
        ("too_long", {"token": "x" * 20_000}),
        ("code", {"status": 400}),
    ]
    usual = {
        name: getattr(provider, name)
        for name in ("key", "algorithm", "kid", "header", "token", "status", "keys")
    }
    for rule, lie in lies:
        for name, value in (usual | lie).items():
            setattr(provider, name, value)
        await refused(house, addresses, rule)
    unsigned = jwt.encode({"iss": provider.issuer}, "", algorithm="none").rstrip(".")
    for token in (unsigned, f"{unsigned}."):
        provider.token = token
        assert (await sign_in(house)).status_code == 401
    for name, value in usual.items():
        setattr(provider, name, value)
    assert (await sign_in(house)).status_code == 303


async def test_a_provider_changes_its_keys_and_nobody_is_locked_out(house: Shop, provider: Provider) -> None:
    assert (await sign_in(house)).status_code == 303
    provider.key, provider.kid, provider.algorithm, provider.keys = CURVE, "two", "ES256", {"two": CURVE}
    assert (await sign_in(house)).status_code == 303
    assert provider.asked["keys"] == 2
    assert (await sign_in(house)).status_code == 303
    assert provider.asked["keys"] == 2


async def test_B1_state_belongs_to_one_browser_for_one_use_and_ten_minutes(
    house: Shop, provider: Provider, addresses: Addresses
) -> None:
    address = await there_and_back(house)
    query = dict(parse_qsl(urlsplit(address).query))
    mine = dict(house.client.cookies)
    # Another browser, with its own sign-in under way, is sent the address of this one.
    house.client.cookies.clear()
    assert (await come_back(house, address)).status_code == 401
    theirs = await there_and_back(house)
    assert (await come_back(house, address)).status_code == 401
    # And the code of one sign-in does not fit the state of the other.
    other = dict(parse_qsl(urlsplit(theirs).query))
    mixed = f"/auth/oidc/callback?{urlencode({'code': query['code'], 'state': other['state']})}"
    assert (await house.client.get(mixed)).status_code == 401
    house.client.cookies.clear()
    house.client.cookies.update(mine)
    # Its state was used up by the attack; the person begins again.
    assert (await come_back(house, address)).status_code == 401
    late = await there_and_back(house)
    as_owner(addresses, "update oidc_attempts set expires_at = now() - interval '1 second' returning 1")
    assert (await come_back(house, late)).status_code == 401
    for wrong in (
        "",
        "?code=x",
        "?state=x",
        "?code=x&state=x",
        "?code=%00&state=%00",
        "?error=access_denied",
    ):
        assert (await house.client.get(f"/auth/oidc/callback{wrong}")).status_code == 401
    good = await there_and_back(house)
    answers = await asyncio.gather(*(come_back(house, good) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [303] + [401] * 9
    assert len(audited(addresses, "session.begin")) == 1


async def test_what_is_kept_of_a_sign_in_are_digests(
    house: Shop, provider: Provider, addresses: Addresses
) -> None:
    query = dict(parse_qsl(urlsplit(await there_and_back(house)).query))
    secret = house.client.cookies["support_ai_oidc"]
    kept = str(as_owner(addresses, "select * from oidc_attempts")) + str(
        as_owner(addresses, "select action, subject, detail from audit_entries")
    )
    assert query["state"] not in kept
    assert secret not in kept
    [[stored]] = as_owner(addresses, "select client_secret from oidc_providers")
    assert CLIENT_SECRET.encode() not in bytes(stored)


async def test_the_issuer_of_an_answer_must_be_the_one_that_was_asked(
    house: Shop, provider: Provider, addresses: Addresses
) -> None:
    provider.answer = {"iss": "https://evil.example"}
    await refused(house, addresses, "issuer")
    provider.answer = {"iss": provider.issuer}
    assert (await sign_in(house)).status_code == 303
    # Where it says that it always names itself, silence is another's.
    provider.answer = {}
    provider.configuration = {"authorization_response_iss_parameter_supported": True}
    async with providing() as other:
        assert (await configure(house, other.issuer)).status_code == 200
        other.configuration = provider.configuration
        await house.client.post("/auth/logout")
        await refused(house, addresses, "issuer")
    # What was begun at one provider does not end at another.
    assert (await configure(house, provider.issuer)).status_code == 200
    address = await there_and_back(house)
    async with providing() as other:
        assert (await configure(house, other.issuer)).status_code == 200
        assert (await come_back(house, address)).status_code == 401
        assert audited(addresses, "oidc.sign_in")[-1] == ("refused", {"rule": "state"})
        assert other.asked.get("token") is None


async def test_disabled_and_demoted_colleagues_and_second_subjects_stay_outside(
    house: Shop, provider: Provider, addresses: Addresses
) -> None:
    assert (await sign_in(house)).status_code == 303
    await house.client.post("/auth/logout")
    provider.person["sub"] = "subject-2"
    await refused(house, addresses, "other_subject")
    provider.person["sub"] = "subject-1"
    emma = "where account_id = (select account_id from oidc_links) returning 1"
    as_owner(addresses, f"update accounts set disabled_at = now() {emma}")
    await refused(house, addresses, "disabled")
    as_owner(addresses, f"update accounts set disabled_at = null, role = 'customer' {emma}")
    await refused(house, addresses, "staff_only")
    as_owner(addresses, f"update accounts set role = 'support_agent' {emma}")
    assert (await sign_in(house)).status_code == 303


async def test_A6_a_second_factor_counts_only_where_the_owner_trusts_the_providers_word(
    house: Shop, provider: Provider, addresses: Addresses
) -> None:
    for trusted, methods, expected in (
        (True, ["pwd", "mfa"], True),
        (True, ["otp"], True),
        (True, ["hwk"], True),
        (True, ["pwd"], False),
        (True, None, False),
        (True, "mfa", False),
        (False, ["pwd", "mfa"], False),
    ):
        assert (await configure(house, provider.issuer, trusts_second_factor=trusted)).status_code == 200
        provider.claims = {"amr": methods}
        assert (await sign_in(house)).status_code == 303
        told = {"method": "oidc", "second_factor": expected}
        assert audited(addresses, "session.begin")[-1] == ("done", told)
