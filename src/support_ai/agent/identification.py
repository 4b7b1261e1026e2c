"""Finding out who speaks, as a turn sees it: settled by code before any brain runs; a brain only says that it must know."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from support_ai.access.actor import Person


@dataclass(frozen=True, slots=True)
class Asking:
    """What one turn answers: its conversation, the text, and the first and the last message's sequence numbers."""

    conversation_id: UUID
    text: str
    first: int
    last: int


class Identification(Protocol):
    """Leads people whom nobody knows to a proof of who they are."""

    async def settle(self, person: Person, asking: Asking) -> str | None:
        """Return the answer to an address or a number that was asked for, and send its code; None for all else."""
        ...

    async def wanted(self, person: Person, asking: Asking) -> str:
        """Return what to say to somebody who asks for what is shown to known people only; the question waits."""
        ...


class NoIdentification:
    """Asks, and knows nobody."""

    async def settle(self, person: Person, asking: Asking) -> str | None:
        """Settle nothing."""
        del person, asking

    async def wanted(self, person: Person, asking: Asking) -> str:
        """Ask who it is."""
        del person, asking
        return IDENTIFY


IDENTIFY = "I can look that up once I know who you are. Please tell me your e-mail address, phone number or order number."
