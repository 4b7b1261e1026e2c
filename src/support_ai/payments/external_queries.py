"""The SQL of rows of the ledger that come from outside: they are added, and never changed."""

from collections.abc import Sequence

from support_ai.core.database import Connection
from support_ai.core.rule import Rule
from support_ai.payments.external import BookedRow, ExternalRow
from support_ai.payments.models import Books, Cause, Payment, PaymentKind


async def booked_rows(conn: Connection, order_ids: Sequence[int]) -> dict[int, list[BookedRow]]:
    """Return the ledgers of these orders, each in the order of its lines."""
    cursor = await conn.execute(
        "select order_id, line, kind, amount_minor, payment_method_id, at, cause, of_line, business_key"
        " from payments where order_id = any (%s) order by order_id, line",
        (list(order_ids),),
    )
    found: dict[int, list[BookedRow]] = {number: [] for number in order_ids}
    for order_id, line, kind, amount, method, at, cause, of_line, key in await cursor.fetchall():
        payment = Payment(line, PaymentKind(kind), amount, method, at, Cause(cause), of_line)
        found[order_id].append(BookedRow(payment, key))
    return found


async def add_external(
    conn: Connection, books: Books, rows: Sequence[tuple[ExternalRow, Rule | None]], first_line: int
) -> None:
    """Add rows on the lines from the first free one on, each with the rule of ours that it breaks."""
    await conn.cursor().executemany(
        "insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at,"
        " business_key, cause, flag, digest) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'external', %s, %s)",
        [
            (
                books.order_id,
                books.customer_id,
                line,
                row.kind,
                row.amount_minor,
                books.currency,
                row.payment_method_id,
                row.at,
                row.business_key,
                None if flag is None else flag.id,
                row.digest,
            )
            for line, (row, flag) in enumerate(rows, first_line)
        ],
    )
