"""A forgotten password: rows A4 and A6."""

import pytest

from tests.conftest import Addresses, Demo
from tests.identity.asking import EMAIL, WRONG, mailed, settled
from tests.identity.signing_in import audited
from tests.serving import Shop


@pytest.fixture
async def known(demo: Demo) -> Shop:
    """Give the demo shop, in which Rohan has a record and an account."""
    return demo.shop


async def test_A6_a_forgotten_password_is_replaced_by_its_code_and_every_session_ends(
    known: Shop, addresses: Addresses
) -> None:
    old = await known.login(EMAIL, "demo-secret-1")
    asked = await known.client.post("/auth/password/forgot", json={"email": EMAIL})
    challenge, code = asked.json()["challenge"], await mailed(known, addresses)
    weak = await known.client.post(
        "/auth/password/reset", json={"challenge": challenge, "code": code, "password": "password"}
    )
    assert (weak.status_code, weak.json()["field"]) == (422, "password")
    sent = {"challenge": challenge, "code": code, "password": "another-secret-1"}
    assert (await known.client.post("/auth/password/reset", json=sent)).status_code == 204
    assert (await known.client.get("/me", headers=old)).status_code == 401
    assert (await known.client.post("/auth/password/reset", json=sent)).status_code == WRONG
    await known.login(EMAIL, "another-secret-1")
    await settled(addresses)
    assert known.mail.mails[-1].subject.endswith("Your password was changed")
    assert [outcome for outcome, _ in audited(addresses, "account.reset_password")] == ["done", "refused"]


async def test_a_reset_needs_a_verified_account(known: Shop, addresses: Addresses) -> None:
    await known.register("new@example.com", "some-secret-1")
    await settled(addresses)
    known.mail.mails.clear()
    await known.client.post("/auth/password/forgot", json={"email": "new@example.com"})
    await settled(addresses)
    assert known.mail.mails == []


@pytest.mark.row("A4")
@pytest.mark.parametrize("password", [EMAIL, "rohan", "31415926535", "password"])
async def test_C6_a_reset_tells_nobody_without_the_code_whether_there_is_an_account(
    known: Shop, addresses: Addresses, password: str
) -> None:
    answers: list[tuple[int, str]] = []
    for email in (EMAIL, "nobody@nowhere.example"):
        asked = await known.client.post("/auth/password/forgot", json={"email": email})
        await settled(addresses)
        sent = {"challenge": asked.json()["challenge"], "code": "000000", "password": password}
        answer = await known.client.post("/auth/password/reset", json=sent)
        answers.append((answer.status_code, answer.json()["code"]))
    assert answers[0] == answers[1]


async def test_a_password_that_is_the_own_address_is_refused_and_the_code_stays_good(
    known: Shop, addresses: Addresses
) -> None:
    asked = await known.client.post("/auth/password/forgot", json={"email": EMAIL})
    challenge, code = asked.json()["challenge"], await mailed(known, addresses)
    sent = {"challenge": challenge, "code": code, "password": EMAIL}
    refused = await known.client.post("/auth/password/reset", json=sent)
    assert (refused.status_code, refused.json()["code"]) == (422, "weak_password")
    sent["password"] = "another-secret-1"
    assert (await known.client.post("/auth/password/reset", json=sent)).status_code == 204
