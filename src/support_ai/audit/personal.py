"""The SQL of the audit entries that are a person's own to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from support_ai.audit.models import Detail
from support_ai.core.database import Connection


@dataclass(frozen=True, slots=True)
class ActData:
    """Something that a person did, or that the program did with what is theirs."""

    entry_id: int
    at: datetime
    actor: str
    action: str
    subject: str
    outcome: str
    request_id: str
    detail: Detail


async def own_acts(
    conn: Connection, actors: Sequence[str], subjects: Sequence[str], *, after: int, limit: int
) -> list[ActData]:
    """Return entries of these actors, and the program's about these subjects, the oldest first."""
    cursor = await conn.execute(
        "select entry_id, at, actor, action, subject, outcome, request_id, detail from audit_entries"
        " where (actor = any (%(actors)s) or (actor like 'system:%%' and subject = any (%(subjects)s)))"
        " and entry_id > %(after)s order by entry_id limit %(limit)s",
        {"actors": list(actors), "subjects": list(subjects), "after": after, "limit": limit},
    )
    return [ActData(*row) for row in await cursor.fetchall()]
