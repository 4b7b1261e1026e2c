"""The SQL of what colleagues' lists hear of: every change of the queue once, in an order that stays."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from support_ai.conversations.models import QueueEvent, QueueEventKind
from support_ai.core.database import Connection
from support_ai.core.errors import InvalidError
from support_ai.core.horizon import read_horizon

# What queues listen to; the number says nothing.
TOPIC = "queue"
KEPT = timedelta(days=7)
# Whoever comes back later than this may have missed what is forgotten.
RESUMED = KEPT - timedelta(days=1)
_POSITION = re.compile(r"([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,11})")


class PositionInvalidError(InvalidError):
    """This is no id of an event of ours: begin without one."""

    code = "invalid_event_id"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the order of events: its transaction, its number, and when that was, in seconds since 1970."""

    transaction: int
    event_id: int
    seconds: int

    def __str__(self) -> str:
        """Return it as the id of an event."""
        return f"{self.transaction}-{self.event_id}-{self.seconds}"

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Return the place that an id names; PositionInvalidError for anything else."""
        found = _POSITION.fullmatch(text)
        if found is None:
            raise PositionInvalidError(field="after")
        return cls(*map(int, found.groups()))


@dataclass(frozen=True, slots=True)
class Heard:
    """What is new after a place, and the place behind it.

    `must_reread` says that something may be missing, so that the queue is to be read anew; `is_pending` that something
    was written which cannot be told yet, because a transaction that began before it still runs.
    """

    events: tuple[QueueEvent, ...]
    position: Position
    must_reread: bool = False
    is_pending: bool = False


async def read_events(conn: Connection, after: Position | None, now: datetime, limit: int) -> Heard:
    """Return the events after a place; without one, the place where the queue stands now."""
    horizon = await read_horizon(conn)
    if after is None:
        return Heard((), Position(horizon, 0, int(now.timestamp())))
    if await _is_lost(conn, after, now):
        return Heard((), Position(horizon, 0, int(now.timestamp())), must_reread=True)
    cursor = await conn.execute(
        "select transaction::text, event_id, conversation_id, kind, at from queue_events"
        " where (transaction, event_id) > (%(transaction)s::text::xid8, %(event)s)"
        " and transaction < %(horizon)s::text::xid8 order by transaction, event_id limit %(limit)s",
        {
            "transaction": str(after.transaction),
            "event": after.event_id,
            "horizon": str(horizon),
            "limit": limit,
        },
    )
    events: list[QueueEvent] = []
    position = after
    for transaction, event_id, conversation_id, kind, at in await cursor.fetchall():
        position = Position(int(transaction), event_id, int(at.astimezone(UTC).timestamp()))
        events.append(QueueEvent(str(position), conversation_id, QueueEventKind(kind), at))
    return Heard(tuple(events), position, is_pending=len(events) == limit or await _waits(conn, horizon))


async def _is_lost(conn: Connection, after: Position, now: datetime) -> bool:
    """Tell whether a place is too old, or of another server: a dump was restored into one that is younger."""
    row = await (await conn.execute("select pg_snapshot_xmax(pg_current_snapshot())::text")).fetchone()
    is_ahead = row is None or after.transaction > int(row[0])
    return is_ahead or now.timestamp() - after.seconds > RESUMED.total_seconds()


async def _waits(conn: Connection, horizon: int) -> bool:
    cursor = await conn.execute(
        "select exists (select from queue_events where transaction >= %s::text::xid8)", (str(horizon),)
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def forget_events(conn: Connection, before: datetime) -> int:
    """Remove what was told before a moment, and return how much."""
    return (await conn.execute("delete from queue_events where at < %s", (before,))).rowcount
