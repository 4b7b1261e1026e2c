"""What would have been mailed and texted: kept, so that a script can type the code that came."""

import asyncio
import re

from support_ai.messaging.senders import Mail, Senders, Text

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class NoCodeError(Exception):
    """No one-time code was sent."""


class Outbox:
    """Keeps the codes of mails and texts in the order in which they were sent."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self._codes: list[str] = []
        self._read = 0
        self._came = asyncio.Event()

    def senders(self) -> Senders:
        """Return senders that bring everything here."""
        return Senders(_Mails(self), _Texts(self), _Texts(self))

    def keep(self, body: str) -> None:
        """Take what somebody gets to read."""
        found = _CODE.search(body)
        if found is not None:
            self._codes.append(found[0])
            self._came.set()

    async def code(self, patience: float = 15) -> str:
        """Return the code that was sent last; one that nobody has read yet is waited for.

        NoCodeError where none was ever sent.
        """
        if len(self._codes) == self._read:
            self._came.clear()
            try:
                async with asyncio.timeout(patience):
                    await self._came.wait()
            except TimeoutError as error:
                if not self._codes:
                    raise NoCodeError("no one-time code was sent") from error
        self._read = len(self._codes)
        return self._codes[-1]


class _Mails:
    """A sender of mails."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def send(self, mail: Mail) -> None:
        """Keep one mail."""
        self._outbox.keep(mail.body)


class _Texts:
    """A sender of texts."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def send(self, text: Text) -> None:
        """Keep one text."""
        self._outbox.keep(text.code or text.body)
