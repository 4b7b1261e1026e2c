"""Row B7: sessions end on the server's clock, idle and at the latest, by role and by what the owner decided."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.access.actor import Reason
from support_ai.access.role import STAFF_ROLES, Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.identity import session_policy
from support_ai.identity.models import Method, SessionRow
from support_ai.identity.session_policy import Ended
from support_ai.shop.security import SecuritySettings
from tests.identity.signing_in import COOKIE, EMAIL, PASSWORD, verified
from tests.serving import Shop, serving

BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
LIMITS = {Role.CUSTOMER: (30 * DAY, 30 * DAY), **dict.fromkeys(sorted(STAFF_ROLES), (30 * MINUTE, 12 * HOUR))}


@dataclass
class FakeClock:
    """A clock that stands until it is moved; it begins now, because tokens are judged by the real one."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        self.moment += by


@dataclass
class Timed:
    """A shop whose sessions are judged by a clock of the test's own."""

    shop: Shop
    clock: FakeClock

    async def status(self, headers: dict[str, str]) -> int:
        return (await self.shop.client.get("/me", headers=headers)).status_code

    async def sign_in(self, role: Role) -> dict[str, str]:
        if role is Role.CUSTOMER:
            return await verified(self.shop, EMAIL)
        await self.shop.resources.identity.make_account(
            Reason.STAFF_COMMAND, EMAIL, name="Emma", role=role, password=PASSWORD
        )
        return await self.shop.login(EMAIL, PASSWORD)


@asynccontextmanager
async def _timed(database: Database, home: Path, thought: Thought) -> AsyncGenerator[Timed]:
    clock = FakeClock(datetime.now(UTC))
    async with serving(database, home, thought, clock) as shop:
        yield Timed(shop, clock)


@pytest.fixture
async def timed(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Timed]:
    async with _timed(database, tmp_path, thought) as running:
        yield running


def _row(role: Role, *, last_seen: timedelta = timedelta(0)) -> SessionRow:
    return SessionRow(
        account_id=UUID(int=1),
        session_id=UUID(int=2),
        role=role,
        name="Somebody",
        customer_id=None,
        is_verified=True,
        proven_at=BEGAN,
        begun_as=role,
        method=Method.PASSWORD,
        device="",
        begun_at=BEGAN,
        last_seen_at=BEGAN + last_seen,
        expires_at=BEGAN + LIMITS[role][1],
        site_key=None,
    )


@pytest.mark.parametrize("role", list(LIMITS))
def test_B7_the_defaults_are_the_bounds_that_the_row_names(role: Role) -> None:
    found = session_policy.limits(role, SecuritySettings())
    assert (found.idle, found.absolute) == LIMITS[role]


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_B7_a_colleagues_session_ends_to_the_second(role: Role) -> None:
    settings = SecuritySettings()
    for used, now, expected in (
        (timedelta(0), 30 * MINUTE - SECOND, None),
        (timedelta(0), 30 * MINUTE, Ended.IDLE),
        (11 * HOUR + 45 * MINUTE, 12 * HOUR - SECOND, None),
        (11 * HOUR + 45 * MINUTE, 12 * HOUR, Ended.ABSOLUTE),
        (12 * HOUR, 12 * HOUR, Ended.ABSOLUTE),
    ):
        assert session_policy.ended(_row(role, last_seen=used), BEGAN + now, settings) is expected


def test_B7_another_role_needs_another_session() -> None:
    for role in LIMITS:
        for begun_as in LIMITS:
            row = replace(_row(role), begun_as=begun_as)
            expected = None if role is begun_as else Ended.ROLE
            assert session_policy.ended(row, BEGAN + MINUTE, SecuritySettings()) is expected


