"""Guessing passwords: failures are counted, not requests, before each try, so that many at once gain nothing.

Strangers share the counters of their address and of the account they try; a device that signed in before has its own,
so that nobody who guesses elsewhere locks it out.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.core.database import Database
from support_ai.core.errors import TooManyError, UnauthenticatedError
from support_ai.core.limits import Allowance, Limits
from support_ai.shop.security import SecuritySettings

_ADDRESS_SECONDS, _ACCOUNT_SECONDS, _DEVICE_SECONDS = 5 * 60, 15 * 60, 30 * 24 * 3600
_DEVICE_FAILURES = 100
_PATIENCE_SECONDS = 5.0
_ADDRESS = "login_address"
Budget = tuple[Allowance, str]


def budgets(settings: SecuritySettings, address: str, account: str, device: str | None) -> list[Budget]:
    """Return what one try is counted against; `account` is the blind index of the address that was typed."""
    per_account = settings.login_failures_per_account
    if device is not None:
        return [
            (Allowance("login_device", per_account, _ACCOUNT_SECONDS, fails_closed=True), device),
            (Allowance("login_device", _DEVICE_FAILURES, _DEVICE_SECONDS, fails_closed=True), device),
        ]
    return [
        (
            Allowance(_ADDRESS, settings.login_failures_per_address, _ADDRESS_SECONDS, fails_closed=True),
            address,
        ),
        (Allowance("login_account", per_account, _ACCOUNT_SECONDS, fails_closed=True), account),
    ]


@dataclass(slots=True)
class Attempt:
    """One try, as it goes on.

    `is_guess` says that the password was right for an account with an unproven address only, which anybody may make:
    for the other accounts of that address it was one more guess.
    """

    is_guess: bool = False


class Throttle:
    """Holds guessing down; one for a process, its counters may be shared."""

    def __init__(self, database: Database, limits: Limits) -> None:
        """Take where to count, and where to write down that somebody was stopped."""
        self._database = database
        self._limits = limits
        self._pending: Counter[str] = Counter()
        self._ended = asyncio.Event()

    @asynccontextmanager
    async def attempt(self, spent_on: Sequence[Budget]) -> AsyncGenerator[Attempt]:
        """Try something that proves a person: UnauthenticatedError inside counts as a failure, success does not.

        A guess counts against the account and not against the address, behind which others may sit.

        Raises TooManyError where the failures of before leave no try, before anything is tried.
        """
        await self._reserve(spent_on)
        attempt = Attempt()
        try:
            yield attempt
        except UnauthenticatedError:
            await self._note_stop(spent_on)
            raise
        except Exception:
            await self._give_back(spent_on)
            raise
        else:
            await self._give_back(
                [one for one in spent_on if not attempt.is_guess or one[0].name == _ADDRESS]
            )
        finally:
            # A try that was cancelled stays counted: nobody knows what it would have been.
            self._pending.subtract(_name(one) for one in spent_on)
            self._pending += Counter()
            ended, self._ended = self._ended, asyncio.Event()
            ended.set()

    async def _reserve(self, spent_on: Sequence[Budget]) -> None:
        taken: list[Budget] = []
        try:
            for one in spent_on:
                await self._take(one)
                taken.append(one)
        except BaseException:
            await self._give_back(taken)
            raise
        self._pending.update(_name(one) for one in spent_on)

    async def _take(self, budget: Budget) -> None:
        """Count one try; while others run that may yet succeed, and give theirs back, wait for them a little."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _PATIENCE_SECONDS
        while True:
            ended = self._ended
            try:
                await self._limits.count(*budget)
            except TooManyError:
                if self._pending[_name(budget)] <= 0 or loop.time() >= until:
                    raise
            else:
                return
            try:
                async with asyncio.timeout_at(until):
                    await ended.wait()
            except TimeoutError:
                continue

    async def _give_back(self, taken: Sequence[Budget]) -> None:
        for allowance, key in taken:
            await self._limits.give_back(allowance, key)

    async def _note_stop(self, spent_on: Sequence[Budget]) -> None:
        """Write down once that a failure was the last one allowed; who is stopped then is only counted."""
        for allowance, key in spent_on:
            if await self._limits.is_spent(allowance, key):
                async with self._database.transaction(System(Reason.SIGN_IN)) as conn:
                    await audit.append(
                        conn, "session.throttle", "login:password", detail={"allowance": allowance.name}
                    )


def _name(budget: Budget) -> str:
    return f"{budget[0].name}:{budget[0].seconds}:{budget[1]}"
