"""The SQL of proposals. What was asked and shown is sealed; only how far it came ever changes."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from support_ai.access.role import Role
from support_ai.actions.models import Proposal, ProposalFilter, ProposalState
from support_ai.core.action import Preview, Result
from support_ai.core.database import Connection
from support_ai.core.sealed import SealedColumn

SEALED = (
    SealedColumn("proposals", ("proposal_id",), "arguments", "proposal_id::text"),
    SealedColumn("proposals", ("proposal_id",), "preview", "proposal_id::text"),
)
_LIMITS_OF_A_PERSON = 1297043
_PREVIEW: TypeAdapter[Preview] = TypeAdapter(Preview)
_PROPOSAL: LiteralString = """
    select proposal_id, action, subject, customer_id, asked_by, asked_as, conversation_id, state, arguments, preview,
           digest, limit_kind, amount_minor, currency, needs_role, approved_by, asked_at, expires_at, decided_at,
           decided_by, result
    from proposals
"""

_CONDITIONS: Mapping[str, LiteralString] = {
    "own": "customer_id = %(own)s",
    "state": "state = %(state)s",
    "subject": "subject = %(subject)s",
    "asked_by": "asked_by = %(asked_by)s",
    "before": "(asked_at, proposal_id) < (%(before)s, %(id)s)",
}


async def insert(conn: Connection, proposal: Proposal) -> None:
    """Add a proposal."""
    name = str(proposal.proposal_id)
    await conn.execute(
        "insert into proposals (proposal_id, action, subject, customer_id, asked_by, asked_as, conversation_id, state,"
        " arguments, preview, digest, limit_kind, amount_minor, currency, needs_role, asked_at, expires_at, decided_at,"
        " decided_by) values"
        " (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            proposal.proposal_id,
            proposal.action,
            proposal.subject,
            proposal.customer_id,
            proposal.asked_by,
            proposal.asked_as,
            proposal.conversation_id,
            proposal.state,
            conn.keys.seal("proposals", "arguments", name, json.dumps(proposal.arguments)),
            conn.keys.seal("proposals", "preview", name, _PREVIEW.dump_json(proposal.preview).decode()),
            proposal.digest,
            proposal.limit_kind,
            proposal.amount_minor,
            proposal.currency,
            proposal.needs_role,
            proposal.asked_at,
            proposal.expires_at,
            proposal.decided_at,
            proposal.decided_by,
        ),
    )


async def read(conn: Connection, proposal_id: UUID, *, locked: bool = False) -> Proposal | None:
    """Return a proposal that the caller may see, its row held if `locked`."""
    lock: LiteralString = " for update" if locked else ""
    cursor = await conn.execute(f"{_PROPOSAL} where proposal_id = %s{lock}", (proposal_id,))
    row = await cursor.fetchone()
    return None if row is None else _proposal(conn, row)


async def set_state(
    conn: Connection,
    proposal_id: UUID,
    state: ProposalState,
    *,
    at: datetime,
    by: UUID | None,
    approved_by: UUID | None = None,
    result: Result | None = None,
) -> None:
    """End a proposal, and keep the numbers of what it made."""
    await conn.execute(
        "update proposals set state = %s, decided_at = %s, decided_by = %s, approved_by = %s, result = %s"
        " where proposal_id = %s",
        (state, at, by, approved_by, Jsonb(dict(result or {})), proposal_id),
    )


async def await_approval(conn: Connection, proposal_id: UUID, role: Role, expires_at: datetime) -> None:
    """Let a proposal wait for somebody of this role."""
    await conn.execute(
        "update proposals set state = 'awaiting_approval', needs_role = %s, expires_at = %s where proposal_id = %s",
        (role, expires_at, proposal_id),
    )


async def list_waiting(
    conn: Connection, now: datetime, *, after: tuple[str, str] | None, limit: int
) -> list[Proposal]:
    """Return what waits for an approval and did not expire, the oldest first."""
    behind: LiteralString = "" if after is None else " and (asked_at, proposal_id) > (%(at)s, %(id)s)"
    values = {"limit": limit, "now": now, "at": after and after[0], "id": after and after[1]}
    cursor = await conn.execute(
        f"{_PROPOSAL} where state = 'awaiting_approval' and expires_at > %(now)s{behind}"
        " order by asked_at, proposal_id limit %(limit)s",
        values,
    )
    return [_proposal(conn, row) for row in await cursor.fetchall()]


async def list_proposals(
    conn: Connection,
    wanted: ProposalFilter,
    *,
    own: str | None,
    before: tuple[str, str] | None,
    limit: int,
) -> list[Proposal]:
    """Return proposals, the newest first; `own` is the customer whose they must be."""
    given: dict[str, object] = {
        "own": own,
        "state": wanted.state,
        "subject": wanted.subject,
        "asked_by": wanted.asked_by,
        "before": before and before[0],
    }
    values = {name: value for name, value in given.items() if value is not None}
    conditions: list[LiteralString] = [_CONDITIONS[name] for name in values]
    where: LiteralString = f"where {' and '.join(conditions)}" if conditions else ""
    cursor = await conn.execute(
        f"{_PROPOSAL} {where} order by asked_at desc, proposal_id desc limit %(limit)s",
        values | {"limit": limit, "id": before and before[1]},
    )
    return [_proposal(conn, row) for row in await cursor.fetchall()]


async def spent_alone(conn: Connection, asked_by: UUID, kind: str, currency: str, since: datetime) -> int:
    """Return what somebody paid out by themselves since a time; others of theirs wait until the transaction ends."""
    await conn.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", (_LIMITS_OF_A_PERSON, str(asked_by)))
    cursor = await conn.execute(
        "select coalesce(sum(amount_minor), 0) from proposals where asked_by = %s and limit_kind = %s"
        " and state = 'committed' and approved_by is null and currency = %s and decided_at >= %s",
        (asked_by, kind, currency, since),
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def expire(conn: Connection, now: datetime) -> list[UUID]:
    """End the proposals whose time is over and of which nobody is told, a thousand at most, and return them."""
    cursor = await conn.execute(
        "update proposals set state = 'expired', decided_at = %(now)s where proposal_id in (select proposal_id"
        " from proposals where state in ('proposed', 'awaiting_approval') and expires_at <= %(now)s"
        " and (state = 'proposed' or conversation_id is null) order by expires_at limit 1000 for update skip locked)"
        " returning proposal_id",
        {"now": now},
    )
    return [row[0] for row in await cursor.fetchall()]


async def approvals_over(conn: Connection, now: datetime) -> list[UUID]:
    """Return what was asked for in a conversation and nobody approved in time, a thousand at most."""
    cursor = await conn.execute(
        "select proposal_id from proposals where state = 'awaiting_approval' and conversation_id is not null"
        " and expires_at <= %s order by expires_at limit 1000",
        (now,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def supersede(conn: Connection, conversation_id: UUID, now: datetime) -> int:
    """End what was proposed in a conversation and not answered, and return how many there were."""
    cursor = await conn.execute(
        "update proposals set state = 'superseded', decided_at = %s where conversation_id = %s and state = 'proposed'",
        (now, conversation_id),
    )
    return cursor.rowcount


def _proposal(conn: Connection, row: tuple[Any, ...]) -> Proposal:
    number, action, subject, customer, by, role, conversation, state, arguments, shown, *rest = row
    digest, kind, amount, currency, needs_role, *decided = rest
    approved_by, asked_at, expires_at, decided_at, decided_by, result = decided
    return Proposal(
        proposal_id=number,
        action=action,
        subject=subject,
        customer_id=customer,
        asked_by=by,
        asked_as=Role(role),
        conversation_id=conversation,
        state=ProposalState(state),
        arguments=json.loads(conn.keys.open("proposals", "arguments", str(number), arguments)),
        preview=_PREVIEW.validate_json(conn.keys.open("proposals", "preview", str(number), shown)),
        digest=digest,
        limit_kind=kind,
        amount_minor=amount,
        currency=currency,
        needs_role=None if needs_role is None else Role(needs_role),
        approved_by=approved_by,
        asked_at=asked_at,
        expires_at=expires_at,
        decided_at=decided_at,
        decided_by=decided_by,
        result=result,
    )
