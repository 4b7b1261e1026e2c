"""How a sending ends: done, given up, or to be tried again; the audit log is told of the first two."""

from collections.abc import Awaitable

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.core.database import Database
from support_ai.messaging.senders import TransportError


async def deliver(database: Database, action: str, subject: str, sending: Awaitable[None]) -> None:
    """Wait for a sending outside of any transaction and write down how it ended.

    Raises TransportError where it may succeed later, so that the job tries again; what never will is given up.
    """
    actor = System(Reason.SEND)
    try:
        await sending
    except TransportError as error:
        if not error.permanent:
            raise
        await audit.failed(database, actor, action, subject, "refused by the provider")
        return
    async with database.transaction(actor) as conn:
        await audit.append(conn, action, subject)
