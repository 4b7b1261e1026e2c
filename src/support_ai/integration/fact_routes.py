"""The shop's back end keeps our data current: orders, customers and products, one at an address of its own or many at once."""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, JsonValue

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.errors import InvalidError
from support_ai.core.http import Tx
from support_ai.core.page import Page, PageQuery, Word
from support_ai.core.program import Program
from support_ai.integration import fact_service
from support_ai.integration.fact_schemas import CustomerIn, OrderIn, ProductIn, PutOut, PutsOut, RecordsIn
from support_ai.integration.facts import Note, Outcome, Sent, Tally
from support_ai.integration.flags import flagged
from support_ai.integration.routes import Importer
from support_ai.integration.sent_facts import CUSTOMERS, ORDERS, PRODUCTS, Resource
from support_ai.orders.fact_queries import FlaggedRow

T = TypeVar("T", bound=BaseModel)
router = APIRouter(prefix="/integration", tags=["integration"])
Force = Annotated[bool, Query(description="Overwrite what was agreed here, too.")]


class RecordRejectedError(InvalidError):
    """Nothing of this record was written."""

    code = "record_rejected"


@router.get("/flags", dependencies=[Depends(requires(Permission.FINANCIAL_REPORTS_READ))])
async def list_flags(conn: Tx, wanted: Annotated[PageQuery, Query()]) -> Page[FlaggedRow]:
    """List payments that the shop's back end told of and that break a rule of the shop, the newest first."""
    return await flagged(conn, wanted.cursor, wanted.limit)


@router.put("/orders")
async def put_orders(
    request: Request, program: Importer, said: RecordsIn, *, force: Force = False
) -> PutsOut:
    """Say what you know of many orders; each has an outcome of its own."""
    return await _put_many(request, program, ORDERS, said.records, force=force)


@router.put("/customers")
async def put_customers(
    request: Request, program: Importer, said: RecordsIn, *, force: Force = False
) -> PutsOut:
    """Say what you know of many customers; each has an outcome of its own."""
    return await _put_many(request, program, CUSTOMERS, said.records, force=force)


@router.put("/products")
async def put_products(
    request: Request, program: Importer, said: RecordsIn, *, force: Force = False
) -> PutsOut:
    """Say what you know of many products; each has an outcome of its own."""
    return await _put_many(request, program, PRODUCTS, said.records, force=force)


@router.put("/orders/{number:path}")
async def put_order(
    request: Request,
    program: Importer,
    number: Annotated[Word, Path()],
    said: OrderIn,
    *,
    force: Force = False,
) -> PutOut:
    """Say what you know of an order: its status and parcels are believed, what was agreed here is kept and told."""
    return await _put_one(request, program, ORDERS.sent(said, number), ORDERS.file, force=force)


@router.put("/customers/{customer_id:path}")
async def put_customer(
    request: Request,
    program: Importer,
    customer_id: Annotated[Word, Path()],
    said: CustomerIn,
    *,
    force: Force = False,
) -> PutOut:
    """Say what you know of a customer; an address that was given here is kept and told."""
    return await _put_one(request, program, CUSTOMERS.sent(said, customer_id), CUSTOMERS.file, force=force)


@router.put("/products/{product_id:path}")
async def put_product(
    request: Request,
    program: Importer,
    product_id: Annotated[Word, Path()],
    said: ProductIn,
    *,
    force: Force = False,
) -> PutOut:
    """Say what you know of a product and its variants."""
    return await _put_one(request, program, PRODUCTS.sent(said, product_id), PRODUCTS.file, force=force)


async def _put_one(
    request: Request, program: Program, record: Sent | Note, file: str, *, force: bool
) -> PutOut:
    if isinstance(record, Note):
        raise _rejected(record)
    (tally,) = await fact_service.put(request.app.state.database, file, [record], program.key_id, force=force)
    if tally.problem is not None:
        raise _rejected(tally.problem)
    return PutOut.of(record.id, tally)


def _rejected(note: Note) -> RecordRejectedError:
    return RecordRejectedError(f"{note.field} {note.reason}", field=note.field)


async def _put_many(
    request: Request, program: Program, resource: Resource[T], said: list[JsonValue], *, force: bool
) -> PutsOut:
    read = [resource.of_many(element) for element in said]
    records = [record for record in read if isinstance(record, Sent)]
    told = iter(
        await fact_service.put(
            request.app.state.database, resource.file, records, program.key_id, force=force
        )
    )
    answers: list[PutOut] = []
    for record in read:
        match record:
            case Sent():
                answers.append(PutOut.of(record.id, next(told)))
            case Note():
                answers.append(PutOut.of("", Tally(problem=record)))
    counts = {outcome: sum(one.outcome is outcome for one in answers) for outcome in Outcome}
    return PutsOut(
        written=counts[Outcome.WRITTEN],
        unchanged=counts[Outcome.UNCHANGED],
        conflict=counts[Outcome.CONFLICT],
        rejected=counts[Outcome.REJECTED],
        records=answers,
    )
