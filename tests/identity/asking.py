"""What the tests of one-time codes share: asking for one, waiting for it, trying it."""

import asyncio
from datetime import datetime, timedelta

import httpx
import pytest

from support_ai.core.clock import now
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner
from tests.serving import Shop

EMAIL = "rohan@example.com"
WRONG = 422


class Ticking:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


async def ask(shop: Shop, **sent: str) -> str:
    """Ask for a code that signs in and return its challenge."""
    answer = await shop.client.post("/auth/otp/request", json=sent)
    assert answer.status_code == 202, answer.text
    assert answer.json()["detail"] == "If we know it, a code is on its way to the address on file."
    return answer.json()["challenge"]


async def settled(addresses: Addresses) -> None:
    """Wait until every job has run whose time has come."""
    waiting = (
        "select count(*) from jobs.procrastinate_jobs"
        " where status in ('todo', 'doing') and coalesce(scheduled_at, now()) <= now()"
    )
    for _ in range(200):
        if as_owner(addresses, waiting) == [(0,)]:
            return
        await asyncio.sleep(0.05)
    pytest.fail("jobs wait after ten seconds")


async def mailed(shop: Shop, addresses: Addresses) -> str:
    """Return the code of the newest mail, once every job has run."""
    await settled(addresses)
    return shop.mail.code()


async def prove(
    shop: Shop, challenge: str, code: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    """Try a code."""
    return await shop.client.post(
        "/auth/otp/verify", json={"challenge": challenge, "code": code}, headers=headers
    )


def other(code: str, step: int = 1) -> str:
    """Return another code."""
    return f"{(int(code) + step) % 1_000_000:06d}"
