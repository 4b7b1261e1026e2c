"""What the shop's back end says of orders, customers and products: every record is written whole or not at all."""

from collections.abc import Mapping, Sequence

import psycopg
from psycopg import errors

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.core import staging
from support_ai.core.database import Connection, Database
from support_ai.integration.fact_merging import Line, merge_rows
from support_ai.integration.fact_payments import PAYMENTS, add_payments
from support_ai.integration.facts import Outcome, Sent, Tally
from support_ai.integration.kinds import KINDS
from support_ai.integration.merging import read_context, wait_for_imports
from support_ai.integration.models import Context
from support_ai.integration.reconciling import Told
from support_ai.messaging.webhooks.announcing import announce
from support_ai.messaging.webhooks.events import Event
from support_ai.orders.fact_queries import agreed_addresses, lock_orders, overrule_addresses

_ATTEMPTS = 3
# What a record is called in the audit log.
NOUNS: Mapping[str, str] = {"orders": "order", "customers": "customer", "products": "product"}


class _RejectedError(Exception):
    """Some records cannot stay: what was written of all of them is taken back."""

    def __init__(self, tallies: list[Tally]) -> None:
        super().__init__()
        self.tallies = tallies


async def put(
    database: Database, file: str, records: Sequence[Sent], key_id: str, *, force: bool
) -> list[Tally]:
    """Write what a program says of records of one kind, and return what became of each, in their order.

    A record that is not good stops nobody else's. Where somebody changes the same rows meanwhile it begins again.
    """
    for left in reversed(range(_ATTEMPTS)):
        try:
            async with database.transaction(System(Reason.IMPORT)) as conn:
                await wait_for_imports(conn)
                tallies = await _put_all(conn, records, force=force)
                await _note(conn, file, records, tallies, key_id)
        except errors.DeadlockDetected:
            if not left:
                raise
        else:
            return tallies
    raise AssertionError


async def _put_all(conn: Connection, records: Sequence[Sent], *, force: bool) -> list[Tally]:
    """Merge all records at once; where some cannot stay, the others again without them."""
    await staging.stage_factors(conn)
    context = await read_context(conn)
    tallies = [Tally() for _ in records]
    groups = [_first_ones(records, tallies)]
    while groups:
        group = groups.pop()
        found = await _round(conn, [records[number] for number in group], context, force=force)
        if found is None:
            groups += [[number] for number in group]
            continue
        for number, tally in zip(group, found, strict=True):
            tallies[number] = tally
        good = [number for number in group if tallies[number].problem is None]
        if good and len(good) < len(group):
            groups.append(good)
    return tallies


def _first_ones(records: Sequence[Sent], tallies: Sequence[Tally]) -> list[int]:
    """Return the numbers of those records whose key did not stand there before; the others are rejected."""
    seen: dict[str, int] = {}
    for number, record in enumerate(records):
        if seen.setdefault(record.key, number) != number:
            tallies[number].refuse("id", "stands in this request before")
    return list(seen.values())


async def _round(
    conn: Connection, records: Sequence[Sent], context: Context, *, force: bool
) -> list[Tally] | None:
    """Merge records and return what became of them: nothing is written where one was rejected.

    None where PostgreSQL refused something of several: only one by one it can be told of which.
    """
    try:
        async with conn.transaction():
            found = await _merge(conn, records, context, force=force)
            _check(found)
    except _RejectedError as error:
        return error.tallies
    except (psycopg.DataError, psycopg.IntegrityError, errors.ProgramLimitExceeded) as error:
        if len(records) > 1:
            return None
        refused = Tally()
        refused.refuse("id", f"PostgreSQL refused the record: {error.diag.message_primary}")
        return [refused]
    return found


def _check(tallies: list[Tally]) -> None:
    if any(tally.problem for tally in tallies):
        raise _RejectedError(tallies)


async def _merge(conn: Connection, records: Sequence[Sent], context: Context, *, force: bool) -> list[Tally]:
    tallies = [Tally() for _ in records]
    orders = [record.key for record in records if "orders" in record.rows]
    await lock_orders(conn, orders)
    agreed = await agreed_addresses(conn, orders)
    for kind in KINDS:
        lines = [
            Line(row, Told(record.key in agreed, "returns" in record.rows, force), tally)
            for record, tally in zip(records, tallies, strict=True)
            if tally.problem is None
            for row in record.rows.get(kind.name, ())
        ]
        if lines and kind.name == PAYMENTS:
            await add_payments(conn, lines, context)
        elif lines:
            await merge_rows(conn, kind, lines, context)
    if force:
        await overrule_addresses(conn, orders)
    return tallies


async def _note(
    conn: Connection, file: str, records: Sequence[Sent], tallies: Sequence[Tally], key_id: str
) -> None:
    """Write down what was sent in all, and each record that was written or contradicts what is here."""
    counts = {outcome.value: 0 for outcome in Outcome}
    for record, tally in zip(records, tallies, strict=True):
        counts[tally.outcome] += 1
        if tally.outcome in (Outcome.WRITTEN, Outcome.CONFLICT):
            detail = {
                "key": key_id,
                "rows": tally.written.total(),
                "conflicts": len(tally.conflicts),
                "overruled": len(tally.overruled),
                "flags": " ".join(sorted({flag.rule for flag in tally.flags})),
            }
            await audit.append(conn, f"{NOUNS[file]}.put", f"{NOUNS[file]}:{record.id}", detail=detail)
        if tally.outcome is not Outcome.REJECTED and tally.written.total() and "orders" in record.rows:
            await _tell(conn, record, tally, key_id)
    await audit.append(conn, "import.put", f"file:{file}", detail={"key": key_id, **counts})


async def _tell(conn: Connection, record: Sent, tally: Tally, key_id: str) -> None:
    """Let programs hear of an order; `key` lets the one that said it know its own word again."""
    (order,) = record.rows["orders"]
    await announce(
        conn,
        Event.ORDER_IMPORTED if tally.is_new_order else Event.ORDER_UPDATED,
        f"order:{record.id}",
        order_number=record.id,
        customer_id=order.row["customer_id"].strip(),
        detail={"key": key_id, "rows": tally.written.total(), "flags": len(tally.flags)},
    )
