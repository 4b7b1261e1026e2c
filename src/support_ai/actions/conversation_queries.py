"""The SQL of what was proposed in a conversation, for the colleague who gets it."""

from uuid import UUID

from support_ai.actions import queries
from support_ai.actions.models import Proposal
from support_ai.core.database import Connection

_MOST = 20


async def open_in_conversation(conn: Connection, conversation_id: UUID) -> list[Proposal]:
    """Return what was proposed in a conversation and waits for somebody's yes, the newest first, 20 at most."""
    cursor = await conn.execute(
        "select proposal_id from proposals where conversation_id = %s and state in ('proposed', 'awaiting_approval')"
        " and expires_at > now() order by asked_at desc, proposal_id limit %s",
        (conversation_id, _MOST),
    )
    found = [await queries.read(conn, proposal_id) for (proposal_id,) in await cursor.fetchall()]
    return [proposal for proposal in found if proposal is not None]
