"""What the worker does about proposals: end those whose time is over."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.actions import queries
from support_ai.actions.models import ProposalState
from support_ai.actions.outcomes import hold_conversation, say_outcome
from support_ai.audit import service as audit
from support_ai.core.clock import Clock, now
from support_ai.core.database import Database

EXPIRE_PROPOSALS = "expire_proposals"
_NOTED = "proposal.expire"


def expire_proposals_task(database: Database, clock: Clock = now) -> Callable[[], Awaitable[None]]:
    """Return what ends the proposals that nobody answered in time, each with its entry in the audit log.

    Who waits in a conversation for a colleague's approval is told there that none came.
    """

    async def expire() -> None:
        moment = clock()
        ended = None
        while ended is None or ended:
            async with database.transaction(System(Reason.EXPIRE)) as conn:
                ended = await queries.expire(conn, moment)
                for proposal_id in ended:
                    await audit.append(conn, _NOTED, f"proposal:{proposal_id}")
        async with database.transaction(System(Reason.EXPIRE), read_only=True) as conn:
            over = await queries.approvals_over(conn, moment)
        for proposal_id in over:
            await _end_approval(database, proposal_id, moment)

    return expire


async def _end_approval(database: Database, proposal_id: UUID, moment: datetime) -> None:
    """End one that waits for an approval, unless somebody decided it meanwhile, and say so in its conversation."""
    async with database.transaction(System(Reason.EXPIRE)) as conn:
        await hold_conversation(conn, proposal_id)
        found = await queries.read(conn, proposal_id, locked=True)
        if found is None or found.state is not ProposalState.AWAITING_APPROVAL or found.expires_at > moment:
            return
        await queries.set_state(conn, proposal_id, ProposalState.EXPIRED, at=moment, by=None)
        await audit.append(conn, _NOTED, f"proposal:{proposal_id}")
        await say_outcome(conn, replace(found, state=ProposalState.EXPIRED), by_colleague=True)
