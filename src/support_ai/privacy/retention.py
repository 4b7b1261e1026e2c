"""What is kept no longer than the owner wants: a job removes it, some at a time."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.conversations import file_queries, queue_events
from support_ai.conversations import personal as conversations
from support_ai.conversations.files import UNSAID_KEPT
from support_ai.core.clock import Clock, now
from support_ai.core.database import Database
from support_ai.privacy.models import Forgotten
from support_ai.shop import service as shop
from support_ai.tickets import personal as ticket_personal

FORGET_OLD = "forget_old"
_BATCH = 500


def forget_old_task(database: Database, clock: Clock = now) -> Callable[[], Awaitable[None]]:
    """Return the job that removes what was kept long enough."""

    async def forget() -> None:
        await forget_old(database, clock())

    return forget


async def forget_old(database: Database, moment: datetime, *, at_once: int = _BATCH) -> Forgotten:
    """Remove conversations in which nobody spoke, and tickets closed, for as many days as the security settings keep them.

    Files that were uploaded and never said go after a day. Visitors' conversations go with the keys of their texts. What was removed is written to the audit log, as counts.
    """
    async with database.transaction(System(Reason.RETENTION), read_only=True) as conn:
        settings = (await shop.security(conn)).settings
    visitors = await _forget(
        database, moment, settings.visitor_conversations_kept_days, visitors=True, at_once=at_once
    )
    others = Forgotten(0, 0)
    if settings.conversations_kept_days is not None:
        others = await _forget(
            database, moment, settings.conversations_kept_days, visitors=False, at_once=at_once
        )
    tickets = 0
    if settings.tickets_kept_days is not None:
        tickets = await _forget_tickets(database, moment, settings.tickets_kept_days, at_once=at_once)
    await _forget_unsaid(database, moment, at_once=at_once)
    async with database.transaction(System(Reason.RETENTION)) as conn:
        # What colleagues' lists heard: ids and moments, of conversations that are still there.
        await queue_events.forget_events(conn, moment - queue_events.KEPT)
    return Forgotten(visitors.conversations + others.conversations, visitors.keys + others.keys, tickets)


async def _forget_unsaid(database: Database, moment: datetime, *, at_once: int) -> None:
    """Remove files that were attached to nothing that was said."""
    while True:
        async with database.transaction(System(Reason.RETENTION)) as conn:
            removed = await file_queries.forget_unsaid(conn, moment - UNSAID_KEPT, at_once)
            if removed:
                await audit.append(conn, "upload.forget_unsaid", "conversations", detail={"files": removed})
        if removed < at_once:
            return


async def _forget_tickets(database: Database, moment: datetime, days: int, *, at_once: int) -> int:
    """Remove tickets that were closed long enough ago, archived ones too, and return how many."""
    before, count = moment - timedelta(days=days), 0
    while True:
        async with database.transaction(System(Reason.RETENTION)) as conn:
            removed = await ticket_personal.forget_tickets(conn, before=before, limit=at_once)
            if removed:
                detail = {"tickets": removed, "days": days}
                await audit.append(conn, "tickets.forget_old", "tickets", detail=detail)
        count += removed
        if removed < at_once:
            return count


async def _forget(
    database: Database, moment: datetime, days: int, *, visitors: bool, at_once: int
) -> Forgotten:
    before = moment - timedelta(days=days)
    count, keys = 0, 0
    while True:
        async with database.transaction(System(Reason.RETENTION)) as conn:
            removed, persons = await conversations.forget_conversations(
                conn, before=before, visitors=visitors, limit=at_once
            )
            destroyed = await conversations.forget_unused_keys(conn, persons) if persons else 0
            if removed:
                detail = {"conversations": removed, "keys": destroyed, "visitors": visitors, "days": days}
                await audit.append(conn, "conversations.forget_old", "conversations", detail=detail)
        count, keys = count + removed, keys + destroyed
        if removed < at_once:
            return Forgotten(count, keys)
