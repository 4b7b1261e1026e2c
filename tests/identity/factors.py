"""What the tests of staff share: a clock that moves, and a device that shows codes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pyotp.totp import TOTP

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from tests.identity.signing_in import PASSWORD, signed
from tests.serving import Shop, serving


@dataclass
class MovingClock:
    """The real time and a distance that only grows."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC) + self.ahead

    def move(self, **much: float) -> None:
        """Go ahead."""
        self.ahead += timedelta(**much)


@dataclass
class Colleague:
    """Somebody of the staff with their device."""

    email: str
    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list[str])
    headers: dict[str, str] = field(default_factory=dict[str, str])

    def code(self, moment: datetime, steps: int = 0) -> str:
        """Return what the device shows, `steps` of half a minute later."""
        return TOTP(self.secret).generate_otp(int(moment.timestamp()) // 30 + steps)


@dataclass
class Office:
    """A shop that asks its staff for a second factor."""

    shop: Shop
    clock: MovingClock

    async def post(
        self, path: str, headers: dict[str, str] | None = None, /, **sent: object
    ) -> httpx.Response:
        """Send something."""
        return await self.shop.client.post(path, json=sent, headers=headers)

    async def challenged(self, email: str, password: str = PASSWORD) -> dict[str, Any]:
        """Return what a login answers."""
        answer = await self.post("/auth/login", email=email, password=password)
        assert answer.status_code == 200, answer.text
        assert "access_token" not in answer.text
        assert "set-cookie" not in answer.headers
        return answer.json()

    async def make(self, name: str, role: Role) -> Colleague:
        """Return somebody new of the staff, enrolled and signed in."""
        email = f"{name}@example.com"
        await self.shop.resources.identity.make_account(
            Reason.STAFF_COMMAND, email, name=name.title(), role=role, password=PASSWORD
        )
        challenge = await self.challenged(email)
        assert challenge["second_factor"] == "enrol"
        return await self.enrol(Colleague(email), challenge["challenge"])

    async def enrol(self, colleague: Colleague, challenge: str) -> Colleague:
        """Set the device up by a challenge, and sign in."""
        shown = (await self.post("/auth/second-factor/enrol", challenge=challenge)).json()
        colleague.secret = shown["secret"]
        answer = await self.post(
            "/auth/second-factor/confirm", challenge=challenge, code=colleague.code(self.clock())
        )
        assert answer.status_code == 200, answer.text
        colleague.recovery_codes = answer.json()["recovery_codes"]
        colleague.headers = signed(answer.json())
        return colleague

    async def sign_in(self, colleague: Colleague, password: str = PASSWORD) -> dict[str, str]:
        """Sign in with the device, a while later; return the headers."""
        self.clock.move(seconds=90)
        challenge = await self.challenged(colleague.email, password)
        assert challenge["second_factor"] == "totp"
        answer = await self.post(
            "/auth/second-factor/verify",
            challenge=challenge["challenge"],
            code=colleague.code(self.clock()),
        )
        assert answer.status_code == 200, answer.text
        colleague.headers = signed(answer.json())
        return colleague.headers

    async def status(self, headers: dict[str, str], path: str = "/me") -> int:
        """Return how an address answers somebody."""
        return (await self.shop.client.get(path, headers=headers)).status_code


@asynccontextmanager
async def office_of(database: Database, home: Path, thought: Thought) -> AsyncGenerator[Office]:
    """Serve a shop that asks its staff for a second factor."""
    clock = MovingClock()
    async with serving(database, home, thought, clock, second_factor_required=True) as shop:
        yield Office(shop, clock)
