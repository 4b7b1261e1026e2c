"""The SQL that lists what was booked for orders, with their numbers.

Whoever sees their own rows only is also named in the condition: row security alone would read the whole table.
"""

from typing import Any, LiteralString

from support_ai.core.database import Connection
from support_ai.orders.booked_models import Adjustment, BookedFilter, Refund, ReturnSummary
from support_ai.orders.models import ReturnKind
from support_ai.payments.listing import (
    ADJUSTMENT_COLUMNS,
    ADJUSTMENTS,
    REFUND_COLUMNS,
    REFUND_STATES,
    REFUNDS,
    MoneyState,
)
from support_ai.payments.models import AdjustmentKind, Cause

# Parts are constants, as LiteralString proves.
_REFUND: LiteralString = f"""
    select o.number, {REFUND_COLUMNS} from {REFUNDS}
    join orders o on o.order_id = p.order_id and o.customer_id = p.customer_id
    where p.kind = 'refund' and o.archived_at is null
"""  # noqa: S608
_RETURN: LiteralString = """
    select o.number, r.return_id, r.customer_id, r.kind, r.status, r.item_ids, r.new_item_ids, r.payment_method_id,
           r.amount_minor, o.currency, r.reason, r.requested_at, r.changed_at
    from order_returns r join orders o on o.order_id = r.order_id and o.customer_id = r.customer_id
    where o.archived_at is null
"""
_ADJUSTMENT: LiteralString = f"""
    select o.number, {ADJUSTMENT_COLUMNS} from {ADJUSTMENTS}
    join orders o on o.order_id = a.order_id and o.customer_id = a.customer_id
    where o.archived_at is null
"""  # noqa: S608


async def list_refunds(
    conn: Connection, wanted: BookedFilter, *, own: str | None, before: int | None, limit: int
) -> list[Refund]:
    """Return rows of the ledger that pay back, the newest first."""
    state: LiteralString = "" if wanted.status is None else f" and {REFUND_STATES[MoneyState(wanted.status)]}"
    where, values = _where(wanted, own, before, "p.customer_id", "p.payment_id")
    statement: LiteralString = f"{_REFUND}{state}{where} order by p.payment_id desc limit %(limit)s"
    cursor = await conn.execute(statement, {**values, "limit": limit})
    return [_refund(row) for row in await cursor.fetchall()]


async def read_refund(conn: Connection, refund_id: int, *, own: str | None) -> Refund | None:
    """Return one row of the ledger that pays back."""
    mine: LiteralString = "" if own is None else " and p.customer_id = %(own)s"
    cursor = await conn.execute(f"{_REFUND} and p.payment_id = %(id)s{mine}", {"id": refund_id, "own": own})
    row = await cursor.fetchone()
    return None if row is None else _refund(row)


async def list_returns(
    conn: Connection, wanted: BookedFilter, *, own: str | None, before: int | None, limit: int
) -> list[ReturnSummary]:
    """Return returns and exchanges, the newest first."""
    status: LiteralString = "" if wanted.status is None else " and r.status = %(status)s"
    where, values = _where(wanted, own, before, "r.customer_id", "r.return_id")
    statement: LiteralString = f"{_RETURN}{status}{where} order by r.return_id desc limit %(limit)s"
    cursor = await conn.execute(statement, {**values, "limit": limit})
    return [_return(row) for row in await cursor.fetchall()]


async def read_return(conn: Connection, return_id: int, *, own: str | None) -> ReturnSummary | None:
    """Return one return or exchange."""
    mine: LiteralString = "" if own is None else " and r.customer_id = %(own)s"
    cursor = await conn.execute(f"{_RETURN} and r.return_id = %(id)s{mine}", {"id": return_id, "own": own})
    row = await cursor.fetchone()
    return None if row is None else _return(row)


async def list_adjustments(
    conn: Connection, wanted: BookedFilter, *, own: str | None, before: int | None, limit: int
) -> list[Adjustment]:
    """Return what was given, the newest first; the reason where the caller sees everybody's."""
    kind: LiteralString = "" if wanted.status is None else " and a.kind = %(status)s"
    where, values = _where(wanted, own, before, "a.customer_id", "a.adjustment_id")
    statement: LiteralString = f"{_ADJUSTMENT}{kind}{where} order by a.adjustment_id desc limit %(limit)s"
    cursor = await conn.execute(statement, {**values, "limit": limit})
    return [_adjustment(conn, row, is_told=own is None) for row in await cursor.fetchall()]


async def read_adjustment(conn: Connection, adjustment_id: int, *, own: str | None) -> Adjustment | None:
    """Return one adjustment; its reason where the caller sees everybody's."""
    mine: LiteralString = "" if own is None else " and a.customer_id = %(own)s"
    cursor = await conn.execute(
        f"{_ADJUSTMENT} and a.adjustment_id = %(id)s{mine}", {"id": adjustment_id, "own": own}
    )
    row = await cursor.fetchone()
    return None if row is None else _adjustment(conn, row, is_told=own is None)


def _where(
    wanted: BookedFilter, own: str | None, before: int | None, customer: LiteralString, number: LiteralString
) -> tuple[LiteralString, dict[str, object]]:
    conditions: dict[str, tuple[LiteralString, object]] = {
        "own": (f" and {customer} = %(own)s", own),
        "customer_id": (f" and {customer} = %(customer_id)s", wanted.customer_id),
        "order_key": (" and o.order_key = %(order_key)s", wanted.order_key),
        "before": (f" and {number} < %(before)s", before),
    }
    where: LiteralString = ""
    for condition, value in conditions.values():
        if value is not None:
            where += condition
    return where, {name: value for name, (_, value) in conditions.items()} | {"status": wanted.status}


def _refund(row: tuple[Any, ...]) -> Refund:
    number, refund_id, customer, amount, currency, method_id, method, cause, state, due, since, transfer = row
    return Refund(
        refund_id=refund_id,
        order_number=number,
        customer_id=customer,
        amount_minor=amount,
        currency=currency,
        payment_method_id=method_id,
        method=method,
        cause=Cause(cause),
        state=MoneyState(state),
        due_at=due,
        since=since,
        transfer_id=transfer,
    )


def _return(row: tuple[Any, ...]) -> ReturnSummary:
    number, return_id, customer, kind, status, items, new_items, *rest = row
    method_id, amount, currency, reason, requested, changed = rest
    return ReturnSummary(
        return_id=return_id,
        order_number=number,
        customer_id=customer,
        kind=ReturnKind(kind),
        status=status,
        item_ids=tuple(items),
        new_item_ids=tuple(new_items),
        payment_method_id=method_id,
        amount_minor=amount,
        currency=currency,
        reason=reason,
        requested_at=requested,
        changed_at=changed,
    )


def _adjustment(conn: Connection, row: tuple[Any, ...], *, is_told: bool) -> Adjustment:
    number, adjustment_id, customer, kind, amount, currency, at, proposal, sealed = row
    return Adjustment(
        adjustment_id=adjustment_id,
        order_number=number,
        customer_id=customer,
        kind=AdjustmentKind(kind),
        amount_minor=amount,
        currency=currency,
        at=at,
        reason=conn.keys.open("adjustments", "reason", str(proposal), sealed) if is_told else None,
    )
