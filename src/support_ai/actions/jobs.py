"""What the worker does about proposals: end those whose time is over."""

from collections.abc import Awaitable, Callable

from support_ai.access.actor import Reason, System
from support_ai.actions import queries
from support_ai.audit import service as audit
from support_ai.core.clock import Clock, now
from support_ai.core.database import Database

EXPIRE_PROPOSALS = "expire_proposals"


def expire_proposals_task(database: Database, clock: Clock = now) -> Callable[[], Awaitable[None]]:
    """Return what ends the proposals that nobody answered in time, each with its entry in the audit log."""

    async def expire() -> None:
        ended = None
        while ended is None or ended:
            async with database.transaction(System(Reason.EXPIRE)) as conn:
                ended = await queries.expire(conn, clock())
                for proposal_id in ended:
                    await audit.append(conn, "proposal.expire", f"proposal:{proposal_id}")

    return expire
