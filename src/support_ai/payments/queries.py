"""The SQL that reads the ledger."""

from datetime import UTC, datetime

from support_ai.payments.models import Payment, PaymentKind

# For statements of the package above: the ledger of an order `o`, as a list that `payments_of` reads.
LEDGER_OF_ORDER = """
    (select coalesce(json_agg(json_build_array(
                p.line, p.kind, p.amount_minor, p.payment_method_id, p.at) order by p.line), '[]')
     from payments p where p.order_id = o.order_id and p.customer_id = o.customer_id)
"""


def payments_of(rows: list[tuple[int, str, int, str | None, str | None]]) -> tuple[Payment, ...]:
    """Return the rows that `LEDGER_OF_ORDER` selected."""
    return tuple(
        Payment(line, PaymentKind(kind), amount, method, aware(at)) for line, kind, amount, method, at in rows
    )


def aware(text: str | None) -> datetime | None:
    """Return a time that PostgreSQL wrote into JSON, in UTC."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
