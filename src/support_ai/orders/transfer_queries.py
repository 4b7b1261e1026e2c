"""The SQL that lists money on its way as tasks, with the orders' numbers, what is due first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from support_ai.core.database import Connection
from support_ai.customers.contact import open_method
from support_ai.customers.queries import METHOD_OF_PAYMENT
from support_ai.orders.booked_models import TransferTask
from support_ai.payments import transfer_queries
from support_ai.payments.transfer_policy import ENDS, TransferState

# Parts are constants, as LiteralString proves.
_TASK: LiteralString = f"""
    select o.number, m.type, m.details, {transfer_queries.COLUMNS} from {transfer_queries.FROM}
    join orders o on o.order_id = t.order_id and o.customer_id = t.customer_id
    left join {METHOD_OF_PAYMENT}
"""  # noqa: S608
_OVERDUE: LiteralString = "t.state not in ('done', 'refused') and t.due_at < %(now)s"


@dataclass(frozen=True, slots=True)
class TransferFilter:
    """Which transfers to list; everything given must hold."""

    state: TransferState | None = None
    overdue: bool | None = None
    order_key: str | None = None
    customer_id: str | None = None


async def list_tasks(
    conn: Connection, wanted: TransferFilter, now: datetime, *, after: tuple[str, UUID] | None, limit: int
) -> list[TransferTask]:
    """Return transfers, what is due first; `after` is the time and the number of the last one seen."""
    conditions: list[tuple[LiteralString, bool]] = [
        ("t.state = %(state)s", wanted.state is not None),
        (_OVERDUE, wanted.overdue is True),
        (f"not ({_OVERDUE})", wanted.overdue is False),
        ("o.order_key = %(order_key)s", wanted.order_key is not None),
        ("t.customer_id = %(customer_id)s", wanted.customer_id is not None),
        ("(t.due_at, t.transfer_id) > (%(due_at)s, %(after)s)", after is not None),
    ]
    where: LiteralString = " and ".join(condition for condition, is_asked in conditions if is_asked) or "true"
    values = {
        "state": wanted.state,
        "now": now,
        "order_key": wanted.order_key,
        "customer_id": wanted.customer_id,
        "due_at": after and after[0],
        "after": after and after[1],
        "limit": limit,
    }
    statement: LiteralString = f"{_TASK} where {where} order by t.due_at, t.transfer_id limit %(limit)s"
    cursor = await conn.execute(statement, values)
    return [_task(conn, row, now) for row in await cursor.fetchall()]


async def read_task(conn: Connection, transfer_id: UUID, now: datetime) -> TransferTask | None:
    """Return one transfer."""
    cursor = await conn.execute(f"{_TASK} where t.transfer_id = %s", (transfer_id,))
    row = await cursor.fetchone()
    return None if row is None else _task(conn, row, now)


def _task(conn: Connection, row: tuple[Any, ...], now: datetime) -> TransferTask:
    number, kind, details, *columns = row
    transfer = transfer_queries.transfer_of(conn, tuple(columns))
    brand, last_four = "", ""
    if details:
        method_id = transfer.payment_method_id or ""
        brand, last_four = open_method(conn.keys, transfer.customer_id, method_id, details)
    return TransferTask(
        transfer_id=transfer.transfer_id,
        order_number=number,
        customer_id=transfer.customer_id,
        direction=transfer.direction,
        state=transfer.state,
        amount_minor=transfer.amount_minor,
        currency=transfer.currency,
        payment_method_id=transfer.payment_method_id,
        method=kind or "unknown",
        brand=brand,
        last_four=last_four,
        reference=transfer.reference,
        reason=transfer.reason,
        attempts=transfer.attempts,
        due_at=transfer.due_at,
        since=transfer.changed_at,
        is_overdue=transfer.state not in ENDS and transfer.due_at < now,
    )
