"""What is shown at the end of a turn and waits for a yes. Code builds it from plans; a brain only plans.

One offer is all that a turn planned: one summary, one yes. Of what can be done only once it is asked first whether that is
all, and nothing is proposed then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from pydantic import JsonValue

from support_ai.actions import queries as proposals
from support_ai.actions import service as actions
from support_ai.actions.models import Proposal
from support_ai.actions.registry import ACTIONS
from support_ai.agent import queries, showing
from support_ai.agent.brain import Waiting
from support_ai.agent.cards import ProposalCard, ProposedChange
from support_ai.agent.models import Change, Offer, OfferState, Previewed, Stage
from support_ai.agent.tools.changes import Planned
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection

# How long a question stands whether that is all; a proposal has the shop's own time.
_ASKED = timedelta(minutes=30)
# What must happen before what, where one message asks for several changes of an order.
_ORDER: Mapping[str, int] = {
    name: place for place, name in enumerate(("change_order_address", "change_order_payment"))
}


# Shown at once although they can be done only once: until the yes, more items join what is shown.
_SHOWN_AT_ONCE = frozenset({"return_items"})


@dataclass(frozen=True, slots=True)
class Showing:
    """An offer with the words and the card that show it; `is_again` where an earlier message showed it before."""

    offer: Offer
    lines: tuple[str, ...]
    card: ProposalCard | None
    is_again: bool = False


def changes_of(planned: Sequence[Planned]) -> tuple[Change, ...]:
    """Return what was planned, each once, in the order in which it can be done."""
    found: list[Change] = []
    for one in planned:
        change = Change(one.action.name, one.arguments.model_dump(mode="json"))
        if change not in found:
            found.append(change)
    return tuple(sorted(found, key=lambda change: _ORDER.get(change.action, len(_ORDER))))


def must_ask(planned: Sequence[Planned], before: Waiting | None) -> bool:
    """Tell whether to ask first whether that is all: for what can be done once, unless that was asked for its orders already."""
    once = {
        (one.action.name, _subject(one.arguments.model_dump(mode="json")))
        for one in planned
        if one.preview.is_once and one.action.name not in _SHOWN_AT_ONCE
    }
    if before is None or before.stage is not Stage.SHOWN:
        return bool(once)
    return bool(once - {(change.action, _subject(change.arguments)) for change in before.changes})


def _subject(arguments: Mapping[str, JsonValue]) -> str:
    return str(arguments.get("number", "")).lstrip("#").upper()


def ask(conversation_id: UUID, planned: Sequence[Planned], now: datetime) -> Showing:
    """Return the question whether that is all."""
    offer = Offer(
        conversation_id,
        uuid4(),
        0,
        Stage.ASKED,
        (),
        changes_of(planned),
        OfferState.OPEN,
        None,
        None,
        now + _ASKED,
    )
    return Showing(offer, tuple(showing.asked_whether_all([one.preview for one in planned])), None)


def sketch(conversation_id: UUID, planned: Sequence[Planned], now: datetime) -> Showing:
    """Return what would be offered, where nothing may be proposed: no yes ever counts for it."""
    lines = (*showing.shown([one.preview for one in planned]), showing.ONLY_PREVIEW)
    return Showing(replace(ask(conversation_id, planned, now).offer, changes=()), lines, None)


async def propose(
    conn: Connection, conversation_id: UUID, changes: Sequence[Change], now: datetime
) -> Showing:
    """Propose changes in place of whatever waits in the conversation; RuleRefusedError where a rule says no to one."""
    await proposals.supersede(conn, conversation_id, now)
    made: list[Proposal] = []
    for change in changes:
        action = ACTIONS[change.action]
        arguments = action.arguments.model_validate(dict(change.arguments))
        made.append(await actions.propose(conn, action, arguments, now, conversation_id=conversation_id))
    offer = Offer(
        conversation_id,
        uuid4(),
        0,
        Stage.SHOWN,
        tuple(one.proposal_id for one in made),
        (),
        OfferState.OPEN,
        None,
        None,
        min(one.expires_at for one in made),
    )
    return shown(offer, made)


def shown(offer: Offer, made: Sequence[Proposal], *, is_again: bool = False) -> Showing:
    """Return an offer with its words and its card."""
    lines = showing.shown([one.preview for one in made])
    return Showing(
        offer, ((showing.STILL_WAITING,) if is_again else ()) + tuple(lines), card_of(offer, made), is_again
    )


async def read(conn: Connection, offer: Offer, now: datetime) -> list[Proposal]:
    """Return the proposals of an offer as they are now, in their order."""
    return [await actions.get_proposal(conn, one, now) for one in offer.proposals]


async def again(conn: Connection, key: SealingKey, offer: Offer, now: datetime) -> Showing | None:
    """Return what still waits, with the words that show it once more; None where it was answered meanwhile."""
    found = await queries.newest_offer(conn, offer.conversation_id, key)
    if found is None or found.offer_id != offer.offer_id or found.state is not OfferState.OPEN:
        return None
    if offer.stage is Stage.SHOWN:
        return shown(offer, await read(conn, offer, now), is_again=True)
    previews = [one.preview for one in await previewed(conn, offer, now)]
    return Showing(offer, tuple(showing.asked_whether_all(previews)), None, is_again=True)


async def previewed(conn: Connection, offer: Offer, now: datetime) -> list[Previewed]:
    """Return what an offer that only asks whether that is all would propose."""
    found: list[Previewed] = []
    for change in offer.changes:
        action = ACTIONS[change.action]
        arguments = action.arguments.model_validate(dict(change.arguments))
        made = await actions.preview(conn, action, arguments, now)
        found.append(Previewed(change.action, made.customer_id, change.arguments, made.preview))
    return found


async def save(conn: Connection, key: SealingKey, showing_one: Showing, sequence: int) -> None:
    """Keep what the message with this number shows; whatever waited before does not any more."""
    if showing_one.is_again:
        await queries.show_again(conn, showing_one.offer, sequence)
        return
    await _end(conn, key, showing_one.offer.conversation_id)
    await queries.insert_offer(conn, key, replace(showing_one.offer, sequence=sequence))


async def drop(conn: Connection, key: SealingKey, conversation_id: UUID, now: datetime) -> None:
    """Let nothing wait for a yes any more in a conversation."""
    await _end(conn, key, conversation_id)
    await proposals.supersede(conn, conversation_id, now)


async def _end(conn: Connection, key: SealingKey, conversation_id: UUID) -> None:
    before = await queries.newest_offer(conn, conversation_id, key, locked=True)
    if before is not None and before.state is OfferState.OPEN:
        await queries.settle_offer(conn, before, OfferState.SUPERSEDED, None)


def card_of(offer: Offer, made: Sequence[Proposal]) -> ProposalCard:
    """Return the card that shows an offer."""
    changes = tuple(
        ProposedChange(
            one.proposal_id, one.action, one.preview.sentence, one.preview.amount_minor, one.preview.currency
        )
        for one in made
    )
    return ProposalCard(offer.offer_id, changes, offer.state, offer.expires_at)
