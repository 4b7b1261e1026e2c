"""What people are told when a conversation changes hands: a notice, what happens next, and colleagues a summary."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, assert_never
from uuid import UUID, uuid4

from support_ai.access.actor import Staff, person_of
from support_ai.conversations import note_queries, queries
from support_ai.conversations.models import HandOverReason, Notice, Speaker
from support_ai.conversations.next_steps import Next, what_next
from support_ai.conversations.summary import summarise
from support_ai.conversations.visible import Visible, visible
from support_ai.core import clock
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection
from support_ai.customers import queries as customers
from support_ai.shop import documents
from support_ai.shop import service as shop
from support_ai.shop.hours import HOURS

# So many of the newest messages are looked at for a summary.
_SUMMARISED = 100
Handing = Literal[Notice.JOINED, Notice.PASSED_ON, Notice.RETURNED, Notice.CLOSED]


def called(colleague: Staff) -> str:
    """Return what people read of a colleague's name: the first word of it."""
    return next(iter(colleague.name.split()), colleague.name)


def sentence_of(notice: Handing, name: str) -> str:
    """Return what the program says when a colleague of this name does something."""
    match notice:
        case Notice.JOINED:
            return f"{name} joined the conversation."
        case Notice.PASSED_ON:
            return f"{name} passed the conversation on to a colleague."
        case Notice.RETURNED:
            return f"{name} gave the conversation back to the assistant."
        case Notice.CLOSED:
            return "This conversation was closed. Write here to open it again."
        case _:
            assert_never(notice)


async def say_notice(
    conn: Connection, conversation_id: UUID, key: SealingKey, notice: Notice, *, text: str, name: str | None
) -> UUID:
    """Say something as the program, live and numbered like every message, and return the message's id."""
    message_id = uuid4()
    content = json.dumps({"text": text, "notice": notice.value, "name": name})
    await queries.insert_message(
        conn, conversation_id, key, speaker=Speaker.NOTICE, content=content, message_id=message_id
    )
    return message_id


async def next_steps_of(
    conn: Connection, conversation_id: UUID, *, ahead: int | None = None, at: datetime | None = None
) -> Next:
    """Return what happens next in a conversation that the caller may see; `ahead` as for `what_next`."""
    found = await visible(conn, conversation_id)
    hours = (await documents.newest(conn, HOURS)).settings
    zone = (await shop.settings(conn)).time_zone
    return what_next(
        found.conversation.handled_by,
        hours,
        zone,
        at or clock.now(),
        waiting_since=found.conversation.queued_at,
        ahead=ahead,
        is_colleagues=found.is_own and isinstance(person_of(conn.actor), Staff),
    )


async def write_hand_over(
    conn: Connection,
    found: Visible,
    reason: HandOverReason,
    now: datetime,
    *,
    orders: Sequence[str] = (),
    tried: Sequence[str] = (),
) -> None:
    """Store why a conversation goes to colleagues, with a summary of what was said in it."""
    one = found.conversation
    messages = await queries.read_messages(
        conn,
        one.conversation_id,
        found.key,
        after=max(0, one.last_sequence - _SUMMARISED),
        limit=_SUMMARISED,
    )
    summary = summarise(
        messages,
        await _who(conn, one.customer_id),
        reason,
        now,
        began_at=one.created_at,
        orders=orders,
        tried=tried,
    )
    person = conn.actor
    by = person.account_id if isinstance(person, Staff) else None
    await note_queries.insert_hand_over(conn, one.conversation_id, found.key, summary, by)


async def _who(conn: Connection, customer_id: str | None) -> str:
    if customer_id is None:
        return "Somebody who has not proven who they are"
    profile = await customers.read_profile(conn, customer_id)
    return f"Customer {customer_id}" if profile is None else f"{profile.name} ({customer_id})"
