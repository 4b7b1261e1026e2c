"""Sends an endpoint what is due: one worker at a time for each endpoint, so that a slow one holds up nobody else."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import httpx

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.core.clock import Clock
from support_ai.core.database import Connection, Database
from support_ai.messaging.notices import Notice, notify
from support_ai.messaging.webhooks import delivery_queries, endpoint_queries, policy
from support_ai.messaging.webhooks.delivery_queries import Due
from support_ai.messaging.webhooks.models import Answer, Ending
from support_ai.messaging.webhooks.replaying import send_waiting
from support_ai.messaging.webhooks.sending import attempt

OwnersOf = Callable[[Connection], Awaitable[list[UUID]]]
_SEND = System(Reason.SEND)


@dataclass(frozen=True, slots=True)
class _Held:
    """What was taken for an attempt, until when the endpoint is ours, and when our turn began."""

    due: Due
    until: datetime
    began: datetime


@dataclass(frozen=True, slots=True)
class Pump:
    """Who sends, and whom it tells when an endpoint ends; `luck` is the share of the jitter."""

    database: Database
    client: httpx.AsyncClient
    owners_of: OwnersOf
    clock: Clock
    luck: Callable[[], float] = random.random

    async def send_due(self, webhook_id: UUID) -> None:
        """Attempt what is due, outside of any transaction, and note how each attempt ended.

        Where somebody else sends already they find what is due. A worker that dies leaves the endpoint to itself for
        some seconds; then another one attempts again what it may have sent.
        """
        held = await self._go_on(webhook_id, None, None)
        while held is not None:
            answer = await attempt(self.client, held.due.message, self.clock())
            held = await self._go_on(webhook_id, held, answer)

    async def _go_on(self, webhook_id: UUID, held: _Held | None, answer: Answer | None) -> _Held | None:
        """Note how an attempt ended and take the next one, in one transaction; None where there is none for us."""
        moment = self.clock()
        mine, until = None if held is None else held.until, moment + policy.HELD
        began = moment if held is None else held.began
        async with self.database.transaction(_SEND) as conn:
            # What became of an attempt is lost where it took so long that somebody else makes it again.
            if not await endpoint_queries.take(conn, webhook_id, mine, until, moment):
                return None
            if held is not None and answer is not None:
                await self._settle(conn, held.due, answer, moment)
            # The endpoint is locked: what comes now is found here, or finds the endpoint released.
            due = await delivery_queries.find_due(conn, webhook_id, moment, policy.EARLY)
            if due is not None and moment - began < policy.TURN:
                return _Held(due, until, began)
            await endpoint_queries.release(conn, webhook_id)
            if due is not None:
                await send_waiting(conn, webhook_id)
        return None

    async def _settle(self, conn: Connection, due: Due, answer: Answer, moment: datetime) -> None:
        webhook_id, failing_since = due.message.webhook_id, None
        if policy.is_taken(answer):
            await endpoint_queries.note_success(conn, webhook_id)
        else:
            failing_since = await endpoint_queries.note_failure(conn, webhook_id, moment)
        decision = policy.decide(answer, due.tries + 1, failing_since, moment, self.luck())
        await delivery_queries.note_attempt(conn, due.delivery_id, answer, decision, moment)
        if decision.next_attempt_at is not None:
            await send_waiting(conn, webhook_id, decision.next_attempt_at)
        if decision.ends is not None:
            await self._end(conn, webhook_id, decision.ends, moment)

    async def _end(self, conn: Connection, webhook_id: UUID, because: Ending, moment: datetime) -> None:
        """Disable an endpoint and tell the owners, once."""
        if not await endpoint_queries.end_endpoint(conn, webhook_id, because, moment):
            return
        await delivery_queries.stop_waiting(conn, webhook_id)
        detail = {"because": because.value}
        await audit.append(conn, "webhook.disable", f"webhook:{webhook_id}", detail=detail)
        for account_id in await self.owners_of(conn):
            await notify(conn, account_id, Notice.WEBHOOK_DISABLED)
