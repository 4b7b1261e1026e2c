"""From a visitor to a customer: asked for an address or a number, sent a code, signed in by it. See docs/chat.md.

Nothing that is said tells whether anybody is known, and what was typed proves nothing: the code goes to the address on
file, and is good in the conversation that asked for it only.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from uuid import UUID

from support_ai.access.actor import Customer, Person, Reason, System, Visitor
from support_ai.agent.identification import IDENTIFY, Asking
from support_ai.channels import policy, wording
from support_ai.channels.models import Inbound
from support_ai.channels.policy import By, Named, Wish
from support_ai.conversations import identification_queries, queries
from support_ai.conversations.answered import receive_answered, said_between
from support_ai.conversations.identification_queries import Identification, Stage
from support_ai.conversations.models import Received
from support_ai.core.database import Connection, Database
from support_ai.identity import code_queries, code_recipients, signing_by_code, verification
from support_ai.identity.code_policy import HOUR, REQUEST_LIFE, Purpose
from support_ai.identity.codes import (
    CodeTooSoonError,
    CodeWrongError,
    Wanted,
    ask,
    request_again,
    request_code,
)
from support_ai.identity.models import SignedIn
from support_ai.identity.service import Identity
from support_ai.identity.verification import EmailTakenError
from support_ai.orders import service as orders

# So many seconds between two tries are waited for; of more somebody is told.
_WAITED_FOR = 1
Prove = Callable[[str], Awaitable[Person]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A code that was taken in: what stands in its place and, where it was right, who it is and what they had asked."""

    received: Received
    person: Person
    signed_in: SignedIn | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class _Tried:
    answer: str
    signed_in: SignedIn | None = None


