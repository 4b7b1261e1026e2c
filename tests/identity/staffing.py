"""What the tests of the staff share: an owner's requests, and what is mailed."""

import asyncio
import re
from typing import Any

import httpx
import pytest

from tests.identity.factors import Colleague, Office
from tests.identity.signing_in import person_of

ACCEPT = "/auth/invitation/accept"


async def id_of(office: Office, colleague: Colleague) -> str:
    """Return the id of a colleague's account."""
    return str((await person_of(office.shop, colleague.headers)).account_id)


async def send(office: Office, who: Colleague, method: str, path: str, **sent: object) -> httpx.Response:
    """Send something to an address under `/staff`."""
    return await office.shop.client.request(method, f"/staff{path}", headers=who.headers, json=sent or None)


async def mailed_tokens(office: Office, address: str, count: int = 1) -> list[str]:
    """Return the tokens that were mailed to an address, once there are so many."""
    for _ in range(200):
        mails = [mail.body for mail in office.shop.mail.mails if mail.recipient == address]
        found = [token[1] for body in mails if (token := re.search(r'"token": "([^"]+)"', body))]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.05)
    pytest.fail("no invitation after ten seconds")


async def listed(office: Office, who: Colleague) -> dict[str, dict[str, Any]]:
    """Return the staff by address, as an owner reads it."""
    answer = await send(office, who, "GET", "")
    assert answer.status_code == 200, answer.text
    return {one["email"]: one for one in answer.json()["items"]}


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of a problem."""
    return answer.status_code, answer.json()["code"]
