"""The yes or the no of a card's buttons: bound to exactly what the card showed, all of its changes or none."""

from datetime import datetime
from uuid import UUID

from support_ai.actions import service as actions
from support_ai.actions.models import Proposal
from support_ai.agent import queries
from support_ai.agent.models import OfferState
from support_ai.conversations import service as conversations
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError


class OfferNotFoundError(NotFoundError):
    """There is nothing of this number that waits for your answer."""

    code = "offer_not_found"


async def press(conn: Connection, offer_id: UUID, now: datetime, *, is_yes: bool) -> tuple[Proposal, ...]:
    """Answer an offer by its number, and return its proposals in their order; the conversation is told of each.

    Raises OfferNotFoundError, and what `actions.confirm` and `actions.decline` raise; then nothing is done of any.
    """
    found = await queries.find_shown(conn, offer_id)
    if found is None:
        raise OfferNotFoundError
    conversation_id, proposal_ids = found
    # In the order of a turn that answers there: the conversation, what it showed, the proposals.
    await conversations.hold(conn, conversation_id)
    await queries.lock_offer(conn, offer_id)
    answered = await actions.press_all(conn, proposal_ids, now, is_yes=is_yes)
    await queries.settle_shown(conn, offer_id, OfferState.ACCEPTED if is_yes else OfferState.DECLINED)
    return answered
