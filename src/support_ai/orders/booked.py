"""What is promised about lists of what was booked: everybody sees the own rows, colleagues all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from support_ai.access.actor import Customer, Staff, person_of
from support_ai.access.permission import Permission, permits
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.core.page import Page, decode_cursor, encode_cursor, page_of
from support_ai.orders import booked_queries as queries
from support_ai.orders.booked_models import Adjustment, BookedFilter, Refund, ReturnSummary
from support_ai.orders.changing import ReturnNotFoundError
from support_ai.orders.facts import ReturnStatus
from support_ai.orders.policy import scope_of_orders
from support_ai.orders.return_policy import next_statuses

T = TypeVar("T")


class RefundNotFoundError(NotFoundError):
    """There is no refund with this number that you can see."""

    code = "refund_not_found"


class AdjustmentNotFoundError(NotFoundError):
    """There is no adjustment with this number that you can see."""

    code = "adjustment_not_found"


class _Query(Protocol[T]):
    def __call__(
        self, conn: Connection, wanted: BookedFilter, *, own: str | None, before: int | None, limit: int
    ) -> Awaitable[list[T]]: ...


async def list_refunds(
    conn: Connection, wanted: BookedFilter, cursor: str | None, limit: int
) -> Page[Refund]:
    """Return a page of the refunds that the caller may see, the newest first."""
    page = _Page(conn, wanted, cursor, limit)
    return await page.of(queries.list_refunds, "refunds", lambda row: row.refund_id)


async def get_refund(conn: Connection, refund_id: int) -> Refund:
    """Return a refund; RefundNotFoundError where not visible."""
    scope = scope_of_orders(conn.actor)
    found = None
    if not scope.is_empty:
        found = await queries.read_refund(conn, refund_id, own=scope.customer_id)
    if found is None:
        raise RefundNotFoundError
    await _note(conn, "refund.read", f"refund:{refund_id}")
    return found


async def list_returns(
    conn: Connection, wanted: BookedFilter, cursor: str | None, limit: int
) -> Page[ReturnSummary]:
    """Return a page of the returns and exchanges that the caller may see, the newest first."""
    page = _Page(conn, wanted, cursor, limit)
    found = await page.of(queries.list_returns, "returns", lambda row: row.return_id)
    return Page(tuple(_with_next(conn, row) for row in found.items), found.next_cursor)


async def get_return(conn: Connection, return_id: int) -> ReturnSummary:
    """Return a return or an exchange, with what the caller may make of it; ReturnNotFoundError where not visible."""
    scope = scope_of_orders(conn.actor)
    found = None
    if not scope.is_empty:
        found = await queries.read_return(conn, return_id, own=scope.customer_id)
    if found is None:
        raise ReturnNotFoundError
    await _note(conn, "return.read", f"return:{return_id}")
    return _with_next(conn, found)


async def list_adjustments(
    conn: Connection, wanted: BookedFilter, cursor: str | None, limit: int
) -> Page[Adjustment]:
    """Return a page of the adjustments that the caller may see, the newest first; the reasons are for colleagues."""
    page = _Page(conn, wanted, cursor, limit)
    return await page.of(queries.list_adjustments, "adjustments", lambda row: row.adjustment_id)


async def get_adjustment(conn: Connection, adjustment_id: int) -> Adjustment:
    """Return an adjustment; AdjustmentNotFoundError where not visible."""
    scope = scope_of_orders(conn.actor)
    found = None
    if not scope.is_empty:
        found = await queries.read_adjustment(conn, adjustment_id, own=scope.customer_id)
    if found is None:
        raise AdjustmentNotFoundError
    await _note(conn, "adjustment.read", f"adjustment:{adjustment_id}")
    return found


class _Page:
    """A page that somebody asks for, of rows with falling numbers."""

    def __init__(self, conn: Connection, wanted: BookedFilter, cursor: str | None, limit: int) -> None:
        self._conn, self._wanted, self._limit = conn, wanted, limit
        self._before = None if not cursor else int(decode_cursor(cursor, (int,))[0] or 0)

    async def of(self, query: _Query[T], noun: str, number: Callable[[T], int]) -> Page[T]:
        """Return the rows that the caller may see; what colleagues read is noted."""
        scope = scope_of_orders(self._conn.actor)
        if scope.is_empty:
            return Page((), None)
        rows = await query(
            self._conn, self._wanted, own=scope.customer_id, before=self._before, limit=self._limit + 1
        )
        await _note(self._conn, f"{noun}.list", noun, rows=min(len(rows), self._limit))
        return page_of(rows, self._limit, lambda row: encode_cursor(number(row)))


async def _note(conn: Connection, action: str, subject: str, **detail: int) -> None:
    """Write down that a colleague read what is a customer's."""
    if isinstance(person_of(conn.actor), Staff):
        await audit.append(conn, action, subject, detail=detail)


def _with_next(conn: Connection, row: ReturnSummary) -> ReturnSummary:
    """Add what the caller may make of a return now."""
    may = [*next_statuses(row.kind, row.status)] if permits(conn.actor, Permission.RETURNS_CREATE) else []
    is_own = isinstance(person_of(conn.actor), Customer)
    withdraws = Permission.OWN_ORDERS_RETURN if is_own else Permission.ORDERS_ACT_FOR_CUSTOMER
    if row.status == ReturnStatus.REQUESTED and permits(conn.actor, withdraws):
        may.append(ReturnStatus.WITHDRAWN)
    return replace(row, next_statuses=tuple(may))
