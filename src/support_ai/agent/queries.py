"""The SQL of what the assistant does: calls of tools, and offers that wait for a yes."""

import json
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from support_ai.agent.models import Change, Offer, OfferState, Stage
from support_ai.audit.models import Outcome
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a tool as it is kept; `arguments` are JSON."""

    conversation_id: UUID
    call_id: UUID
    turn_id: UUID
    tool: str
    arguments: str
    outcome: Outcome
    rule: str | None
    milliseconds: int


_OF_CONVERSATION: LiteralString = " from conversations where conversation_id = %(conversation)s"


_MOST_ACCEPTED = 4
_OFFER: LiteralString = (
    "select conversation_id, offer_id, sequence, stage, proposals, draft, state, settled_by, rule, expires_at"
    " from offers where conversation_id = %s order by sequence desc limit 1"
)


async def insert_call(conn: Connection, key: SealingKey, call: Call) -> None:
    """Keep one use of a tool, its arguments sealed with the key of whoever talks there."""
    await conn.execute(
        "insert into tool_calls (conversation_id, call_id, person, is_of_staff, turn_id, tool, arguments, outcome, rule,"
        " milliseconds) select conversation_id, %(call)s, person, is_of_staff, %(turn)s, %(tool)s, %(arguments)s,"
        " %(outcome)s, %(rule)s, %(milliseconds)s" + _OF_CONVERSATION,
        {
            "conversation": call.conversation_id,
            "call": call.call_id,
            "turn": call.turn_id,
            "tool": call.tool,
            "arguments": key.seal("tool_calls", "arguments", str(call.call_id), call.arguments),
            "outcome": call.outcome.value,
            "rule": call.rule,
            "milliseconds": call.milliseconds,
        },
    )


async def insert_offer(conn: Connection, key: SealingKey, offer: Offer) -> None:
    """Keep what was shown."""
    draft = None
    if offer.stage is Stage.ASKED:
        text = json.dumps([[change.action, change.arguments] for change in offer.changes])
        draft = key.seal("offers", "draft", str(offer.offer_id), text)
    await conn.execute(
        "insert into offers (conversation_id, offer_id, person, is_of_staff, sequence, stage, proposals, draft, expires_at)"
        " select conversation_id, %(offer)s, person, is_of_staff, %(sequence)s, %(stage)s, %(proposals)s, %(draft)s,"
        " %(expires)s" + _OF_CONVERSATION,
        {
            "conversation": offer.conversation_id,
            "offer": offer.offer_id,
            "sequence": offer.sequence,
            "stage": offer.stage.value,
            "proposals": list(offer.proposals),
            "draft": draft,
            "expires": offer.expires_at,
        },
    )


async def newest_offer(
    conn: Connection, conversation_id: UUID, key: SealingKey, *, locked: bool = False
) -> Offer | None:
    """Return what was shown last in a conversation, whatever became of it."""
    lock: LiteralString = " for update" if locked else ""
    cursor = await conn.execute(
        _OFFER + lock,
        (conversation_id,),
    )
    row = await cursor.fetchone()
    return None if row is None else _offer(key, row)


async def find_shown(conn: Connection, offer_id: UUID) -> tuple[UUID, tuple[UUID, ...]] | None:
    """Return the conversation and the proposals of something that was shown; None where the caller sees none."""
    cursor = await conn.execute(
        "select conversation_id, proposals from offers where offer_id = %s and stage = %s",
        (offer_id, Stage.SHOWN.value),
    )
    row = await cursor.fetchone()
    return None if row is None else (row[0], tuple(row[1]))


async def lock_offer(conn: Connection, offer_id: UUID) -> None:
    """Let whoever else answers an offer wait until the transaction ends."""
    await conn.execute("select from offers where offer_id = %s for update", (offer_id,))


async def settle_shown(conn: Connection, offer_id: UUID, state: OfferState) -> None:
    """End an offer by its button."""
    await conn.execute("update offers set state = %s where offer_id = %s", (state.value, offer_id))


async def accepted_offers(conn: Connection, conversation_id: UUID) -> list[tuple[UUID, tuple[UUID, ...]]]:
    """Return the newest offers that were said yes to, each with its proposals, the newest last."""
    cursor = await conn.execute(
        "select offer_id, proposals from offers where conversation_id = %s and state = %s and stage = %s"
        " order by sequence desc limit %s",
        (conversation_id, OfferState.ACCEPTED.value, Stage.SHOWN.value, _MOST_ACCEPTED),
    )
    return [(offer_id, tuple(proposals)) for offer_id, proposals in reversed(await cursor.fetchall())]


async def settle_offer(
    conn: Connection, offer: Offer, state: OfferState, by: int | None, rule: str | None = None
) -> None:
    """End an offer, by a message of the person's or by what was shown later."""
    await conn.execute(
        "update offers set state = %s, settled_by = %s, rule = %s where conversation_id = %s and offer_id = %s",
        (state.value, by, rule, offer.conversation_id, offer.offer_id),
    )


async def show_again(conn: Connection, offer: Offer, sequence: int) -> None:
    """Let an offer be shown by a later message; one that was answered in this moment stays as it is."""
    await conn.execute(
        "update offers set sequence = %s where conversation_id = %s and offer_id = %s and state = %s",
        (sequence, offer.conversation_id, offer.offer_id, OfferState.OPEN.value),
    )


async def newest_of_assistant(conn: Connection, conversation_id: UUID) -> int:
    """Return the number of the assistant's newest message in a conversation; 0 where it said nothing yet."""
    cursor = await conn.execute(
        "select coalesce(max(sequence), 0) from messages where conversation_id = %s and speaker <> 'person'",
        (conversation_id,),
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


def _offer(key: SealingKey, row: tuple[Any, ...]) -> Offer:
    conversation_id, offer_id, sequence, stage, proposals, draft, state, settled_by, rule, expires_at = row
    changes: tuple[Change, ...] = ()
    if draft is not None:
        stored = json.loads(key.open("offers", "draft", str(offer_id), bytes(draft)))
        changes = tuple(Change(action, arguments) for action, arguments in stored)
    return Offer(
        conversation_id,
        offer_id,
        sequence,
        Stage(stage),
        tuple(proposals),
        changes,
        OfferState(state),
        settled_by,
        rule,
        expires_at,
    )
