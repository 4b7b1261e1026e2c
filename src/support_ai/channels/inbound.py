"""Where every way in meets: a proven person says something, it is kept, and its turn begins."""

import asyncio
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol, cast
from uuid import UUID

from support_ai.access.actor import Person, Reason, Staff, System, Visitor
from support_ai.agent.brain import Event
from support_ai.agent.turn import Answered, Listener, Turns
from support_ai.channels import wording
from support_ai.channels.identifying import Identifying
from support_ai.channels.models import Accepted, Inbound, Reply
from support_ai.conversations import colleagues, leases
from support_ai.conversations import service as conversations
from support_ai.conversations.models import HandledBy, Received, Speaker
from support_ai.core.database import Database, fenced
from support_ai.core.errors import UnavailableError
from support_ai.core.live import Live

_PATIENCE_SECONDS = 60
_LOOK_AGAIN_SECONDS = 2


Kept = Callable[[Accepted], None]


def _unheard(_told: object) -> None:
    """Tell nobody."""


class AnswerLateError(UnavailableError):
    """Your message is kept, and its answer takes longer than usual: ask for it again with the same message id."""

    code = "answer_late"


class People(Protocol):
    """Tells who an account is now, without a token."""

    async def living(self, account_id: UUID) -> Person | None:
        """Return the account's person in its newest session; None where no session lives."""
        ...