class Identifying:
    """Leads people whom nobody knows to a session."""

    def __init__(self, database: Database, identity: Identity, prove: Prove) -> None:
        """Take what it stands on; `prove` tells whom an access token proves."""
        self._database = database
        self._identity = identity
        self._prove = prove

    async def settle(self, person: Person, asking: Asking) -> str | None:
        """Return the answer to an address or a number that was asked for, and send its code; None for all else."""
        if not policy.is_unproven(person):
            return None
        if asking.text == wording.CODE_TYPED:
            # It was taken in while a colleague answered, who has given the conversation back.
            return wording.NOT_AWAITED
        async with self._database.transaction(person, read_only=True) as conn:
            found = await identification_queries.read(conn, asking.conversation_id, person)
        if found.stage not in (Stage.ASKED, Stage.SENT):
            return None
        is_visitor, is_sent = isinstance(person, Visitor), found.stage is Stage.SENT
        step = policy.step(asking.text, is_visitor=is_visitor, is_sent=is_sent)
        return None if step is None else await self._take(step, person, asking, found)

    async def _take(
        self, step: Wish | tuple[Named, ...], person: Person, asking: Asking, found: Identification
    ) -> str:
        match step:
            case Wish.CANCEL:
                await self._keep(
                    person, asking.conversation_id, Identification(asked_up_to=found.asked_up_to)
                )
                return wording.CANCELLED
            case Wish.NO_ACCESS:
                # The code that was sent is still good.
                return wording.NO_ACCESS if isinstance(person, Visitor) else wording.NO_ACCESS_OWN
            case Wish.AGAIN:
                return await self._send(person, asking, found, ())
            case names:
                return await self._send(person, asking, found, names)

    async def wanted(self, person: Person, asking: Asking) -> str:
        """Return what to say to somebody who asks for what is shown to known people only; the question waits.

        Where the question itself names an address or a number, the code is sent at once.
        """
        async with self._database.transaction(person, read_only=True) as conn:
            found = await identification_queries.read(conn, asking.conversation_id, person)
        waits = replace(found, question=(asking.first, asking.last))
        if isinstance(person, Customer):
            await verification.send_code(self._identity, person, unless_open=True)
            sent = replace(waits, stage=Stage.SENT, asked_up_to=asking.last)
            await self._keep(person, asking.conversation_id, sent)
            return wording.VERIFY
        names = policy.named_in_question(asking.text)
        if names:
            return await self._send(person, asking, waits, names)
        if found.stage is Stage.SENT:
            await self._keep(person, asking.conversation_id, waits)
            return wording.AWAITED
        await self._keep(person, asking.conversation_id, replace(waits, stage=Stage.ASKED))
        return IDENTIFY

    async def _keep(self, person: Person, conversation_id: UUID, found: Identification) -> None:
        async with self._database.transaction(System(Reason.VERIFY)) as conn:
            await identification_queries.keep(conn, conversation_id, person, found, self._identity.clock())

    async def _send(
        self, person: Person, asking: Asking, found: Identification, names: tuple[Named, ...]
    ) -> str:
        """Send the code of what was named, or without a name the last one again; a turn that runs again sends none."""
        if isinstance(person, Customer):
            await verification.send_code(self._identity, person)
            return wording.SENT_AGAIN

        async def request(conn: Connection) -> str:
            now = self._identity.clock()
            if found.asked_up_to >= asking.last:
                return wording.SENT
            theirs = await identification_queries.conversations_of(conn, person)
            if await code_queries.count_in(conn, theirs, now - HOUR) >= policy.CODES_PER_HOUR:
                return wording.TOO_MANY
            sent = replace(found, stage=Stage.SENT, asked_up_to=asking.last)
            # First: what is asked for is counted by the conversations that are written here.
            await identification_queries.keep(conn, asking.conversation_id, person, sent, now)
            if names:
                wanted = await self._recipient(conn, names)
                await request_code(conn, replace(wanted, conversation_id=asking.conversation_id), now)
                return wording.SENT
            return await self._again(conn, asking.conversation_id)

        return await ask(self._database, request)

    async def _recipient(self, conn: Connection, names: tuple[Named, ...]) -> Wanted:
        """Return whom the code is for: the first of the names that anybody is known by, else nobody.

        Every name is looked up, so that it costs the same.
        """
        found = [await self._by(conn, one) for one in names[:3]]
        return next((one for one in found if one.is_of_somebody), found[0])

    async def _by(self, conn: Connection, one: Named) -> Wanted:
        match one.by:
            case By.EMAIL:
                return await code_recipients.by_email(conn, self._identity, one.value)
            case By.PHONE:
                return await code_recipients.by_phone(conn, self._identity, one.value)
            case By.ORDER:
                owner = await orders.find_owner(conn, one.value)
                typed = f"order:{one.value}"
                return await code_recipients.of_customer(conn, self._identity, owner, typed)

    async def _again(self, conn: Connection, conversation_id: UUID) -> str:
        before = await code_queries.newest_in(conn, conversation_id)
        recipient = None if before is None else await code_queries.recipient_of(conn, before.code_id)
        if before is None or recipient is None:
            return IDENTIFY
        wanted = Wanted(
            Purpose.SIGN_IN,
            before.channel,
            "",
            before.account_id,
            before.customer_id,
            conversation_id=conversation_id,
        )
        await request_again(conn, wanted, recipient, self._identity.clock())
        return wording.SENT

    async def enter(self, person: Person, message: Inbound) -> Entry | None:
        """Take in a code, which is stored nowhere; None where the message is none.

        A message that was taken in before is not tried again. CodeWrongError and its like become answers.
        """
        if not policy.is_unproven(person):
            return None
        if policy.typed_code(message.text, awaited=True) is None:
            return None
        async with self._database.transaction(person, read_only=True) as conn:
            since = self._identity.clock() - REQUEST_LIFE
            is_sent = await identification_queries.was_sent_lately(conn, person, since)
            found = Identification()
            if message.conversation_id is not None:
                found = await identification_queries.read(conn, message.conversation_id, person)
            repeat = None
            if message.client_message_id is not None:
                repeat = await queries.find_repeat(conn, queries.key_name(person), message.client_message_id)
        is_awaited = found.stage in (Stage.SENT, Stage.DONE)
        typed = policy.typed_code(message.text, awaited=is_awaited or is_sent)
        if typed is None or (typed.digits is None and not is_awaited):
            return None
        tried = _Tried(wording.NOT_AWAITED)
        if repeat is None and found.stage is Stage.SENT and message.conversation_id is not None:
            tried = await self._try(person, message.conversation_id, typed.digits, found, message.device)
        return await self._taken_in(person, message, tried, found)

    async def _try(
        self, person: Person, conversation_id: UUID, digits: str | None, found: Identification, device: str
    ) -> _Tried:
        if digits is None:
            return _Tried(wording.MISTYPED)
        done = replace(found, stage=Stage.DONE)
        try:
            try:
                return await self._try_now(person, conversation_id, digits, done, device)
            except CodeTooSoonError as error:
                # Who types the right code right after a wrong one notices nothing.
                if error.retry_after > _WAITED_FOR:
                    raise
                await asyncio.sleep(error.retry_after)
                return await self._try_now(person, conversation_id, digits, done, device)
        except CodeTooSoonError as error:
            return _Tried(wording.too_soon(error.retry_after))
        except CodeWrongError:
            return _Tried(wording.WRONG)
        except EmailTakenError as error:
            return _Tried(error.message)

    async def _try_now(
        self, person: Person, conversation_id: UUID, digits: str, done: Identification, device: str
    ) -> _Tried:
        if isinstance(person, Customer):
            verified = await verification.verify_email(self._identity, person, digits)
            await self._keep(person, conversation_id, done)
            return _Tried(wording.VERIFIED, verified.signed_in)
        return await self._sign_in(person, conversation_id, digits, done, device)

    async def _sign_in(
        self, person: Person, conversation_id: UUID, digits: str, done: Identification, device: str
    ) -> _Tried:
        async with self._database.transaction(System(Reason.VERIFY)) as conn:
            entered = await signing_by_code.enter_in_conversation(
                conn, self._identity, conversation_id, digits, device=device
            )
            if entered.signed_in is not None:
                now = self._identity.clock()
                await identification_queries.keep(conn, conversation_id, person, done, now)
        if entered.signed_in is None:
            return _Tried(wording.SPENT if entered.is_spent else wording.WRONG)
        return _Tried(wording.SIGNED_IN, entered.signed_in)

    async def _taken_in(
        self, person: Person, message: Inbound, tried: _Tried, found: Identification
    ) -> Entry:
        async with self._database.transaction(person) as conn:
            received = await receive_answered(
                conn,
                person,
                message.conversation_id,
                message.client_message_id,
                text=wording.CODE_TYPED,
                answer=tried.answer,
            )
            question = None
            if tried.signed_in is not None and found.question is not None:
                question = await said_between(conn, person, received.conversation_id, *found.question)
        if tried.signed_in is None:
            return Entry(received, person)
        proven = await self._prove(tried.signed_in.access_token)
        return Entry(received, proven, tried.signed_in, question or wording.HELLO)
