"""Trying the assistant's draft: turns by its settings of which nothing is left, wherever they lead.

Nothing of a preview is stored: what it was told and what it keeps travels with whoever tries it, sealed for them alone.
"""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from pydantic import TypeAdapter, ValidationError

from support_ai.access.actor import Staff, Visitor
from support_ai.agent.answering import Mind
from support_ai.agent.begun import Begun
from support_ai.agent.brain import Event
from support_ai.agent.conduct import Conduct
from support_ai.agent.identification import NoIdentification
from support_ai.agent.keeping import Kept
from support_ai.agent.spoken import Thought
from support_ai.agent.thinking import Thinking
from support_ai.audit import service as audit
from support_ai.conversations.masking import mask
from support_ai.conversations.models import Message, Speaker, Unanswered
from support_ai.conversations.service import content_of
from support_ai.core.crypto import SealBrokenError
from support_ai.core.database import Database
from support_ai.core.errors import InvalidError
from support_ai.shop import behaviour_service
from support_ai.shop import service as shop

# So much of a preview is remembered: what is sent back and forth must be no larger than a request may be.
_HISTORY = 12
_LETTERS = 2_000
_FACTS = 200
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SEALED = ("previews", "state")


class PreviewBrokenError(InvalidError):
    """This is no preview of yours: begin a new one, without a state."""

    code = "assistant.preview.unknown_state"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What a preview remembers: who is played, what was said, and what a conversation keeps between two turns."""

    conversation_id: UUID
    visitor_id: UUID | None
    said: tuple[tuple[Speaker, str], ...] = ()
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What the draft answered, by which version of it (None where there is none), and the sealed state to go on with."""

    thought: Thought
    draft: int | None
    state: str


_STATE: TypeAdapter[Sandbox] = TypeAdapter(Sandbox)


async def try_out(mind: Mind, colleague: Staff, text: str, state: str | None, *, as_visitor: bool) -> Tried:
    """Answer a message by the draft's settings, or the published ones where there is none, and leave nothing behind.

    Whoever tries it speaks as a visitor, or as themselves. PreviewBrokenError where the state is none of theirs.
    """
    sandbox = _opened(mind.database, colleague, state) or _new(as_visitor=as_visitor)
    person = colleague if sandbox.visitor_id is None else Visitor(sandbox.visitor_id)
    begun, draft = await _begun(mind.database, colleague, sandbox, text)
    thinking = Thinking(replace(mind, identification=NoIdentification()))
    thought = await thinking.think(person, sandbox.conversation_id, begun, _unheard)
    lines = ((Speaker.PERSON, mask(text).text), (Speaker.ASSISTANT, thought.answer.text))
    said = (*sandbox.said, *((speaker, line[:_LETTERS]) for speaker, line in lines))
    facts = {kind: of[-_FACTS:] for kind, of in thought.kept.grounds.items()}
    kept = replace(thought.kept, grounds=facts).written()
    after = replace(sandbox, said=said[-_HISTORY:], kept=kept)
    return Tried(thought, draft, _sealed(mind.database, colleague, after))


async def _begun(
    database: Database, colleague: Staff, sandbox: Sandbox, text: str
) -> tuple[Begun, int | None]:
    async with database.transaction(colleague) as conn:
        behaviour = await behaviour_service.behaviour_for(conn, draft=True)
        draft = await behaviour_service.draft_version(conn)
        settings = await shop.settings(conn)
        subject = "assistant" if draft is None else f"assistant_draft:{draft}"
        await audit.append(conn, "assistant.preview", subject)
    key = database.keys.person_key("preview", database.keys.new_person_key("preview"))
    before = tuple(
        _message(sandbox, number, speaker, content_of(mask(line)))
        for number, (speaker, line) in enumerate(sandbox.said, 1)
    )
    number = len(before) + 1
    asked = _message(sandbox, number, Speaker.PERSON, content_of(mask(text)))
    unanswered = Unanswered(number, (asked,), before, sandbox.kept)
    conduct = Conduct(behaviour, settings.name, sandbox=True)
    return Begun(uuid4(), unanswered, key, settings.time_zone, conduct=conduct), draft


def _message(sandbox: Sandbox, number: int, speaker: Speaker, content: str) -> Message:
    return Message(sandbox.conversation_id, number, uuid4(), speaker, content, _LONG_AGO)


def _new(*, as_visitor: bool) -> Sandbox:
    return Sandbox(uuid4(), uuid4() if as_visitor else None, kept=Kept().written())


def _sealed(database: Database, colleague: Staff, sandbox: Sandbox) -> str:
    text = _STATE.dump_json(sandbox).decode()
    sealed = database.keys.seal(*_SEALED, str(colleague.account_id), text)
    return base64.urlsafe_b64encode(sealed).decode()


def _opened(database: Database, colleague: Staff, state: str | None) -> Sandbox | None:
    if state is None:
        return None
    try:
        sealed = base64.urlsafe_b64decode(state.encode())
        return _STATE.validate_json(database.keys.open(*_SEALED, str(colleague.account_id), sealed))
    except (binascii.Error, SealBrokenError, ValidationError, ValueError) as error:
        raise PreviewBrokenError(field="state") from error


def _unheard(_event: Event) -> None:
    """Tell nobody."""
