"""Reading orders: everybody the own ones, staff all of them; what is not visible is not there."""

from datetime import UTC, datetime

from support_ai.access.actor import Staff, person_of
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.core.page import (
    CursorInvalidError,
    Page,
    decode_cursor,
    encode_cursor,
    is_storable,
    page_of,
)
from support_ai.orders import queries
from support_ai.orders.models import DaySummary, Order, OrderFilter, OrderSummary
from support_ai.orders.policy import order_key, scope_of_orders

_WITHOUT_DATE = "-infinity"


class OrderNotFoundError(NotFoundError):
    """There is no order with this number that you can see."""

    code = "order_not_found"


async def find_order(conn: Connection, number: str) -> Order | None:
    """Return the order, in any case and with or without `#`.

    None where it is somebody else's or there is none: nobody can tell which.
    """
    scope = scope_of_orders(conn.actor)
    key = order_key(number)
    if scope.is_empty or not key or not is_storable(key):
        return None
    return await queries.read_order(conn, key, own=scope.customer_id)


async def get_order(conn: Connection, number: str) -> Order:
    """Return the order, noting in the audit log when staff read it; OrderNotFoundError where not visible."""
    return await _noted(conn, await find_order(conn, number))


async def get_order_named(conn: Connection, typed: str) -> Order:
    """Return the order that somebody means: by its number, or by its digits where they are of one order alone."""
    found = await find_order(conn, typed)
    scope = scope_of_orders(conn.actor)
    if found is None and typed.isascii() and typed.isdigit() and not scope.is_empty:
        numbers = await queries.numbers_of_digits(conn, typed, own=scope.customer_id)
        found = await find_order(conn, numbers[0]) if len(numbers) == 1 else None
    return await _noted(conn, found)


async def find_owner(conn: Connection, typed: str) -> str | None:
    """Return whose order somebody names, by its number or its digits alone; the same look-ups, whether there is one.

    For the program, which sends a code to the address on file: the number itself proves nothing and shows nothing.
    """
    key = order_key(typed)
    if not key or not is_storable(key):
        return None
    found = await queries.read_owner(conn, key)
    digits = key if key.isascii() and key.isdigit() else ""
    owners = await queries.owners_of_digits(conn, digits)
    return found if found is not None else owners[0] if len(owners) == 1 else None


async def _noted(conn: Connection, found: Order | None) -> Order:
    if found is None:
        raise OrderNotFoundError
    if isinstance(person_of(conn.actor), Staff):
        await audit.append(conn, "order.read", f"order:{found.number}")
    return found


async def list_orders(
    conn: Connection, wanted: OrderFilter, cursor: str | None = None, limit: int = 20
) -> Page[OrderSummary]:
    """Return a page of the orders that the caller may see, the newest first; those without a date come last."""
    scope = scope_of_orders(conn.actor)
    if scope.is_empty:
        return Page((), None)
    before = None
    if cursor:
        listed_at, order_id = decode_cursor(cursor, (str, int))
        before = (_checked_time(str(listed_at)), int(order_id or 0))
    rows = await queries.list_orders(conn, wanted, own=scope.customer_id, before=before, limit=limit + 1)
    if isinstance(person_of(conn.actor), Staff):
        await audit.append(conn, "orders.list", "orders", detail={"rows": min(len(rows), limit)})
    return page_of(rows, limit, _cursor_of)


async def latest_orders(conn: Connection, limit: int = 10) -> tuple[OrderSummary, ...]:
    """Return the newest orders that the caller may see."""
    scope = scope_of_orders(conn.actor)
    if scope.is_empty:
        return ()
    return tuple(
        await queries.list_orders(conn, OrderFilter(), own=scope.customer_id, before=None, limit=limit)
    )


async def orders_between(conn: Connection, start: datetime, end: datetime, limit: int = 100) -> DaySummary:
    """Return count and totals of the orders placed from `start` up to before `end`, and the newest `limit` of them."""
    return await orders_matching(conn, OrderFilter(placed_from=start, placed_to=end), limit)


async def orders_matching(conn: Connection, wanted: OrderFilter, limit: int = 100) -> DaySummary:
    """Return count and totals of the orders that match, and the newest `limit` of them."""
    scope = scope_of_orders(conn.actor)
    if scope.is_empty:
        return DaySummary(0, (), (), wanted.placed_from, wanted.placed_to)
    count, totals = await queries.sum_orders(conn, wanted, own=scope.customer_id)
    orders = await queries.list_orders(conn, wanted, own=scope.customer_id, before=None, limit=limit)
    return DaySummary(count, totals, tuple(orders), wanted.placed_from, wanted.placed_to)


def _cursor_of(row: OrderSummary) -> str:
    return encode_cursor(row.placed_at.isoformat() if row.placed_at else _WITHOUT_DATE, row.order_id)


def _checked_time(text: str) -> str:
    """Return a cursor's time as PostgreSQL reads it; CursorInvalidError for anything that is not one."""
    if text == _WITHOUT_DATE:
        return text
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError(field="cursor") from error
