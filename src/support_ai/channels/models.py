"""What comes in on any channel, and what goes back."""

from dataclasses import dataclass
from uuid import UUID

from support_ai.access.actor import Person
from support_ai.conversations.models import Received
from support_ai.identity.models import SignedIn


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of a person, as a channel brings it; `device` is on what they write, where that is known."""

    text: str
    conversation_id: UUID | None = None
    client_message_id: str | None = None
    device: str = ""
    # Files that were uploaded to the conversation before.
    file_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that is kept, and whose it is: somebody else than before where it was the right code.

    Then `signed_in` is their session, and the message kept is the question that had waited.
    """

    received: Received
    person: Person
    signed_in: SignedIn | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a message; `text` is None while a colleague owns the conversation.

    `signed_in` is the session that the message began, which nobody else may ever read.
    """

    conversation_id: UUID
    message_id: UUID | None
    by_colleague: bool
    text: str | None
    cards: tuple[dict[str, object], ...] = ()
    sources: tuple[dict[str, object], ...] = ()
    signed_in: SignedIn | None = None
