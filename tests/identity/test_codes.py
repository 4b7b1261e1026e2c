"""One-time codes: rows C1 to C5 and C7."""

import asyncio
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from support_ai.bootstrap import Thought
from support_ai.core.clock import now
from support_ai.core.database import Database
from support_ai.identity.code_jobs import send_code_task
from support_ai.identity.codes import draw
from support_ai.messaging.senders import Senders
from tests.conftest import Addresses, Demo
from tests.identity.asking import EMAIL, WRONG, Ticking, ask, mailed, other, prove, settled
from tests.identity.signing_in import as_owner, own_orders, signed, verified
from tests.serving import Shop, serving


@pytest.fixture
async def known(demo: Demo) -> Shop:
    """Give the demo shop, in which Rohan has a record and an account."""
    return demo.shop


def test_C1_every_digit_of_a_code_is_as_likely_at_every_place() -> None:
    codes = [draw() for _ in range(1_000_000)]
    assert all(re.fullmatch(r"[0-9]{6}", code) for code in codes)
    for place in range(6):
        seen = Counter(code[place] for code in codes)
        chi_square = sum((seen[digit] - 100_000) ** 2 / 100_000 for digit in "0123456789")
        # Nine degrees of freedom: 33.7 is passed by chance once in ten thousand runs; six places are looked at.
        assert chi_square < 40, (place, seen)
    assert any(code.startswith("00") for code in codes)


async def test_a_code_signs_a_customer_in_and_opens_their_own_orders(
    known: Shop, addresses: Addresses
) -> None:
    challenge = await ask(known, email="Rohan@Example.com")
    answer = await prove(known, challenge, await mailed(known, addresses))
    assert answer.status_code == 200, answer.text
    assert "support_ai_refresh" in answer.cookies
    assert set(await own_orders(known, signed(answer.json()))) == {"ORD-123", "ORD-456", "ORD-789"}


