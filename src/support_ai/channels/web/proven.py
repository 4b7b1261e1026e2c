"""Who is on the other side of a socket: proven at its handshake, and anew for as long as it is open."""

import asyncio
from contextlib import suppress

from support_ai.access.actor import Person, Visitor
from support_ai.core.errors import UnavailableError
from support_ai.core.hearing import Subscription, close_all
from support_ai.core.live import Live
from support_ai.identity.authenticator import SessionAuthenticator, account_topic

# Time-outs tell nobody: an open socket looks after them.
_AGAIN_SECONDS = 30


class Proven:
    """The person as they are now."""

    def __init__(self, person: Person, authenticator: SessionAuthenticator, live: Live) -> None:
        """Take whom the handshake has proven."""
        self.person = person
        # While a code is tried nobody asks whether the session of before still lives: another one may replace it.
        self.proving = asyncio.Lock()
        self._authenticator = authenticator
        self._live = live
        self._doubted = asyncio.Event()
        self._subscriptions: list[Subscription] = []

    def watch(self) -> None:
        """Hear of whatever ends the session of somebody signed in."""
        if not isinstance(self.person, Visitor):
            topic = account_topic(self.person.account_id)
            self._subscriptions.append(self._live.subscribe(topic, self._doubt))
            # What changed between the ticket and this line was told to nobody.
            self._doubted.set()

    def close(self) -> None:
        """Hear of nothing any more."""
        close_all(self._subscriptions)

    def _doubt(self, _number: int) -> None:
        self._doubted.set()

    async def keep_proving(self) -> None:
        """Prove the person anew, at once when their account or a session of it changed, and every half minute.

        A task of its own: whoever does not read what is sent keeps no ended session open.
        """
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN_SECONDS):
                    await self._doubted.wait()
            self._doubted.clear()
            try:
                await self.still()
            except UnavailableError:
                # Without a database nothing is read or sent either; it is asked again until it answers.
                self._doubted.set()
                await asyncio.sleep(1)

    async def still(self, *, is_use: bool = False) -> None:
        """Prove the person once more; UnauthenticatedError once their session ended."""
        async with self.proving:
            self.person = await self._authenticator.still(self.person, is_use=is_use)
