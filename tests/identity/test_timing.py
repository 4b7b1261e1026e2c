"""Row A4 by the clock: how long an answer takes tells nothing of whether an account exists."""

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

import pytest

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.core.database import Database
from support_ai.identity.passwords import Passwords
from support_ai.identity.service import Identity, LoginFailedError
from support_ai.identity.tokens import TokenRing
from tests.identity.signing_in import EMAIL, PASSWORD

SAMPLES, WARM_UP = 200, 10
# Of the real cost 12 a hash takes so long that it would hide what else differs.
COST = 8


@pytest.fixture
async def identity(database: Database, tmp_path: Path) -> Identity:
    """Give the use cases over hashes that take 16 ms, with one verified account."""
    made = Identity(database, TokenRing.in_directory(tmp_path), Passwords(COST), timedelta(minutes=15))
    await made.make_account(Reason.STAFF_COMMAND, EMAIL, name="Rohan", role=Role.CUSTOMER, password=PASSWORD)
    return made


async def _medians(
    one: Callable[[], Awaitable[object]], other: Callable[[], Awaitable[object]]
) -> tuple[float, float]:
    """Return the medians of two acts in seconds, done in turns, so that a busy machine slows both."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(WARM_UP + SAMPLES):
        for act, samples in zip((one, other), took, strict=True):
            began = time.perf_counter()
            with suppress(LoginFailedError):
                await act()
            samples.append(time.perf_counter() - began)
    return median(took[0][WARM_UP:]), median(took[1][WARM_UP:])


def _alike(medians: tuple[float, float]) -> bool:
    return max(medians) <= 1.1 * min(medians)


@pytest.mark.deep
async def test_A4_a_login_takes_as_long_for_an_unknown_address(identity: Identity) -> None:
    medians = await _medians(
        lambda: identity.login(EMAIL, "not the one"),
        lambda: identity.login(f"{uuid4().hex}@email.com", "not the one"),
    )
    assert _alike(medians), medians


@pytest.mark.deep
async def test_A4_a_login_takes_as_long_for_an_address_with_many_accounts(identity: Identity) -> None:
    for number in range(5):
        await identity.register(EMAIL, f"password-{number}x", "Somebody")
    medians = await _medians(
        lambda: identity.login(EMAIL, "not the one"),
        lambda: identity.login(f"{uuid4().hex}@email.com", "not the one"),
    )
    assert _alike(medians), medians


@pytest.mark.deep
async def test_A4_registering_takes_as_long_for_a_taken_address(identity: Identity) -> None:
    medians = await _medians(
        lambda: identity.register(EMAIL, "another-one", "Somebody"),
        lambda: identity.register(f"{uuid4().hex}@email.com", "another-one", "Somebody"),
    )
    assert _alike(medians), medians
