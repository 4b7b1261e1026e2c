"""The yes or the no to what was shown in a conversation, settled by code before any brain runs.

A yes counts only for the newest message of the assistant's, only if it came after that, and only if it says nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from support_ai.access.actor import Person, Staff
from support_ai.actions import queries as proposals
from support_ai.actions import service as actions
from support_ai.actions.models import Proposal, ProposalState
from support_ai.agent import offering, queries, showing
from support_ai.agent.brain import Done, Waiting
from support_ai.agent.cards import ProposalCard
from support_ai.agent.consent import Consent, lets_go, read_consent
from support_ai.agent.models import Change, Offer, OfferState, Previewed, Stage
from support_ai.agent.restating import NOTHING, Restated, restated
from support_ai.audit import service as audit
from support_ai.core import clock
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection, Database
from support_ai.core.errors import AppError, ForbiddenError, NotFoundError
from support_ai.core.rule import RuleRefusedError
from support_ai.customers import service as customers


@dataclass(frozen=True, slots=True)
class Settled:
    """How a yes or a no ended: what to say, what is shown next where that was the answer, and which actions it committed."""

    lines: tuple[str, ...] = ()
    card: ProposalCard | None = None
    next: offering.Showing | None = None
    committed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody wrote, in messages from the number `first` to the number `up_to`."""

    text: str
    first: int
    up_to: int
    # That of the conversation's texts.
    key: SealingKey


async def settle(
    database: Database, person: Person, offer: Offer | None, heard: Heard, now: datetime
) -> Settled | None:
    """Settle what waits, if the text is a yes or a no to it; None where it is neither, or nothing waits for it.

    It happens once: a turn that is taken up again after its process died finds what it did, and says it again.
    """
    if offer is None:
        return None
    try:
        async with database.transaction(person) as conn:
            found = await queries.newest_offer(conn, offer.conversation_id, heard.key, locked=True)
            if found is None or found.offer_id != offer.offer_id:
                return None
            if found.settled_by == heard.up_to:
                return await _said_before(conn, found, now)
            consent = await _consent(conn, person, found, heard, now)
            return None if consent is Consent.OTHER else await _answer(conn, found, consent, heard, now)
    except (RuleRefusedError, NotFoundError, ForbiddenError) as error:
        # Everything was rolled back: of several changes none is done.
        await _note_refusal(database, person, offer, heard, error)
        return Settled((error.message, showing.NOTHING_CHANGED))


async def _consent(conn: Connection, person: Person, offer: Offer, heard: Heard, now: datetime) -> Consent:
    """Return what the text is to this offer; OTHER where it cannot be for it."""
    if not is_live(offer, await queries.newest_of_assistant(conn, offer.conversation_id)):
        return Consent.OTHER
    if heard.first <= offer.sequence:
        return Consent.OTHER
    consent = read_consent(heard.text, await _restated(conn, person, offer, now))
    if offer.stage is Stage.ASKED and consent is Consent.NO:
        # `No, only the lamp` says that there is nothing else.
        return read_consent(heard.text)
    return consent


def is_live(offer: Offer, newest: int) -> bool:
    """Tell whether an offer is what the person sees last."""
    return offer.state is OfferState.OPEN and offer.sequence == newest


async def _restated(conn: Connection, person: Person, offer: Offer, now: datetime) -> Restated:
    """Return what a yes may repeat of an offer; while it is asked whether that is all, of what would be shown."""
    made: Sequence[Proposal | Previewed]
    try:
        made = await (offering.read if offer.stage is Stage.SHOWN else offering.previewed)(conn, offer, now)
    except AppError:
        if offer.stage is Stage.SHOWN:
            raise
        # What cannot be any more is told where it is proposed.
        return NOTHING
    people = [person.name] if isinstance(person, Staff) else []
    for customer_id in {one.customer_id for one in made if one.customer_id is not None}:
        found = await customers.find_customer(conn, customer_id)
        people += [] if found is None else [found.name]
    return restated(made, people)


