"""The provider of the colleagues as the owner sets it up: bounded, audited, and no way into the house."""

import pytest

from tests.conftest import Addresses
from tests.identity.providers import (
    CLIENT_SECRET,
    Provider,
    come_back,
    configure,
    headers_of,
    sign_in,
    there_and_back,
)
from tests.identity.signing_in import as_owner, audited
from tests.serving import Shop


async def test_F7_a_provider_cannot_send_us_into_the_house(house: Shop, provider: Provider) -> None:
    for configuration in (
        {"issuer": "https://other.example"},
        {"jwks_uri": "http://169.254.169.254/latest/"},
        {"jwks_uri": "http://127.0.0.1:5432/"},
        {"token_endpoint": "https://10.0.0.1/token", "jwks_uri": "https://10.0.0.1/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://evil.example/"},
        {"token_endpoint": 7},
        {"jwks_uri": None},
    ):
        provider.configuration = configuration
        answer = await house.client.get("/auth/oidc/start")
        assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable"), configuration
    provider.configuration = {"token_endpoint": "https://192.168.0.1/token"}
    answer = await come_back(house, await there_and_back(house))
    assert answer.status_code == 503
    assert (await configure(house, "https://10.0.0.1")).status_code == 200
    assert (await house.client.get("/auth/oidc/start")).status_code == 503


async def test_a_provider_may_want_the_secret_in_the_form(house: Shop, provider: Provider) -> None:
    provider.configuration = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert (await sign_in(house)).status_code == 303
    answer = await configure(house, f"{provider.issuer}/", client_secret="wrong")
    assert answer.status_code == 200
    assert (await house.client.get("/auth/oidc/start")).status_code == 503


async def test_only_the_owner_sets_the_provider_up_and_reads_no_secret(
    house: Shop, provider: Provider, addresses: Addresses
) -> None:
    sent = {
        "issuer": "https://login.example",
        "client_id": "x",
        "client_secret": "y",
        "allowed_domains": ["x.example"],
    }
    for method, body in (("GET", None), ("PUT", sent), ("DELETE", None)):
        assert (await house.client.request(method, "/shop/oidc", json=body)).status_code == 401
        for name in ("rohan", "emma", "adam"):
            headers = await headers_of(house, f"{name}@example.com")
            answer = await house.client.request(method, "/shop/oidc", json=body, headers=headers)
            assert answer.status_code == 403
    headers = await headers_of(house, "owner@example.com")
    found = await house.client.get("/shop/oidc", headers=headers)
    assert found.json()["redirect_uri"] == "http://localhost:8000/auth/oidc/callback"
    assert CLIENT_SECRET not in found.text
    assert CLIENT_SECRET not in str(audited(addresses, "oidc.configure"))
    assert (await house.client.delete("/shop/oidc", headers=headers)).status_code == 204
    for method, path in (("GET", "/shop/oidc"), ("DELETE", "/shop/oidc"), ("GET", "/auth/oidc/start")):
        gone = await house.client.request(method, path, headers=headers)
        assert (gone.status_code, gone.json()["code"]) == (404, "no_provider")
    as_owner(addresses, "update sessions set proven_at = now() - interval '6 minutes' returning 1")
    old = await house.client.put("/shop/oidc", json=sent, headers=headers)
    assert (old.status_code, old.json()["code"]) == (403, "step_up_required")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"issuer": "ftp://login.example"}, "issuer"),
        ({"issuer": "https://user@login.example"}, "issuer"),
        ({"issuer": "https://login.example?x=1"}, "issuer"),
        ({"issuer": "https://2130706433"}, "issuer"),
        ({"issuer": "https://login.example:99999"}, "issuer"),
        ({"issuer": "https://lögin.example"}, "issuer"),
        ({"issuer": "login.example"}, "issuer"),
        ({"allowed_domains": []}, "allowed_domains"),
        ({"allowed_domains": ["*"]}, "allowed_domains.0"),
        ({"allowed_domains": ["com"]}, "allowed_domains.0"),
        ({"client_id": ""}, "client_id"),
        ({"client_secret": ""}, "client_secret"),
        ({"trusts_second_factor": "perhaps"}, "trusts_second_factor"),
        ({"role": "owner"}, "role"),
    ],
)
async def test_bad_settings_of_a_provider_are_named(
    house: Shop, changed: dict[str, object], field: str
) -> None:
    answer = await configure(house, **({"issuer": "https://login.example"} | changed))  # pyright: ignore[reportArgumentType]
    assert (answer.status_code, answer.json()["field"]) == (422, field)