class Inbox:
    """Takes messages in and waits for their answers."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        live: Live,
        people: People,
        identifying: Identifying | None = None,
    ) -> None:
        """Take what it stands on; without `identifying` nobody signs in by a message."""
        self._identifying = identifying
        self._database = database
        self._people = people
        self.live = live
        self.turns = turns

    async def accept(self, person: Person, inbound: Inbound, kept: Kept = _unheard) -> Accepted:
        """Keep a message, from here it cannot be lost, and begin the turn that answers it.

        A repeat is the message that was kept before. A one-time code is stored nowhere: where it is right, what is kept is
        the question that waited for it, as the person who is proven now. `kept` is called in between, so that who listens
        misses nothing.
        """
        entry = None if self._identifying is None else await self._identifying.enter(person, inbound)
        if entry is None:
            return await self._keep(Accepted, person, inbound, kept)
        if entry.signed_in is None:
            accepted = Accepted(entry.received, person)
            kept(accepted)
            return accepted
        place = entry.received
        again = Inbound(
            entry.question,
            # A visitor's thread stays theirs: whoever holds its token reads nothing of what is said from here on.
            None if isinstance(person, Visitor) else place.conversation_id,
            f"identified:{place.conversation_id}:{place.sequence}",
        )
        return await self._keep(partial(Accepted, signed_in=entry.signed_in), entry.person, again, kept)

    async def _keep(
        self,
        accepted_as: Callable[[Received, Person], Accepted],
        person: Person,
        inbound: Inbound,
        kept: Kept,
    ) -> Accepted:
        async with self._database.transaction(person) as conn:
            received = await conversations.receive(
                conn,
                person,
                inbound.text,
                inbound.conversation_id,
                inbound.client_message_id,
                file_ids=inbound.file_ids,
            )
            begun = None
            if received.handled_by is not HandledBy.COLLEAGUE:
                begun = await self.turns.begin(conn, received.conversation_id)
        accepted = accepted_as(received, person)
        kept(accepted)
        if begun is not None:
            self.turns.start(received.conversation_id, person, begun)
        return accepted

    async def ask(
        self, person: Person, inbound: Inbound, kept: Kept = _unheard, hear: Listener = _unheard
    ) -> Reply:
        """Keep a message and return the answer to it; `hear` is told the turn's events meanwhile."""
        replies: list[Reply] = []
        with ExitStack() as listening:

            def listen(accepted: Accepted) -> None:
                received = accepted.received

                def note(event: Event | Answered) -> None:
                    hear(event)
                    if isinstance(event, Answered) and received.sequence <= event.posted.up_to:
                        replies.append(_reply_of_turn(received, event))

                listening.enter_context(self.turns.listen(received.conversation_id, note))
                kept(accepted)

            accepted = await self.accept(person, inbound, listen)
            reply = await self._answered(accepted, replies)
        return replace(reply, signed_in=accepted.signed_in)

    async def _answered(self, accepted: Accepted, replies: list[Reply]) -> Reply:
        received, person = accepted.received, accepted.person
        try:
            if not (received.is_repeat or received.handled_by is HandledBy.COLLEAGUE):
                await asyncio.shield(self.turns.start(received.conversation_id, person))
            return replies[0] if replies else await self.answer(person, received)
        except AnswerLateError:
            if accepted.signed_in is None:
                raise
            # The session must not be lost with the answer.
            return Reply(received.conversation_id, None, by_colleague=False, text=wording.ANSWER_LATE)

    async def answer(self, person: Person, received: Received) -> Reply:
        """Return the answer to a kept message, wherever its turn runs; AnswerLateError after a minute."""
        if received.handled_by is HandledBy.COLLEAGUE:
            return await self._find(person, received) or _silence(received)
        return await self._find(person, received) or await self._wait(person, received)

    async def _find(self, person: Person, received: Received) -> Reply | None:
        async with self._database.transaction(person, read_only=True) as conn:
            message, handled_by = await conversations.find_answer(
                conn, received.conversation_id, received.sequence
            )
        if message is not None:
            return reply_of(received.conversation_id, message.message_id, message.speaker, message.content)
        return _silence(received) if handled_by is HandledBy.COLLEAGUE else None

    async def _wait(self, person: Person, received: Received) -> Reply:
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        deadline = loop.time() + _PATIENCE_SECONDS
        with self.live.subscribe(f"conversation:{received.conversation_id}", lambda _: woken.set()):
            while loop.time() < deadline:
                woken.clear()
                await asyncio.shield(self.turns.start(received.conversation_id, person))
                reply = await self._find(person, received)
                if reply is not None:
                    return reply
                try:
                    async with asyncio.timeout(_LOOK_AGAIN_SECONDS):
                        await woken.wait()
                except TimeoutError:
                    continue
        raise AnswerLateError

    async def release(self, colleague: Staff, conversation_id: UUID) -> None:
        """Give a conversation back to the assistant as a colleague, and begin the turn that answers what still waits.

        Where its person has no session any more the messages wait on, and are answered once they have one.
        """
        async with self._database.transaction(colleague) as conn:
            waits = await colleagues.release(conn, colleague, conversation_id)
        if waits is None:
            return
        # It is given back, whatever becomes of the turn: a job takes up what is not begun here.
        with fenced(None):
            person = await self._person(waits.account_id, waits.visitor_id)
            if person is None:
                return
            async with self._database.transaction(person) as conn:
                begun = await self.turns.begin(conn, conversation_id)
            if begun is not None:
                self.turns.start(conversation_id, person, begun)

    async def ahead(self, conversation_id: UUID) -> int:
        """Return how many conversations wait for longer than one: a number, and nothing else of them."""
        async with self._database.transaction(System(Reason.TURN), read_only=True) as conn:
            return await conversations.count_before(conn, conversation_id)

    async def resume(self) -> None:
        """Take up the turns that ended with their process; somebody whose sessions all ended is not answered."""
        async with self._database.transaction(System(Reason.TURN), read_only=True) as conn:
            left = await leases.abandoned(conn, datetime.now(UTC))
        for one in left:
            person = await self._person(one.account_id, one.visitor_id)
            if person is not None:
                self.turns.start(one.conversation_id, person)

    async def _person(self, account_id: UUID | None, visitor_id: UUID | None) -> Person | None:
        if visitor_id is not None:
            return Visitor(visitor_id)
        return None if account_id is None else await self._people.living(account_id)


def _reply_of_turn(received: Received, event: Answered) -> Reply:
    content = event.answer.content()
    return reply_of(received.conversation_id, event.posted.message_id, Speaker.ASSISTANT, content)


def _silence(received: Received) -> Reply:
    return Reply(received.conversation_id, None, by_colleague=True, text=None)


def reply_of(conversation_id: UUID, message_id: UUID, speaker: Speaker, content: str) -> Reply:
    """Return a stored answer as channels give it."""
    stored = cast("dict[str, object]", json.loads(content))
    return Reply(
        conversation_id,
        message_id,
        speaker is Speaker.COLLEAGUE,
        str(stored["text"]),
        tuple(cast("list[dict[str, object]]", stored.get("cards", []))),
        tuple(cast("list[dict[str, object]]", stored.get("sources", []))),
    )