async def _answer(
    conn: Connection, offer: Offer, consent: Consent, heard: Heard, now: datetime
) -> Settled | None:
    match offer.stage, consent:
        case Stage.SHOWN, Consent.YES:
            done = [await actions.confirm(conn, one, now) for one in offer.proposals]
            await queries.settle_offer(conn, offer, OfferState.ACCEPTED, heard.up_to)
            return _done(replace(offer, state=OfferState.ACCEPTED), done)
        case Stage.SHOWN, Consent.NO | Consent.NO_MORE:
            done = [await actions.decline(conn, one, now) for one in offer.proposals]
            await queries.settle_offer(conn, offer, OfferState.DECLINED, heard.up_to)
            return _done(replace(offer, state=OfferState.DECLINED), done)
        case Stage.ASKED, Consent.YES | Consent.ALL | Consent.NO_MORE:
            await queries.settle_offer(conn, offer, OfferState.ACCEPTED, heard.up_to)
            return Settled(next=await offering.propose(conn, offer.conversation_id, offer.changes, now))
        case Stage.ASKED, Consent.NO if lets_go(heard.text):
            await queries.settle_offer(conn, offer, OfferState.DECLINED, heard.up_to)
            return Settled((showing.LEFT,))
        case Stage.ASKED, Consent.NO:
            return Settled(next=offering.Showing(offer, (showing.WHAT_ELSE,), None, is_again=True))
        case _:
            return None


async def _said_before(conn: Connection, offer: Offer, now: datetime) -> Settled:
    """Return what was said, or was about to be said, when the same messages settled it before."""
    if offer.stage is Stage.ASKED and offer.state is OfferState.DECLINED:
        return Settled((showing.LEFT,))
    if offer.stage is Stage.ASKED:
        return Settled(next=await offering.propose(conn, offer.conversation_id, offer.changes, now))
    if offer.state is OfferState.REFUSED:
        return Settled((showing.NOTHING_CHANGED,))
    return _done(offer, await offering.read(conn, offer, now))


def _done(offer: Offer, done: Sequence[Proposal]) -> Settled:
    if offer.state is OfferState.DECLINED:
        return Settled((showing.LEFT,), offering.card_of(offer, done))
    committed = tuple(one.action for one in done if one.state is ProposalState.COMMITTED)
    return Settled(tuple(showing.settled(done)), offering.card_of(offer, done), committed=committed)


async def _note_refusal(
    database: Database, person: Person, offer: Offer, heard: Heard, error: AppError
) -> None:
    """Keep that a yes was of no use, and by which rule."""
    rule = error.rule or error.code
    await audit.refused(database, person, "proposal.confirm", f"conversation:{offer.conversation_id}", rule)
    async with database.transaction(person) as conn:
        found = await queries.newest_offer(conn, offer.conversation_id, heard.key, locked=True)
        if found is not None and found.state is OfferState.OPEN:
            await proposals.supersede(conn, offer.conversation_id, clock.now())
            await queries.settle_offer(conn, found, OfferState.REFUSED, heard.up_to, rule)


async def waiting(conn: Connection, offer: Offer | None, now: datetime) -> Waiting | None:
    """Return what a brain is told of what waits; None where nothing does."""
    if offer is None or offer.state is not OfferState.OPEN or offer.expires_at <= now:
        return None
    if offer.stage is Stage.ASKED:
        return Waiting(offer.stage, offer.changes)
    made = await offering.read(conn, offer, now)
    changes = tuple(Change(one.action, one.arguments) for one in made)
    return Waiting(offer.stage, changes, tuple(one.preview for one in made))


async def done(conn: Connection, conversation_id: UUID, now: datetime) -> tuple[Done, ...]:
    """Return what a brain is told of what was done in a conversation, the newest last."""
    found: list[Done] = []
    for offer_id, proposal_ids in await queries.accepted_offers(conn, conversation_id):
        for proposal_id in proposal_ids:
            one = await actions.get_proposal(conn, proposal_id, now)
            if one.state is ProposalState.COMMITTED:
                change = Change(one.action, one.arguments)
                found.append(Done(change, one.preview, one.result, offer_id))
    return tuple(found)
