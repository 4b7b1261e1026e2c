"""The SQL of money on its way. A claim is a state and a number of attempts: who holds an older one changes nothing."""

from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from support_ai.access.actor import Staff, person_of
from support_ai.core.database import Connection
from support_ai.core.sealed import SealedColumn
from support_ai.payments.models import Cause, Payment, PaymentKind
from support_ai.payments.transfer_policy import CLAIM, Step, TakenBack, Transfer, TransferState

SEALED = (SealedColumn("transfers", ("transfer_id",), "reference", "transfer_id::text"),)
COLUMNS: LiteralString = """
    t.transfer_id, t.order_id, t.customer_id, t.line, t.direction, t.state, t.reference, t.reason, t.attempts, t.next_at,
    t.due_at, t.changed_at, p.amount_minor, p.currency, p.payment_method_id
"""
FROM: LiteralString = "transfers t join payments p on p.order_id = t.order_id and p.line = t.line and p.customer_id = t.customer_id"

_TAKE_BACK: LiteralString = """
    insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at,
        business_key, cause, of_line, proposal_id, booked_at)
    select p.order_id, p.customer_id,
           (select max(line) + 1 from payments l where l.order_id = p.order_id and l.customer_id = p.customer_id),
           %(kind)s, %(amount)s, p.currency, case when %(kind)s = 'reversal' then p.payment_method_id end, %(now)s,
           %(key)s, 'reversal', p.line, p.proposal_id, %(now)s
    from payments p where p.order_id = %(order)s and p.line = %(line)s and p.customer_id = %(customer)s
"""


def transfer_of(conn: Connection, row: tuple[Any, ...]) -> Transfer:
    """Return a row of `COLUMNS`."""
    number, order, customer, line, direction, state, sealed, *rest = row
    reference = conn.keys.open("transfers", "reference", str(number), sealed) if sealed else None
    return Transfer(number, order, customer, line, direction, TransferState(state), reference, *rest)


async def read(conn: Connection, transfer_id: UUID, *, locked: bool = False) -> Transfer | None:
    """Return a transfer that the caller may see, its row held if `locked`."""
    lock: LiteralString = " for update of t" if locked else ""
    statement: LiteralString = f"select {COLUMNS} from {FROM} where t.transfer_id = %s{lock}"  # noqa: S608 - parts are constants, as LiteralString proves
    row = await (await conn.execute(statement, (transfer_id,))).fetchone()
    return None if row is None else transfer_of(conn, row)


async def claim(conn: Connection, transfer_id: UUID, provider: str, now: datetime) -> int:
    """Let nobody else send a transfer for a while, and return which attempt this is; its row is held."""
    cursor = await conn.execute(
        "update transfers set state = 'sending', attempts = attempts + 1, provider = %s, next_at = null, changed_at = %s"
        " where transfer_id = %s returning attempts",
        (provider, now, transfer_id),
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def store_outcome(conn: Connection, transfer_id: UUID, attempt: int, step: Step, now: datetime) -> bool:
    """Store what became of an attempt; False where somebody else claimed the transfer since."""
    cursor = await conn.execute(
        "update transfers set state = %s, next_at = %s, reference = %s, reason = %s, changed_at = %s, settled_at = %s"
        " where transfer_id = %s and state = 'sending' and attempts = %s",
        (*_stored(conn, transfer_id, step, now), transfer_id, attempt),
    )
    return cursor.rowcount == 1


async def settle(conn: Connection, transfer_id: UUID, step: Step, now: datetime) -> None:
    """Store what a person said of a transfer whose row is held."""
    person = person_of(conn.actor)
    by = person.account_id if isinstance(person, Staff) else None
    await conn.execute(
        "update transfers set state = %s, next_at = %s, reference = coalesce(%s, reference), reason = %s,"
        " changed_at = %s, settled_at = %s, settled_by = %s where transfer_id = %s",
        (*_stored(conn, transfer_id, step, now), by, transfer_id),
    )


def _stored(conn: Connection, transfer_id: UUID, step: Step, now: datetime) -> tuple[object, ...]:
    sealed = None
    if step.reference is not None:
        sealed = conn.keys.seal("transfers", "reference", str(transfer_id), step.reference)
    is_end = step.state in (TransferState.DONE, TransferState.REFUSED)
    return (step.state, step.next_at, sealed, step.reason, now, now if is_end else None)


async def list_left(conn: Connection, now: datetime, limit: int) -> list[UUID]:
    """Return transfers that nobody sends although it is time: their job or its worker died."""
    cursor = await conn.execute(
        "select transfer_id from transfers where state in ('queued', 'sending') and changed_at <= %s"
        " and coalesce(next_at, '-infinity') <= %s order by changed_at limit %s",
        (now - CLAIM, now - CLAIM / 2, limit),
    )
    return [row[0] for row in await cursor.fetchall()]


async def read_ledger(conn: Connection, order_id: int, customer_id: str) -> tuple[Payment, ...]:
    """Return an order's rows."""
    cursor = await conn.execute(
        "select line, kind, amount_minor, payment_method_id, at, cause, of_line from payments"
        " where order_id = %s and customer_id = %s order by line",
        (order_id, customer_id),
    )
    return tuple(
        Payment(line, PaymentKind(kind), amount, method, at, Cause(cause), of_line)
        for line, kind, amount, method, at, cause, of_line in await cursor.fetchall()
    )


async def insert_taken_back(conn: Connection, transfer: Transfer, taken: TakenBack, now: datetime) -> None:
    """Add the reversal of a row, before it what the customer owes from now on; each once, by its business key."""
    amounts = {"payment": taken.owed_minor, "reversal": transfer.amount_minor}
    for kind, amount in amounts.items():
        if amount:
            await conn.execute(
                _TAKE_BACK,
                {
                    "kind": kind,
                    "amount": amount,
                    "key": f"{'owed' if kind == 'payment' else kind}:{transfer.line}",
                    "now": now,
                    "order": transfer.order_id,
                    "line": transfer.line,
                    "customer": transfer.customer_id,
                },
            )
