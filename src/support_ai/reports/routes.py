"""Reports over HTTP, for admins and owners, as JSON or as a table."""

import asyncio
import re
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from support_ai.access.permission import Permission
from support_ai.core.caller import CurrentStaff, requires
from support_ai.core.clock import now
from support_ai.core.database import Database
from support_ai.reports import service, tables
from support_ai.reports.analytics_models import AnalyticsReport
from support_ai.reports.models import FinancialReport, Group
from support_ai.reports.periods import Step

router = APIRouter(prefix="/reports", tags=["reports"])
# Each holds a connection of the pool, and may read whole tables; others wait for their turn.
MOST_AT_ONCE = 2
CSV = "text/csv"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Format(StrEnum):
    """How a report is written."""

    JSON = "json"
    CSV = "csv"


def _written_out(value: object) -> object:
    """Refuse a bare number, which pydantic takes for the seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        kind, message = "day", "must be a day such as 2026-01-31"
        raise PydanticCustomError(kind, message)
    return value


# A day of a query, as ISO 8601 writes it.
Day = Annotated[date, BeforeValidator(_written_out)]


class ReportQuery(BaseModel):
    """Which days of the shop's time zone, both included: the last thirty, if nothing is said. Weeks begin on Monday."""

    model_config = ConfigDict(extra="forbid")

    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")
    by: Step | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    format: Format | None = Field(None, description="Nothing: what `Accept` asks for, JSON or `text/csv`.")

    def wanted(self) -> service.Wanted:
        """Return what the service understands."""
        return service.Wanted(self.first, self.last, self.by, self.currency)

    def form(self, request: Request) -> Format:
        """Return how the report is to be written."""
        asked = request.headers.get("accept", "")
        return self.format or (Format.CSV if CSV in asked else Format.JSON)


class FinancialQuery(ReportQuery):
    """And what a row is of: without `by`, rows of products and payment methods are of the whole time."""

    group: Group = Group.PERIOD


_FOUND: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {"description": "The report.", "content": {CSV: {"schema": {"type": "string"}}}}
}


@router.get(
    "/financial",
    responses=_FOUND,
    response_model=FinancialReport,
    dependencies=[Depends(requires(Permission.FINANCIAL_REPORTS_READ))],
)
async def read_financial(
    request: Request, person: CurrentStaff, wanted: Annotated[FinancialQuery, Query()]
) -> FinancialReport | Response:
    """Return what was sold, paid, refunded and given, and whether that agrees with the ledger to the cent.

    Sales go by the day an order was placed, money by the day it moved. Amounts are minor units; in CSV they are decimals.
    """
    database: Database = request.app.state.database
    form = wanted.form(request)
    async with _turn(request):
        report = await service.financial_report(
            database, person, wanted.wanted(), wanted.group, now(), form=form
        )
    return _table(tables.financial(report), "financial") if form is Format.CSV else report


@router.get(
    "/analytics",
    responses=_FOUND,
    response_model=AnalyticsReport,
    dependencies=[Depends(requires(Permission.ANALYTICS_READ))],
)
async def read_analytics(
    request: Request, person: CurrentStaff, wanted: Annotated[ReportQuery, Query()]
) -> AnalyticsReport | Response:
    """Return how many orders, returns, parcels, conversations and approvals there were, and how long things took."""
    database: Database = request.app.state.database
    form = wanted.form(request)
    async with _turn(request):
        report = await service.analytics_report(database, person, wanted.wanted(), now(), form=form)
    return _table(tables.analytics(report), "analytics") if form is Format.CSV else report


def _turn(request: Request) -> asyncio.Semaphore:
    running: asyncio.Semaphore = request.app.state.reports
    return running


def _table(text: str, name: str) -> Response:
    disposition = f'attachment; filename="{name}.csv"'
    return Response(text, media_type=CSV, headers={"Content-Disposition": disposition})
