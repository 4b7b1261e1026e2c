"""The SQL of the audit log: it only ever adds."""

from psycopg.types.json import Jsonb

from support_ai.audit.models import Detail, Outcome, Stream
from support_ai.core.database import Connection


async def insert(
    conn: Connection,
    *,
    actor: str,
    role: str | None,
    action: str,
    subject: str,
    outcome: Outcome,
    request_id: str,
    detail: Detail,
    stream: Stream,
) -> None:
    """Add one entry."""
    await conn.execute(
        "insert into audit_entries (actor, role, action, subject, outcome, request_id, detail, stream)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (actor, role, action, subject, outcome, request_id, Jsonb(dict(detail)), stream),
    )
