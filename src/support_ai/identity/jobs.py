"""What the worker does for accounts."""

from collections.abc import Awaitable, Callable

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.core.clock import Clock, now
from support_ai.core.database import Database
from support_ai.core.idempotency_queries import forget_expired_keys
from support_ai.identity import policy, queries

FORGET_EXPIRED = "forget_expired"


def forget_expired_task(database: Database, clock: Clock = now) -> Callable[[], Awaitable[None]]:
    """Return the job that ends unverified accounts after seven days, and removes what time has ended."""

    async def forget() -> None:
        moment = clock()
        async with database.transaction(System(Reason.JOB)) as conn:
            removed = await queries.delete_expired(conn, moment, moment - policy.UNVERIFIED_LIFE)
            removed["idempotency_keys"] = await forget_expired_keys(conn, moment)
            if any(removed.values()):
                await audit.append(conn, "accounts.forget_expired", "accounts", detail=removed)

    return forget
