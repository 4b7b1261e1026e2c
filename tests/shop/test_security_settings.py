"""The security settings over HTTP: the owner's alone, versioned, audited, bounded, in force at once."""

import asyncio

import pytest

from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, audited


async def test_only_the_owner_reads_and_changes_them(demo: Demo) -> None:
    assert (await demo.client.get("/shop/security")).status_code == 401
    for name in ("rohan", "michael", "emma", "admin"):
        headers = await demo.headers(name)
        assert (await demo.client.get("/shop/security", headers=headers)).status_code == 403
        sent: dict[str, object] = {"version": 0, "settings": {}}
        assert (await demo.client.put("/shop/security", headers=headers, json=sent)).status_code == 403
    found = await demo.client.get("/shop/security", headers=await demo.headers("owner"))
    assert found.status_code == 200
    assert found.json()["version"] == 0


async def test_a_change_is_a_version_is_audited_and_counts_at_once(demo: Demo, addresses: Addresses) -> None:
    headers = await demo.headers("owner")
    sent = {
        "version": 0,
        "settings": {"password_min_length": 12, "allowed_origins": ["https://shop.example"]},
    }
    changed = await demo.client.put("/shop/security", headers=headers, json=sent)
    assert changed.status_code == 200, changed.text
    assert changed.json()["version"] == 1
    for _ in range(100):
        if demo.shop.resources.security.settings.password_min_length == 12:
            break
        await asyncio.sleep(0.02)
    assert demo.shop.resources.security.settings.allowed_origins == ("https://shop.example",)
    assert audited(addresses, "shop.configure_security") == [
        ("done", {"password_min_length": "12", "allowed_origins": "['https://shop.example']"})
    ]
    versions = (await demo.client.get("/shop/security/versions", headers=headers)).json()["items"]
    assert [one["version"] for one in versions] == [1]
    assert versions[0]["changed_by"].startswith("account:")


async def test_the_same_settings_again_make_no_version(demo: Demo, addresses: Addresses) -> None:
    headers = await demo.headers("owner")
    found = (await demo.client.get("/shop/security", headers=headers)).json()
    sent = {"version": 0, "settings": found["settings"]}
    assert (await demo.client.put("/shop/security", headers=headers, json=sent)).json()["version"] == 0
    assert as_owner(addresses, "select count(*) from security_settings") == [(0,)]


async def test_of_changes_made_from_one_version_one_counts(demo: Demo) -> None:
    headers = await demo.headers("owner")
    answers = await asyncio.gather(
        *(
            demo.client.put(
                "/shop/security",
                headers=headers,
                json={"version": 0, "settings": {"password_min_length": 10 + number}},
            )
            for number in range(5)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"version_outdated"}


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"password_min_length": 7}, "settings.password_min_length"),
        ({"staff_idle_minutes": 31}, "settings.staff_idle_minutes"),
        ({"staff_session_hours": 13}, "settings.staff_session_hours"),
        ({"customer_session_days": 31}, "settings.customer_session_days"),
        ({"allowed_origins": ["*"]}, "settings.allowed_origins.0"),
        ({"allowed_origins": ["https://shop.example/path"]}, "settings.allowed_origins.0"),
        ({"allowed_origins": ["null"]}, "settings.allowed_origins.0"),
        ({"allowed_origins": ["https://a.example", "https://a.example"]}, "settings.allowed_origins"),
        ({"code_channels": []}, "settings.code_channels"),
        ({"code_channels": ["pigeon"]}, "settings.code_channels.0"),
        ({"login_failures_per_address": 6}, "settings.login_failures_per_address"),
        ({"unknown": 1}, "settings.unknown"),
    ],
)
async def test_nothing_weaker_than_the_bounds_is_taken(
    demo: Demo, settings: dict[str, object], field: str
) -> None:
    sent = {"version": 0, "settings": settings}
    answer = await demo.client.put("/shop/security", headers=await demo.headers("owner"), json=sent)
    assert answer.status_code == 422
    assert answer.json()["field"] == field


async def test_a_session_that_was_left_open_must_prove_itself_again(demo: Demo, addresses: Addresses) -> None:
    headers = await demo.headers("owner")
    as_owner(addresses, "update sessions set proven_at = now() - interval '6 minutes' returning 1")
    sent = {"version": 0, "settings": {"password_min_length": 12}}
    answer = await demo.client.put("/shop/security", headers=headers, json=sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")
    assert (await demo.client.get("/shop/security", headers=headers)).status_code == 200
