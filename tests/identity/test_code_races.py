"""Rows A4 and C6 under concurrency: many requests for one person's codes hold each other up and never fail, known or not."""

import asyncio

import pytest

from tests.conftest import Addresses, Demo
from tests.identity.asking import settled

KNOWN, UNKNOWN = "rohan@example.com", "nobody@example.com"


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
async def test_C6_requests_of_every_kind_at_once_are_all_taken(
    demo: Demo, addresses: Addresses, email: str
) -> None:
    # A deadlock would be a 503 after a second, and would tell that there is an account.
    paths = ("/auth/otp/request", "/auth/password/forgot")
    asked = [demo.client.post(paths[number % 2], json={"email": email}) for number in range(80)]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {202}
    await settled(addresses)
