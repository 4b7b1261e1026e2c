"""Lists of what was booked, over REST: refunds, returns and exchanges, adjustments."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.http import Tx
from support_ai.core.page import Page, PageQuery, Word
from support_ai.orders import booked
from support_ai.orders.booked_models import Adjustment, BookedFilter, Refund, ReturnSummary, RowId
from support_ai.orders.policy import order_key
from support_ai.payments.listing import MoneyState
from support_ai.payments.models import AdjustmentKind

_READ = [Depends(requires(Permission.OWN_ORDERS_READ, Permission.ORDERS_READ))]
refunds = APIRouter(prefix="/refunds", tags=["refunds"], dependencies=_READ)
returns = APIRouter(prefix="/returns", tags=["returns"], dependencies=_READ)
adjustments = APIRouter(prefix="/adjustments", tags=["adjustments"], dependencies=_READ)
Id = Annotated[RowId, Path()]


class _BookedQuery(PageQuery):
    """Which rows to list; everything given must hold."""

    order_number: Word | None = None
    customer_id: Word | None = None

    def chosen(self, status: str | None) -> BookedFilter:
        """Return the filter."""
        key = None if self.order_number is None else order_key(self.order_number)
        return BookedFilter(status, key, self.customer_id)


class RefundQuery(_BookedQuery):
    """Which refunds to list; everything given must hold."""

    status: MoneyState | None = None


class ReturnQuery(_BookedQuery):
    """Which returns and exchanges to list; everything given must hold. Files may bring a status of their own."""

    status: Word | None = None


class AdjustmentQuery(_BookedQuery):
    """Which adjustments to list; everything given must hold."""

    kind: AdjustmentKind | None = None


@refunds.get("")
async def list_refunds(conn: Tx, wanted: Annotated[RefundQuery, Query()]) -> Page[Refund]:
    """List refunds with where their money is, the newest first: a customer the own ones, staff all of them."""
    return await booked.list_refunds(conn, wanted.chosen(wanted.status), wanted.cursor, wanted.limit)


@refunds.get("/{refund_id}")
async def get_refund(conn: Tx, refund_id: Id) -> Refund:
    """Return one refund; somebody else's is not there."""
    return await booked.get_refund(conn, refund_id)


@returns.get("")
async def list_returns(conn: Tx, wanted: Annotated[ReturnQuery, Query()]) -> Page[ReturnSummary]:
    """List returns and exchanges, the newest first: a customer the own ones, staff all of them."""
    return await booked.list_returns(conn, wanted.chosen(wanted.status), wanted.cursor, wanted.limit)


@returns.get("/{return_id}")
async def get_return(conn: Tx, return_id: Id) -> ReturnSummary:
    """Return one return or exchange; somebody else's is not there."""
    return await booked.get_return(conn, return_id)


@adjustments.get("")
async def list_adjustments(conn: Tx, wanted: Annotated[AdjustmentQuery, Query()]) -> Page[Adjustment]:
    """List adjustments, the newest first: a customer the own ones without the reason, staff all of them."""
    return await booked.list_adjustments(conn, wanted.chosen(wanted.kind), wanted.cursor, wanted.limit)


@adjustments.get("/{adjustment_id}")
async def get_adjustment(conn: Tx, adjustment_id: Id) -> Adjustment:
    """Return one adjustment; somebody else's is not there."""
    return await booked.get_adjustment(conn, adjustment_id)
