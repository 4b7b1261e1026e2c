"""The security settings as every request needs them: in memory, and read again as soon as somebody changes them."""

import asyncio

import structlog

from support_ai.access.actor import Reason, System
from support_ai.core.database import Database
from support_ai.core.errors import UnavailableError
from support_ai.core.live import Live
from support_ai.shop import service
from support_ai.shop.security import SecuritySettings

_AGAIN_SECONDS = 30
_log = structlog.get_logger(__name__)


class SecurityWatch:
    """Holds the newest settings; `run` keeps them so."""

    def __init__(self, database: Database, live: Live, settings: SecuritySettings) -> None:
        """Take what was read already; use `SecurityWatch.open`."""
        self._database = database
        self._live = live
        self._changed = asyncio.Event()
        self.settings = settings

    @classmethod
    async def open(cls, database: Database, live: Live) -> "SecurityWatch":
        """Read the settings, so that they stand before the first request."""
        return cls(database, live, await _read(database))

    async def run(self) -> None:
        """Follow every change until cancelled; a missed one is found half a minute later."""
        with self._live.subscribe(service.SECURITY_TOPIC, lambda _version: self._changed.set()):
            while True:
                try:
                    async with asyncio.timeout(_AGAIN_SECONDS):
                        await self._changed.wait()
                except TimeoutError:
                    pass
                self._changed.clear()
                try:
                    self.settings = await _read(self._database)
                except UnavailableError:
                    # The old ones hold until the database is back: they are never weaker than the defaults.
                    _log.warning("shop.security_unread")


async def _read(database: Database) -> SecuritySettings:
    async with database.transaction(System(Reason.START), read_only=True) as conn:
        return (await service.security(conn)).settings
