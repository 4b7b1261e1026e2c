"""The buttons of a card that shows changes: one yes or no for all of them."""

from uuid import UUID

from fastapi import APIRouter

from support_ai.actions.schemas import ProposalOut
from support_ai.agent.pressing import press
from support_ai.core.caller import CurrentPerson
from support_ai.core.clock import now
from support_ai.core.http import Tx

router = APIRouter(prefix="/offers/{offer_id}", tags=["proposals"])


@router.post("/confirm")
async def confirm(offer_id: UUID, conn: Tx, _person: CurrentPerson) -> list[ProposalOut]:
    """Say yes to everything that a card showed: all of it is committed, or waits for a colleague's approval, or none."""
    return [ProposalOut.of(one) for one in await press(conn, offer_id, now(), is_yes=True)]


@router.post("/decline")
async def decline(offer_id: UUID, conn: Tx, _person: CurrentPerson) -> list[ProposalOut]:
    """Say no to everything that a card showed; nothing of it happens then, ever."""
    return [ProposalOut.of(one) for one in await press(conn, offer_id, now(), is_yes=False)]
