"""Rows A6, B4, B8 and B9: people see and end their own sessions, prove themselves once more, and change their password."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from support_ai.access.actor import Reason, System
from support_ai.access.role import Role
from support_ai.identity.service import now
from support_ai.identity.sessions import end_sessions
from support_ai.identity.user_agent import device_of
from support_ai.shop.security import SecuritySettings
from tests.conftest import Addresses
from tests.identity.signing_in import (
    COOKIE,
    EMAIL,
    PASSWORD,
    as_owner,
    audited,
    noticed,
    person_of,
    signed,
    verified,
    verify,
)
from tests.serving import Shop

Headers = dict[str, str]
OTHER = "another-secret-7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
AGENTS = {
    FIREFOX: "Firefox on Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36": "Chrome on Windows",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0": "Edge on Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15": "Safari on macOS",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36": "Chrome on Android",
    "curl/8.9.1": "curl",
    "": "Unknown",
    "Rohan Example <rohan@example.com> 198.51.100.7": "Unknown",
    "Firefox/" * 100_000: "Firefox",
}


async def _own(shop: Shop, headers: Headers) -> list[dict[str, Any]]:
    answer = await shop.client.get("/auth/sessions", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def _status(shop: Shop, headers: Headers) -> int:
    return (await shop.client.get("/me", headers=headers)).status_code


async def _three(shop: Shop) -> list[Headers]:
    """Return the headers of an account that is signed in three times."""
    await shop.register(EMAIL, PASSWORD)
    signed_in = [await shop.login(EMAIL, PASSWORD) for _ in range(3)]
    shop.client.cookies.clear()
    return signed_in


@pytest.mark.parametrize(("sent", "label"), AGENTS.items())
def test_B9_a_device_is_named_in_our_own_words(sent: str, label: str) -> None:
    assert device_of(sent) == label


async def test_B9_people_see_where_they_are_signed_in_and_the_present_session_is_marked(shop: Shop) -> None:
    await shop.register(EMAIL, PASSWORD)
    shop.client.headers["user-agent"] = FIREFOX
    headers = await shop.login(EMAIL, PASSWORD)
    other = await shop.login(EMAIL, PASSWORD)
    await verified(shop, "michael@example.com")
    own = await _own(shop, headers)
    assert [one["current"] for one in own] == [False, True]
    assert {one["device"] for one in own} == {"Firefox on Linux"}
    assert {one["method"] for one in own} == {"password"}
    assert own[1]["session_id"] == str((await person_of(shop, headers)).session_id)
    assert [one["current"] for one in await _own(shop, other)] == [True, False]


async def test_B8_no_header_and_no_address_of_a_browser_is_stored(shop: Shop, addresses: Addresses) -> None:
    shop.client.headers["user-agent"] = f"{FIREFOX} canary-7"
    await shop.register(EMAIL, PASSWORD)
    await shop.login(EMAIL, PASSWORD)
    rows = as_owner(addresses, "select to_jsonb(s)::text from sessions s")
    assert "canary-7" not in rows[0][0]
    assert "Firefox on Linux" in rows[0][0]


async def test_B9_one_session_is_ended_from_another(shop: Shop, addresses: Addresses) -> None:
    phone, laptop, tablet = await _three(shop)
    lost = (await person_of(shop, phone)).session_id
    answer = await shop.client.delete(f"/auth/sessions/{lost}", headers=laptop)
    assert answer.status_code == 204
    assert "set-cookie" not in answer.headers
    assert [await _status(shop, one) for one in (phone, laptop, tablet)] == [401, 200, 200]
    again = await shop.client.delete(f"/auth/sessions/{lost}", headers=laptop)
    assert (again.status_code, again.json()["code"]) == (404, "session_not_found")
    own = (await person_of(shop, laptop)).session_id
    answer = await shop.client.delete(f"/auth/sessions/{own}", headers=laptop)
    assert answer.status_code == 204
    assert f'{COOKIE}=""' in answer.headers["set-cookie"]
    assert await _status(shop, laptop) == 401
    assert len(audited(addresses, "session.end")) == 2


async def test_D2_nobody_ends_somebody_elses_session(shop: Shop) -> None:
    rohan, michael = await verified(shop, EMAIL), await verified(shop, "michael@example.com")
    theirs = (await person_of(shop, rohan)).session_id
    for identifier in (theirs, uuid4()):
        answer = await shop.client.delete(f"/auth/sessions/{identifier}", headers=michael)
        assert (answer.status_code, answer.json()["code"]) == (404, "session_not_found")
    assert (await shop.client.delete("/auth/sessions/no-id", headers=michael)).status_code == 422
    assert (await shop.client.delete("/auth/sessions", headers=michael)).json() == {"ended": 1}
    assert await _status(shop, rohan) == 200


@pytest.mark.parametrize(
    ("query", "left"), [("", 401), ("?keep_current=false", 401), ("?keep_current=true", 200)]
)
async def test_B9_all_sessions_end_at_once_the_present_one_if_wanted(
    shop: Shop, query: str, left: int
) -> None:
    phone, laptop, tablet = await _three(shop)
    answer = await shop.client.delete(f"/auth/sessions{query}", headers=laptop)
    assert answer.json() == {"ended": 3 if left == 401 else 2}
    assert [await _status(shop, one) for one in (phone, laptop, tablet)] == [401, left, 401]
    assert ("set-cookie" in answer.headers) == (left == 401)


async def test_B9_others_can_end_every_session_of_an_account_but_one(shop: Shop) -> None:
    phone, laptop, tablet = await _three(shop)
    kept = await person_of(shop, tablet)
    async with shop.resources.database.transaction(System(Reason.TOKEN)) as conn:
        assert await end_sessions(conn, kept.account_id, now(), keep=kept.session_id) == 2
        assert await end_sessions(conn, kept.account_id, now(), keep=kept.session_id) == 0
    assert [await _status(shop, one) for one in (phone, laptop, tablet)] == [401, 401, 200]


async def test_B9_a_password_that_the_operator_sets_ends_every_session(shop: Shop) -> None:
    headers = await verified(shop, EMAIL)
    await shop.resources.identity.set_password(Reason.STAFF_COMMAND, EMAIL, OTHER)
    assert await _status(shop, headers) == 401
    assert await _status(shop, await shop.login(EMAIL, OTHER)) == 200


async def test_B9_a_session_that_ended_stays_ended(shop: Shop, addresses: Addresses) -> None:
    phone, laptop, _ = await _three(shop)
    lost, kept = await person_of(shop, phone), await person_of(shop, laptop)
    await shop.client.delete(f"/auth/sessions/{lost.session_id}", headers=laptop)
    statement = "update sessions set revoked_at = null where session_id = %s"
    for actor in (kept, System(Reason.TOKEN), System(Reason.SIGN_IN)):
        with pytest.raises(Exception, match="not theirs to change"):
            async with shop.resources.database.transaction(actor) as conn:
                await conn.execute(statement, (lost.session_id,))
    for column in ("last_seen_at = now() + interval '1 day'", "failures = 0 - 9"):
        with pytest.raises(Exception, match="not theirs to change"):
            async with shop.resources.database.transaction(kept) as conn:
                await conn.execute(
                    f"update sessions set {column} where session_id = '{kept.session_id}'".encode()
                )
    assert as_owner(addresses, "select count(*) from sessions where revoked_at is not null") == [(1,)]


async def test_B9_every_sign_in_and_every_change_of_rights_has_a_session_id_of_its_own(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    first = await shop.login(EMAIL, PASSWORD)
    old_cookie = shop.client.cookies[COOKIE]
    answer = await verify(shop, first)
    second = signed(answer)
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 900)
    assert shop.client.cookies[COOKIE] != old_cookie
    stepped = await shop.client.post("/auth/step-up", headers=second, json={"password": PASSWORD})
    third = signed(stepped.json())
    sent = {"current_password": PASSWORD, "password": OTHER}
    changed = await shop.client.post("/auth/password/change", headers=third, json=sent)
    fourth = signed(changed.json())
    assert [await _status(shop, one) for one in (first, second, third, fourth)] == [401, 401, 401, 200]
    assert as_owner(addresses, "select count(distinct session_id) from sessions") == [(4,)]
    assert len({tuple(row) for row in as_owner(addresses, "select begun_at, expires_at from sessions")}) == 1
    cookies = {"cookie": f"{COOKIE}={old_cookie}"}
    assert (await shop.client.post("/auth/refresh", headers=cookies)).status_code == 401
    assert await _status(shop, fourth) == 200


async def test_B9_of_many_who_renew_one_session_at_once_one_does(shop: Shop, addresses: Addresses) -> None:
    await shop.register(EMAIL, PASSWORD)
    person = await person_of(shop, await shop.login(EMAIL, PASSWORD))
    identity = shop.resources.identity

    async def renew() -> None:
        async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
            await identity.sessions.renew_session(conn, person)

    outcomes = await asyncio.gather(*(renew() for _ in range(20)), return_exceptions=True)
    assert outcomes.count(None) == 1
    assert as_owner(addresses, "select count(*) from sessions where revoked_at is null") == [(1,)]


async def test_D7_a_step_up_proves_anew_and_renewing_without_a_proof_does_not(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    as_owner(addresses, "update sessions set proven_at = now() - interval '1 hour' returning 1")
    old = await person_of(shop, headers)
    headers = signed(await verify(shop, headers))
    renewed = await person_of(shop, headers)
    assert old.proven_at == renewed.proven_at is not None
    answer = await shop.client.post("/auth/step-up", headers=headers, json={"password": PASSWORD})
    stepped = await person_of(shop, signed(answer.json()))
    assert stepped.proven_at is not None
    assert (now() - stepped.proven_at).total_seconds() < 60


@pytest.mark.parametrize("path", ["/auth/step-up", "/auth/password/change"])
async def test_A6_five_wrong_passwords_end_the_session_and_many_at_once_are_no_more(
    shop: Shop, addresses: Addresses, path: str
) -> None:
    headers, other, _ = await _three(shop)
    sent: dict[str, str] = {"password": "wrong-one-1"}
    if path != "/auth/step-up":
        sent = {"current_password": "wrong-one-1", "password": OTHER}
    answers = await asyncio.gather(*(shop.client.post(path, headers=headers, json=sent) for _ in range(20)))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(422), statuses.count(401)) == (5, 15)
    wrong = next(answer.json() for answer in answers if answer.status_code == 422)
    field = "password" if path == "/auth/step-up" else "current_password"
    assert (wrong["code"], wrong["field"]) == ("wrong_password", field)
    assert [await _status(shop, one) for one in (headers, other)] == [401, 200]
    action = "session.step_up" if path == "/auth/step-up" else "account.change_password"
    assert {outcome for outcome, _ in audited(addresses, action)} == {"refused"}


async def test_A6_a_password_change_needs_the_present_one_ends_other_sessions_and_tells_the_owner(
    shop: Shop, addresses: Addresses
) -> None:
    phone, laptop, tablet = await _three(shop)
    weak = {"current_password": PASSWORD, "password": "password"}
    answer = await shop.client.post("/auth/password/change", headers=laptop, json=weak)
    assert (answer.status_code, answer.json()["field"]) == (422, "password")
    wrong = {"current_password": "not-this-one", "password": OTHER}
    assert (await shop.client.post("/auth/password/change", headers=laptop, json=wrong)).status_code == 422
    right = {"current_password": PASSWORD, "password": OTHER}
    answer = await shop.client.post("/auth/password/change", headers=laptop, json=right)
    assert answer.status_code == 200, answer.text
    assert [await _status(shop, one) for one in (phone, laptop, tablet)] == [401, 401, 401]
    assert await _status(shop, signed(answer.json())) == 200
    assert (
        await shop.client.post("/auth/login", json={"email": EMAIL, "password": PASSWORD})
    ).status_code == 401
    await shop.login(EMAIL, OTHER)
    done = [detail for outcome, detail in audited(addresses, "account.change_password") if outcome == "done"]
    assert done == [{"sessions_ended": 2}]
    assert await noticed(shop) == ["Our shop: Your password was changed"]


async def test_A6_of_password_changes_at_once_one_counts(shop: Shop) -> None:
    signed_in = await _three(shop)
    answers = await asyncio.gather(
        *(
            shop.client.post(
                "/auth/password/change",
                headers=headers,
                json={"current_password": PASSWORD, "password": f"{OTHER}{number}"},
            )
            for number, headers in enumerate(signed_in)
        )
    )
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) == 1
    assert all(status in (200, 401, 409, 422) for status in statuses)
    await shop.login(EMAIL, f"{OTHER}{statuses.index(200)}")
    assert [await _status(shop, headers) for headers in signed_in] == [401, 401, 401]


async def test_A3_a_new_password_is_as_long_as_the_owner_wants(shop: Shop) -> None:
    await shop.resources.identity.make_account(
        Reason.STAFF_COMMAND, "owner@example.com", name="Olivia", role=Role.OWNER, password=PASSWORD
    )
    owner = await shop.login("owner@example.com", PASSWORD)
    headers = await verified(shop, EMAIL)
    wanted = SecuritySettings(password_min_length=16).model_dump(mode="json")
    answer = await shop.client.put("/shop/security", headers=owner, json={"version": 0, "settings": wanted})
    assert answer.status_code == 200, answer.text
    sent = {"current_password": PASSWORD, "password": "fifteen-letters"}
    short = await shop.client.post("/auth/password/change", headers=headers, json=sent)
    assert (short.status_code, short.json()["code"]) == (422, "weak_password")
    assert "16 characters" in short.json()["detail"]
    new = {"email": "new@example.com", "password": "fifteen-letters", "name": "New"}
    assert (await shop.client.post("/auth/register", json=new)).status_code == 422
    sent["password"] = "sixteen-letters-x"
    assert (await shop.client.post("/auth/password/change", headers=headers, json=sent)).status_code == 200
