"""What was done in a conversation, read as the owner reads it; in a copy everything since the start belongs to it."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from support_ai.access.actor import Staff
from support_ai.access.role import Role
from support_ai.actions import queries as action_queries
from support_ai.actions.models import Proposal, ProposalFilter, ProposalState
from support_ai.audit import queries as audit_queries
from support_ai.audit.models import EntryFilter
from support_ai.core.database import Connection
from support_ai.evals.judging import Call
from support_ai.orders import service as orders
from support_ai.tickets import queries as ticket_queries
from support_ai.tickets.models import TicketFilter, TicketSort

OBSERVER = Staff(UUID(int=0), UUID(int=0), Role.OWNER, "Evaluation")
_TOOL = "tool."
_MOST = 500
_WAITING = (ProposalState.PROPOSED, ProposalState.AWAITING_APPROVAL)


async def newest(conn: Connection) -> int:
    """Return the number after which what is done from now on is found."""
    entries = await audit_queries.list_entries(conn, EntryFilter(), before=None, limit=1)
    return entries[0].entry_id if entries else 0


async def observed(conn: Connection, conversation_id: UUID | None, after: int) -> list[Call]:
    """Return the tools that were used since a number, in order, and what else a rule refused."""
    del conversation_id
    entries = await audit_queries.list_entries(conn, EntryFilter(), before=None, limit=_MOST)
    calls: list[Call] = []
    for entry in reversed(entries):
        rule = entry.detail.get("rule")
        if entry.entry_id > after and (entry.action.startswith(_TOOL) or rule is not None):
            name = entry.action.removeprefix(_TOOL)
            calls.append(Call(name, entry.outcome.value, None if rule is None else str(rule)))
    return calls


async def statuses(conn: Connection, numbers: Iterable[str]) -> dict[str, str | None]:
    """Return the status of each order; None where there is none of this number."""
    found = {number: await orders.find_order(conn, number) for number in numbers}
    return {number: None if order is None else order.status.value for number, order in found.items()}


async def proposals(
    conn: Connection, conversation_id: UUID
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return the names of what was committed in a conversation, yes by yes in order, and of what still waits."""
    rows = await action_queries.list_proposals(conn, ProposalFilter(), own=None, before=None, limit=_MOST)
    mine = [row for row in reversed(rows) if row.conversation_id == conversation_id]
    committed = sorted((row for row in mine if row.state is ProposalState.COMMITTED), key=_decided)
    yeses = tuple(tuple(row.action for row in of_one) for _, of_one in groupby(committed, _decided))
    return yeses, tuple(row.action for row in mine if row.state in _WAITING)


def _decided(proposal: Proposal) -> float:
    return 0.0 if proposal.decided_at is None else proposal.decided_at.timestamp()


async def count_tickets(conn: Connection) -> int:
    """Return how many tickets there are."""
    rows = await ticket_queries.list_tickets(
        conn, TicketFilter(), own=None, sort=TicketSort.NEWEST, after=None, limit=_MOST
    )
    return len(rows)
