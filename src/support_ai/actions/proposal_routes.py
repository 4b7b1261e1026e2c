"""Yes and no over REST: to what was proposed, and to what waits for a second person's approval."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from support_ai.access.permission import Permission
from support_ai.actions import service
from support_ai.actions.models import ProposalFilter, ProposalState
from support_ai.actions.schemas import Decision, ProposalOut
from support_ai.core.caller import CurrentPerson, Recent, requires
from support_ai.core.clock import now
from support_ai.core.http import Tx
from support_ai.core.page import Page, PageQuery, Word

router = APIRouter(prefix="/proposals", tags=["proposals"])
approvals = APIRouter(
    prefix="/approvals", tags=["approvals"], dependencies=[Depends(requires(Permission.REFUNDS_CREATE))]
)


class ProposalQuery(PageQuery):
    """Which proposals to list; everything given must hold. A subject is such as `order:ORD-789`."""

    state: ProposalState | None = None
    subject: Word | None = None
    asked_by: UUID | None = None


@router.get("")
async def list_proposals(
    conn: Tx, _person: CurrentPerson, wanted: Annotated[ProposalQuery, Query()]
) -> Page[ProposalOut]:
    """List proposals, the newest first: a customer those about what is theirs, staff all of them."""
    chosen = ProposalFilter(wanted.state, wanted.subject, wanted.asked_by)
    found = await service.list_proposals(conn, chosen, wanted.cursor, wanted.limit, now())
    return Page(tuple(ProposalOut.of(one) for one in found.items), found.next_cursor)


@router.get("/{proposal_id}")
async def get_proposal(proposal_id: UUID, conn: Tx, _person: CurrentPerson) -> ProposalOut:
    """Return one proposal; somebody else's is not there."""
    return ProposalOut.of(await service.get_proposal(conn, proposal_id, now()))


@router.post("/{proposal_id}/confirm")
async def confirm(proposal_id: UUID, conn: Tx, _person: CurrentPerson) -> ProposalOut:
    """Say yes to what was shown: it is committed, or waits for a colleague's approval."""
    return ProposalOut.of(await service.press(conn, proposal_id, now(), is_yes=True))


@router.post("/{proposal_id}/decline")
async def decline(proposal_id: UUID, conn: Tx, _person: CurrentPerson) -> ProposalOut:
    """Say no to what was shown, or take back what waits for an approval; nothing happens then, ever."""
    return ProposalOut.of(await service.press(conn, proposal_id, now(), is_yes=False))


@approvals.get("")
async def list_approvals(conn: Tx, page: Annotated[PageQuery, Query()]) -> Page[ProposalOut]:
    """List what waits for an approval, the oldest first."""
    found = await service.waiting(conn, page.cursor, page.limit, now())
    return Page(tuple(ProposalOut.of(one) for one in found.items), found.next_cursor)


@approvals.get("/{proposal_id}")
async def get_approval(proposal_id: UUID, conn: Tx) -> ProposalOut:
    """Return what waits, or waited, for an approval."""
    return ProposalOut.of(await service.get_proposal(conn, proposal_id, now()))


@approvals.post("/{proposal_id}/approve", dependencies=[Recent])
async def approve(proposal_id: UUID, decision: Decision, conn: Tx) -> ProposalOut:
    """Approve exactly what was shown, as a second person who proved themselves in the last five minutes."""
    return ProposalOut.of(await service.approve(conn, proposal_id, decision.digest, now()))


@approvals.post("/{proposal_id}/decline")
async def turn_down(proposal_id: UUID, decision: Decision, conn: Tx) -> ProposalOut:
    """Turn down what was shown; nothing happens then, ever."""
    return ProposalOut.of(await service.turn_down(conn, proposal_id, decision.digest, now()))
