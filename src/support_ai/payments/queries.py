"""The SQL that reads the ledger and what lies on balances."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from support_ai.core.database import Connection
from support_ai.customers.models import PaymentMethod
from support_ai.customers.naming import names_of
from support_ai.payments.models import Balance, Cause, Method, Payment, PaymentKind

# For statements of the package above: the ledger of an order `o`, as a list that `payments_of` reads.
LEDGER_OF_ORDER = """
    (select coalesce(json_agg(json_build_array(
                p.line, p.kind, p.amount_minor, p.payment_method_id, p.at, p.cause, p.of_line) order by p.line), '[]')
     from payments p where p.order_id = o.order_id and p.customer_id = o.customer_id)
"""
# And what lies on each balance of the order's customer, with its currency.
BALANCES_OF_OWNER = """
    (select coalesce(json_object_agg(b.payment_method_id, json_build_array(b.amount, b.currency)), '{}')
     from (select e.payment_method_id, sum(e.amount_minor) as amount, min(e.currency) as currency
           from balance_entries e where e.customer_id = o.customer_id group by e.payment_method_id) b)
"""
_Row = tuple[int, str, int, str | None, str | None, str, int | None]


def payments_of(rows: list[_Row]) -> tuple[Payment, ...]:
    """Return the rows that `LEDGER_OF_ORDER` selected."""
    return tuple(
        Payment(line, PaymentKind(kind), amount, method, aware(at), Cause(cause), of_line)
        for line, kind, amount, method, at, cause, of_line in rows
    )


def aware(text: str | None) -> datetime | None:
    """Return a time that PostgreSQL wrote into JSON, in UTC."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def methods_of(own: Sequence[PaymentMethod], lying: Mapping[str, tuple[int, str]]) -> Mapping[str, Method]:
    """Return a customer's own methods with what `BALANCES_OF_OWNER` selected of them."""
    names, nothing = names_of(own), (0, None)
    return {
        (key := one.payment_method_id): Method(key, one.type, names[key], *lying.get(key, nothing))
        for one in own
    }


async def read_balances(conn: Connection, customer_id: str) -> list[Balance]:
    """Return what lies on each of a customer's balances."""
    cursor = await conn.execute(
        "select payment_method_id, sum(amount_minor)::bigint, min(currency) from balance_entries"
        " where customer_id = %s group by payment_method_id order by payment_method_id",
        (customer_id,),
    )
    return [Balance(*row) for row in await cursor.fetchall()]
