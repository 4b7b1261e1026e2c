"""What the tests of accounts share: codes that are known, and a look at the tables as their owner."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from support_ai.access.actor import Customer, Reason, Staff, System
from support_ai.identity import code_queries
from support_ai.identity.code_policy import Purpose
from support_ai.identity.code_queries import CodeRow
from support_ai.identity.codes import code_digest
from support_ai.shop.security import CodeChannel
from tests.conftest import Addresses
from tests.serving import Shop

EMAIL, PASSWORD = "rohan@email.com", "secure123"
CODE = "012345"
COOKIE = "support_ai_refresh"


async def mailed_code(shop: Shop) -> str:
    """Return the code of the last mail, once there is one."""
    for _ in range(100):
        if shop.mail.mails:
            return shop.mail.code()
        await asyncio.sleep(0.05)
    pytest.fail("no mail after five seconds")


async def noticed(shop: Shop) -> list[str]:
    """Return the subjects of the mails that tell of something, once there is one."""
    for _ in range(100):
        found = [mail.subject for mail in shop.mail.mails if not re.search(r"\b\d{6}\b", mail.body)]
        if found:
            return found
        await asyncio.sleep(0.05)
    pytest.fail("no notice after five seconds")


def as_owner(addresses: Addresses, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Run a statement as the tables' owner, past row security and triggers, and return its rows."""
    # Nobody waits long for a lock here: whoever holds it may wait for this thread.
    with psycopg.connect(addresses.owner, autocommit=True, options="-c lock_timeout=5s") as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set search_path = support_ai, public")
        return connection.execute(statement.encode(), values).fetchall()


def audited(addresses: Addresses, action: str) -> list[tuple[str, dict[str, Any]]]:
    """Return outcome and detail of every entry of an action, the oldest first."""
    found = "select outcome, detail from audit_entries where action = %s order by entry_id"
    return [(row[0], row[1]) for row in as_owner(addresses, found, action)]


async def person_of(shop: Shop, headers: dict[str, str]) -> Customer | Staff:
    """Return whom signed-in headers prove."""
    token = headers["authorization"].removeprefix("Bearer ")
    person = await shop.resources.authenticator.authenticate(token)
    assert isinstance(person, Customer | Staff)
    return person


async def give_code(shop: Shop, headers: dict[str, str], code: str = CODE) -> None:
    """Give the account a living code that the test knows, as if it had been drawn and sent."""
    person = await person_of(shop, headers)
    clock = shop.resources.identity.clock
    async with shop.resources.database.transaction(System(Reason.VERIFY)) as conn:
        await code_queries.end_codes(conn, Purpose.VERIFY_EMAIL, person.account_id, None, clock())
        row = CodeRow(
            uuid4(),
            Purpose.VERIFY_EMAIL,
            person.account_id,
            None,
            None,
            CodeChannel.EMAIL,
            None,
            0,
            None,
            # A clock that stands still would leave it open which one is the newest.
            clock() + timedelta(microseconds=1),
            clock() + timedelta(minutes=5),
            None,
            False,
        )
        await code_queries.insert_code(conn, row, recipient=b"a test", challenge_hash=row.code_id.bytes)
        hashed = code_digest(conn.keys, row.code_id, code)
        await code_queries.keep_drawn(conn, row.code_id, hashed, row.expires_at)


async def verify(shop: Shop, headers: dict[str, str]) -> dict[str, Any]:
    """Prove the account's address and return the answer."""
    await give_code(shop, headers)
    answer = await shop.client.post("/auth/email/verify", headers=headers, json={"code": CODE})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def verified(shop: Shop, email: str, password: str = PASSWORD) -> dict[str, str]:
    """Return the headers of a new account with a proven address."""
    await shop.register(email, password)
    return signed(await verify(shop, await shop.login(email, password)))


def signed(answer: dict[str, Any]) -> dict[str, str]:
    """Return the headers of the token in an answer."""
    return {"authorization": f"Bearer {answer['access_token']}"}


async def own_orders(shop: Shop, headers: dict[str, str]) -> list[str]:
    """Return the numbers of the orders that somebody sees."""
    answer = await shop.client.get("/orders", headers=headers)
    assert answer.status_code == 200, answer.text
    return sorted(order["number"] for order in answer.json()["items"])
