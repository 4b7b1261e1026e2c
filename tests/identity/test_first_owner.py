"""The first owner: made once, by the link that an empty shop prints."""

import asyncio
import json
import re
import shlex

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.identity.first_owner import invitation, set_up_owner, setup_token
from tests.conftest import Addresses
from tests.identity.signing_in import PASSWORD, as_owner, audited
from tests.serving import Shop


def _sent(token: str | None) -> dict[str, str | None]:
    return {"token": token, "email": "olivia@example.com", "name": "Olivia", "password": PASSWORD}


async def test_the_first_owner_is_made_once_by_the_link(shop: Shop, addresses: Addresses) -> None:
    token = await setup_token(shop.resources.identity)
    assert (await shop.client.post("/auth/setup", json=_sent(token))).status_code == 201
    assert (await shop.client.post("/auth/setup", json=_sent(token))).status_code == 404
    assert await setup_token(shop.resources.identity) is None
    headers = await shop.login("olivia@example.com", PASSWORD)
    assert (await shop.client.get("/me", headers=headers)).json()["role"] == "owner"
    assert [outcome for outcome, _ in audited(addresses, "account.first_owner")] == ["done", "refused"]


async def test_what_an_empty_shop_prints_makes_its_owner(shop: Shop) -> None:
    printed = await invitation(shop.resources.identity, "http://localhost:8000/")
    assert printed is not None
    command = re.search(r"curl .*", printed)
    assert command is not None
    words = shlex.split(command[0])
    assert "http://localhost:8000/auth/setup" in words
    sent = json.loads(words[words.index("-d") + 1])
    assert sent["token"] not in printed.replace(command[0], "")
    answer = await shop.client.post(
        "/auth/setup",
        content=json.dumps(sent | {"password": PASSWORD}),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 201, answer.text
    assert "support-ai staff add you@example.com" in printed
    assert await invitation(shop.resources.identity, "http://localhost:8000") is None


async def test_a_second_start_ends_the_link_of_the_first(shop: Shop) -> None:
    first = await setup_token(shop.resources.identity)
    second = await setup_token(shop.resources.identity)
    assert (await shop.client.post("/auth/setup", json=_sent(first))).status_code == 404
    assert (await shop.client.post("/auth/setup", json=_sent(second))).status_code == 201


async def test_of_many_starts_at_once_one_link_lives(shop: Shop, addresses: Addresses) -> None:
    tokens = await asyncio.gather(*(setup_token(shop.resources.identity) for _ in range(8)))
    assert as_owner(addresses, "select count(*) from setup_links") == [(1,)]
    answers = await asyncio.gather(
        *(
            shop.client.post("/auth/setup", json=_sent(token) | {"email": f"owner{number}@example.com"})
            for number, token in enumerate(tokens)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [404] * 7
    assert as_owner(addresses, "select count(*) from accounts where role = 'owner'") == [(1,)]


async def test_a_wrong_link_is_refused_before_anything_is_computed_and_written_down(
    shop: Shop, addresses: Addresses
) -> None:
    await setup_token(shop.resources.identity)
    answer = await shop.client.post("/auth/setup", json=_sent("x" * 20) | {"password": "short"})
    assert (answer.status_code, answer.json()["code"]) == (404, "setup_link")
    assert audited(addresses, "account.first_owner") == [("refused", {"rule": "setup_link"})]


async def test_an_old_link_is_refused(shop: Shop, addresses: Addresses) -> None:
    token = await setup_token(shop.resources.identity)
    as_owner(addresses, "update setup_links set expires_at = now() - interval '1 second' returning 1")
    assert (await shop.client.post("/auth/setup", json=_sent(token))).status_code == 404


async def test_an_address_that_is_verified_is_taken_and_the_link_lives_on(shop: Shop) -> None:
    identity = shop.resources.identity
    await identity.make_account(
        Reason.STAFF_COMMAND, "olivia@example.com", name="O", role=Role.CUSTOMER, password=PASSWORD
    )
    token = await setup_token(identity)
    answer = await shop.client.post("/auth/setup", json=_sent(token))
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
        409,
        "email_taken",
        "email",
    )
    assert token is not None
    await set_up_owner(identity, token, "other@example.com", "Olivia", PASSWORD)


async def test_of_many_commands_that_make_one_account_at_once_one_makes_it(shop: Shop) -> None:
    made = await asyncio.gather(
        *(
            shop.resources.identity.make_account(
                Reason.STAFF_COMMAND,
                "emma@example.com",
                name="Emma",
                role=Role.SUPPORT_AGENT,
                password=PASSWORD,
            )
            for _ in range(6)
        )
    )
    assert sorted(made) == [False] * 5 + [True]
