"""What thinks about a turn, and the edge of it: what fails leaves an honest sentence."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import structlog

from support_ai.access.actor import Person
from support_ai.agent.answering import Answering, Mind
from support_ai.agent.begun import Begun
from support_ai.agent.keeping import kept
from support_ai.agent.spoken import Spoken, Tell, Thought

SORRY = "Something went wrong on our side. Please try again, or ask for a person."
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Thinking:
    """Finds the answers of turns."""

    mind: Mind

    async def think(self, person: Person, conversation_id: UUID, begun: Begun, tell: Tell) -> Thought:
        """Return the answer to what waits, telling each part as it is ready; what fails leaves an honest sentence."""
        before = kept(begun.unanswered.memory)
        try:
            return await Answering(self.mind, person, conversation_id, begun, Spoken(before, tell)).answer()
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # Nobody ends this turn: the brain raised it.
        except Exception:  # noqa: BLE001 - the edge of a turn: the person gets a sentence, the log the traceback
            _log.exception("turn.failed", conversation=str(conversation_id))
        failed = Spoken(before, tell)
        failed.say(SORRY)
        return failed.thought()
