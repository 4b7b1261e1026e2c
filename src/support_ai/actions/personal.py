"""The SQL of proposals that is about one person: what their export tells of them, and how an erasure blanks them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue, TypeAdapter

from support_ai.access.role import Role
from support_ai.core.action import Preview
from support_ai.core.database import Connection

# What is read where it stood what was proposed.
_ERASED = "Erased"
_NO_DIGEST = "0" * 64
_PREVIEW: TypeAdapter[Preview] = TypeAdapter(Preview)


@dataclass(frozen=True, slots=True)
class ProposalData:
    """What was proposed about a customer's things, and how far it came; what colleagues wrote for it is the shop's."""

    proposal_id: UUID
    action: str
    subject: str
    asked_as: Role
    state: str
    arguments: Mapping[str, JsonValue] | None
    preview: Preview
    asked_at: datetime
    decided_at: datetime | None
    result: Mapping[str, str | int]


async def proposals_of(
    conn: Connection, customer_id: str, *, after: UUID | None, limit: int
) -> list[ProposalData]:
    """Return a page of what was proposed about a customer's things, by number."""
    cursor = await conn.execute(
        "select proposal_id, action, subject, asked_as, state, arguments, preview, asked_at, decided_at, result"
        " from proposals where customer_id = %(customer)s"
        " and (%(after)s::uuid is null or proposal_id > %(after)s) order by proposal_id limit %(limit)s",
        {"customer": customer_id, "after": after, "limit": limit},
    )
    found: list[ProposalData] = []
    for number, action, subject, role, state, said, shown, *rest in await cursor.fetchall():
        own = role == Role.CUSTOMER
        told = json.loads(conn.keys.open("proposals", "arguments", str(number), said)) if own else None
        preview = _PREVIEW.validate_json(conn.keys.open("proposals", "preview", str(number), shown))
        found.append(ProposalData(number, action, subject, Role(role), state, told, preview, *rest))
    return found


async def lock_proposals(conn: Connection, customer_id: str) -> None:
    """Hold what was proposed about a customer's things, as whoever answers it does."""
    await conn.execute(
        "select from proposals where customer_id = %s order by proposal_id for update", (customer_id,)
    )


async def erase_proposals(conn: Connection, customer_id: str, now: datetime) -> int:
    """Blank what was proposed about a customer's things, and end what was not answered; return how many there were."""
    cursor = await conn.execute(
        "select proposal_id, action, subject from proposals where customer_id = %s order by proposal_id for update",
        (customer_id,),
    )
    rows = await cursor.fetchall()
    await conn.cursor().executemany(
        "update proposals set arguments = %s, preview = %s, digest = %s where proposal_id = %s",
        [
            (
                conn.keys.seal("proposals", "arguments", str(number), "{}"),
                conn.keys.seal(
                    "proposals",
                    "preview",
                    str(number),
                    _PREVIEW.dump_json(Preview(action, subject, _ERASED)).decode(),
                ),
                _NO_DIGEST,
                number,
            )
            for number, action, subject in rows
        ],
    )
    await conn.execute(
        "update proposals set state = 'declined', decided_at = %s"
        " where customer_id = %s and state in ('proposed', 'awaiting_approval')",
        (now, customer_id),
    )
    return len(rows)
