"""What the worker does for webhooks. Every job may run twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.core.clock import Clock
from support_ai.core.database import Database
from support_ai.core.jobs import JobId, Task
from support_ai.messaging.webhooks import (
    delivery_queries,
    endpoint_queries,
    event_queries,
    policy,
    replay_queries,
)
from support_ai.messaging.webhooks.announcing import SPREAD
from support_ai.messaging.webhooks.pumping import Pump
from support_ai.messaging.webhooks.replaying import REPLAY, SEND_WAITING, go_on, send_waiting

RESUME_WEBHOOKS = "resume_webhooks"
FORGET_WEBHOOKS = "forget_webhooks"
_SEND = System(Reason.SEND)
_BATCH = 500
_OVERDUE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class WebhookWorker:
    """The tasks, on what they need."""

    database: Database
    pump: Pump
    clock: Clock

    def tasks(self) -> dict[str, Task]:
        """Return every task by its name."""
        return {SPREAD: self.spread, SEND_WAITING: self.send, REPLAY: self.replay}

    async def spread(self, ids: Mapping[str, JobId]) -> None:
        """Send an event to everybody who wants it; a repetition finds the deliveries made."""
        async with self.database.transaction(_SEND) as conn:
            event_id = UUID(str(ids["event_id"]))
            for webhook_id in await delivery_queries.spread_event(conn, event_id, self.clock()):
                await send_waiting(conn, webhook_id)

    async def send(self, ids: Mapping[str, JobId]) -> None:
        """Send an endpoint what is due."""
        await self.pump.send_due(UUID(str(ids["webhook_id"])))

    async def replay(self, ids: Mapping[str, JobId]) -> None:
        """Send some events again, and leave the rest to the next job."""
        webhook_id, since = UUID(str(ids["webhook_id"])), datetime.fromisoformat(str(ids["since"]))
        delivered = bool(ids["delivered"])
        async with self.database.transaction(_SEND) as conn:
            last = await replay_queries.begin_anew_since(
                conn,
                webhook_id,
                since,
                int(ids["after"]),
                delivered=delivered,
                moment=self.clock(),
                limit=_BATCH,
            )
            if last is not None:
                await send_waiting(conn, webhook_id)
                await go_on(conn, webhook_id, since, last, delivered=delivered)

    async def resume(self) -> None:
        """Send what should have been sent long ago: its job failed, or was lost."""
        async with self.database.transaction(_SEND) as conn:
            for webhook_id in await delivery_queries.list_overdue(conn, self.clock() - _OVERDUE):
                await send_waiting(conn, webhook_id)

    async def forget(self) -> None:
        """Forget events of more than 30 days, and secrets that sign nothing any more."""
        moment = self.clock()
        async with self.database.transaction(_SEND) as conn:
            await endpoint_queries.forget_old_secrets(conn, moment)
        while True:
            async with self.database.transaction(_SEND) as conn:
                events = await event_queries.forget_events(conn, moment - policy.KEPT, _BATCH)
                if events:
                    await audit.append(conn, "webhooks.forget_old", "webhooks", detail={"events": events})
            if events < _BATCH:
                return