def test_B7_what_the_owner_shortens_ends_sessions_that_run_and_nothing_can_be_lengthened() -> None:
    shorter = SecuritySettings(staff_idle_minutes=5, staff_session_hours=1, customer_session_days=1)
    row = _row(Role.OWNER, last_seen=50 * MINUTE)
    assert session_policy.ended(row, BEGAN + 54 * MINUTE, shorter) is None
    assert session_policy.ended(row, BEGAN + 55 * MINUTE, shorter) is Ended.IDLE
    assert session_policy.ended(row, BEGAN + HOUR, shorter) is Ended.ABSOLUTE
    assert session_policy.ended(_row(Role.CUSTOMER), BEGAN + DAY, shorter) is Ended.ABSOLUTE
    with pytest.raises(ValueError, match="staff_idle_minutes"):
        SecuritySettings(staff_idle_minutes=31)


@given(
    st.sampled_from(list(LIMITS)),
    st.timedeltas(timedelta(0), 40 * DAY),
    st.timedeltas(timedelta(0), 40 * DAY),
)
def test_B7_the_end_that_is_shown_is_the_end_that_counts(
    role: Role, seen: timedelta, later: timedelta
) -> None:
    settings = SecuritySettings()
    row = _row(role, last_seen=seen)
    moment = row.last_seen_at + later
    is_over = session_policy.ended(row, moment, settings) is not None
    assert is_over == (moment >= session_policy.end_of(row, settings))


async def test_B7_an_unused_colleagues_session_ends_after_half_an_hour_and_a_used_one_after_twelve(
    timed: Timed,
) -> None:
    headers = await timed.sign_in(Role.SUPPORT_AGENT)
    timed.clock.move(31 * MINUTE)
    assert await timed.status(headers) == 401
    assert (await timed.shop.client.post("/auth/refresh")).status_code == 401
    headers = await timed.shop.login(EMAIL, PASSWORD)
    # A use is written down once a minute at most, so that the idle end comes up to a minute early.
    for _ in range(25):
        timed.clock.move(28 * MINUTE)
        assert await timed.status(headers) == 200
    timed.clock.move(19 * MINUTE)
    assert await timed.status(headers) == 200
    timed.clock.move(MINUTE)
    assert await timed.status(headers) == 401


async def test_B7_refreshing_keeps_a_session_alive_up_to_its_latest_end_and_not_beyond(timed: Timed) -> None:
    await timed.sign_in(Role.ADMIN)
    ends = timed.clock() + 12 * HOUR
    while timed.clock() + 29 * MINUTE < ends:
        timed.clock.move(29 * MINUTE)
        answer = await timed.shop.client.post("/auth/refresh")
        assert answer.status_code == 200
        expires = next(cookie.expires for cookie in timed.shop.client.cookies.jar if cookie.name == COOKIE)
        assert expires is not None
        assert abs(expires - ends.timestamp()) <= 1
    timed.clock.move(29 * MINUTE)
    assert (await timed.shop.client.post("/auth/refresh")).status_code == 401


async def test_B7_a_customers_session_ends_after_thirty_days_however_it_was_used_or_renewed(
    timed: Timed,
) -> None:
    headers = await timed.sign_in(Role.CUSTOMER)
    for _ in range(29):
        timed.clock.move(DAY)
        answer = await timed.shop.client.post("/auth/step-up", headers=headers, json={"password": PASSWORD})
        assert answer.status_code == 200, answer.text
        headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    timed.clock.move(DAY)
    assert await timed.status(headers) == 401
    assert (await timed.shop.client.post("/auth/refresh")).status_code == 401


async def test_B7_a_use_is_written_down_once_a_minute_at_most(timed: Timed) -> None:
    headers = await timed.sign_in(Role.CUSTOMER)
    began = timed.clock()

    async def seen() -> datetime:
        own = (await timed.shop.client.get("/auth/sessions", headers=headers)).json()["items"]
        return datetime.fromisoformat(next(one for one in own if one["current"])["last_seen_at"])

    assert await seen() == began
    timed.clock.move(59 * SECOND)
    assert await seen() == began
    timed.clock.move(SECOND)
    assert await seen() == began + MINUTE