async def test_C2_of_fifty_right_submits_at_once_one_makes_a_session(
    known: Shop, addresses: Addresses
) -> None:
    challenge = await ask(known, email=EMAIL)
    code = await mailed(known, addresses)
    before = as_owner(addresses, "select count(*) from sessions")
    answers = await asyncio.gather(*(prove(known, challenge, code) for _ in range(50)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, WRONG: 49}
    assert as_owner(addresses, "select count(*) from sessions")[0][0] == before[0][0] + 1


async def test_C3_a_code_dies_after_five_tries_and_each_waits_longer(
    database: Database, tmp_path: Path, thought: Thought, addresses: Addresses
) -> None:
    clock = Ticking()
    async with serving(database, tmp_path, thought, clock) as shop:
        await verified(shop, EMAIL)
        shop.mail.mails.clear()
        challenge = await ask(shop, email=EMAIL)
        code = await mailed(shop, addresses)
        for tries in range(5):
            wrong = await prove(shop, challenge, other(code))
            assert (wrong.status_code, wrong.json()["code"]) == (WRONG, "wrong_code")
            soon = await prove(shop, challenge, code)
            if tries < 4:
                assert soon.status_code == 429
                assert 1 <= int(soon.headers["retry-after"]) <= 2**tries
            clock.ahead += timedelta(seconds=2**tries)
        assert (await prove(shop, challenge, code)).status_code == WRONG


async def test_C3_a_new_code_ends_the_one_before(known: Shop, addresses: Addresses) -> None:
    first = await ask(known, email=EMAIL)
    code = await mailed(known, addresses)
    second = await ask(known, email=EMAIL)
    newer = await mailed(known, addresses)
    assert (await prove(known, first, code)).status_code == WRONG
    assert (await prove(known, second, newer)).status_code == 200


async def test_C3_after_a_hundred_failures_nothing_is_sent_any_more(
    known: Shop, addresses: Addresses
) -> None:
    await ask(known, email=EMAIL)
    await settled(addresses)
    as_owner(
        addresses, "update one_time_codes set tries = 100, created_at = now() - interval '2 days' returning 1"
    )
    known.mail.mails.clear()
    await ask(known, email=EMAIL)
    await settled(addresses)
    assert known.mail.mails == []


@pytest.mark.parametrize("ahead", [timedelta(minutes=5), timedelta(hours=1)])
async def test_C1_a_code_is_good_for_five_minutes(
    database: Database, tmp_path: Path, thought: Thought, addresses: Addresses, ahead: timedelta
) -> None:
    clock = Ticking()
    async with serving(database, tmp_path, thought, clock) as shop:
        await verified(shop, EMAIL)
        challenge = await ask(shop, email=EMAIL)
        code = await mailed(shop, addresses)
        clock.ahead = ahead
        assert (await prove(shop, challenge, code)).status_code == WRONG


async def test_C4_a_code_works_with_the_challenge_of_its_own_request_only(
    known: Shop, addresses: Addresses
) -> None:
    stranger = await ask(known, email="michael@example.com")
    await settled(addresses)
    challenge = await ask(known, email=EMAIL)
    code = await mailed(known, addresses)
    for foreign in (stranger, "x" * 43, challenge[:-1] + ("A" if challenge[-1] != "A" else "B")):
        assert (await prove(known, foreign, code)).status_code == WRONG
    reset = await known.client.post(
        "/auth/password/reset", json={"challenge": challenge, "code": code, "password": "another-secret-1"}
    )
    assert reset.status_code == WRONG
    assert (await prove(known, challenge, code)).status_code == 200


async def test_C4_a_step_up_proves_the_session_that_asked_and_no_other(
    demo: Demo, addresses: Addresses
) -> None:
    shop = demo.shop
    mine, others = await demo.headers("rohan"), await demo.headers("rohan")
    asked = await shop.client.post("/auth/otp/step-up", headers=mine)
    challenge, code = asked.json()["challenge"], await mailed(shop, addresses)
    for headers in (others, await demo.headers("michael"), None):
        assert (await prove(shop, challenge, code, headers)).status_code == WRONG
    renewed = await prove(shop, challenge, code, mine)
    assert renewed.status_code == 200, renewed.text
    assert (await shop.client.get("/me", headers=mine)).status_code == 401
    assert (await shop.client.get("/me", headers=signed(renewed.json()))).status_code == 200
    assert (await shop.client.get("/me", headers=others)).status_code == 200


async def test_C5_a_code_stands_nowhere_but_in_its_mail(
    known: Shop, addresses: Addresses, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    challenge = await ask(known, email=EMAIL)
    code = await mailed(known, addresses)
    assert (await prove(known, challenge, other(code))).status_code == WRONG
    tables = as_owner(
        addresses,
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_schema in ('support_ai', 'jobs') and table_type = 'BASE TABLE'",
    )
    assert len(tables) > 20
    for (table,) in tables:
        for (row,) in as_owner(addresses, f"select to_jsonb(t)::text from {table} t"):
            assert challenge not in row, table
            assert not re.search(rf"(?<![0-9a-f.:-]){code}(?![0-9a-f.:-])", row), (table, row)
    told = capsys.readouterr()
    assert code not in told.out + told.err + caplog.text
    assert challenge not in told.out + told.err + caplog.text


@pytest.mark.parametrize("name", ["emma", "admin", "owner"])
async def test_C7_colleagues_never_sign_in_by_a_code(known: Shop, addresses: Addresses, name: str) -> None:
    known.mail.mails.clear()
    await ask(known, email=f"{name}@example.com")
    await settled(addresses)
    assert known.mail.mails == []


async def _by_phone(shop: Shop, addresses: Addresses, phone: str) -> httpx.Response:
    """Ask for a code by phone, and return the answer to the newest that came."""
    challenge = await ask(shop, phone=phone)
    await settled(addresses)
    return await prove(shop, challenge, shop.sms.texts[-1].code or "")


async def test_a_customer_without_an_account_signs_in_by_phone_and_gets_one(
    demo: Demo, addresses: Addresses
) -> None:
    shop = demo.shop
    customer = await _customer_without_account(demo)
    answer = await _by_phone(shop, addresses, customer["phone"])
    assert answer.status_code == 200, answer.text
    assert len(shop.sms.texts) == 1
    me = (await shop.client.get("/me", headers=signed(answer.json()))).json()
    assert (me["customer_id"], me["email"], me["verified"]) == (customer["customer_id"], None, True)
    again = await ask(shop, phone=customer["phone"], channel="whatsapp")
    await settled(addresses)
    second = await prove(shop, again, shop.whatsapp.texts[0].code or "")
    assert (await shop.client.get("/me", headers=signed(second.json()))).json()["account_id"] == me[
        "account_id"
    ]


async def test_a_customer_without_an_account_signs_in_by_mail_and_gets_one(
    demo: Demo, addresses: Addresses
) -> None:
    shop = demo.shop
    customer = await _customer_without_account(demo)
    await shop.register(customer["email"], "stranger-secret")
    stranger = await shop.login(customer["email"], "stranger-secret")
    await settled(addresses)
    challenge = await ask(shop, email=customer["email"])
    answer = await prove(shop, challenge, await mailed(shop, addresses))
    me = (await shop.client.get("/me", headers=signed(answer.json()))).json()
    assert (me["customer_id"], me["email"]) == (customer["customer_id"], customer["email"])
    assert (await shop.client.get("/me", headers=stranger)).status_code == 401


async def _customer_without_account(demo: Demo) -> dict[str, str]:
    headers = await demo.headers("owner")
    listed = (await demo.client.get("/customers", headers=headers)).json()["items"]
    for one in listed:
        if one["customer_id"] not in ("CUST-123", "CUST-456"):
            found = (await demo.client.get(f"/customers/{one['customer_id']}", headers=headers)).json()
            if found["phone"] and found["email"]:
                return found
    pytest.fail("the demo shop has no such customer")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "body"),
        ({"email": EMAIL, "phone": "+14155550100"}, "body"),
        ({"email": EMAIL, "channel": "pigeon"}, "channel"),
        ({"email": "x" * 400}, "email"),
        ({"email": EMAIL, "role": "owner"}, "role"),
    ],
)
async def test_a_bad_request_names_its_field(known: Shop, sent: dict[str, str], field: str) -> None:
    answer = await known.client.post("/auth/otp/request", json=sent)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_job_that_runs_twice_draws_anew_and_the_first_code_is_dead(
    known: Shop, addresses: Addresses
) -> None:
    challenge = await ask(known, email=EMAIL)
    first = await mailed(known, addresses)
    ((code_id,),) = as_owner(
        addresses, "select code_id::text from one_time_codes order by created_at desc limit 1"
    )
    known.mail.mails.clear()
    await send_code_task(known.resources.database, Senders(known.mail), now)({"code_id": code_id})
    second = known.mail.code()
    if first != second:
        assert (await prove(known, challenge, first)).status_code == WRONG
        await asyncio.sleep(1.1)
    assert (await prove(known, challenge, second)).status_code == 200
    await send_code_task(known.resources.database, Senders(known.mail), now)({"code_id": code_id})
    assert len(known.mail.mails) == 1


async def test_an_account_that_was_disabled_meanwhile_is_not_opened(
    known: Shop, addresses: Addresses
) -> None:
    challenge = await ask(known, email=EMAIL)
    code = await mailed(known, addresses)
    as_owner(addresses, "update accounts set disabled_at = now() where customer_id = 'CUST-123' returning 1")
    assert (await prove(known, challenge, code)).status_code == WRONG


async def test_a_customer_whose_account_was_disabled_gets_no_other_by_phone(
    demo: Demo, addresses: Addresses
) -> None:
    shop = demo.shop
    customer = await _customer_without_account(demo)
    assert (await _by_phone(shop, addresses, customer["phone"])).status_code == 200
    found = "update accounts set disabled_at = now() where customer_id = %s returning 1"
    as_owner(addresses, found, customer["customer_id"])
    assert (await _by_phone(shop, addresses, customer["phone"])).status_code == WRONG
    count = "select count(*) from accounts where customer_id = %s"
    assert as_owner(addresses, count, customer["customer_id"]) == [(1,)]
