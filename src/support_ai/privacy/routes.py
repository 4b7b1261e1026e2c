"""A person's data over HTTP: everybody takes their own away, the owner gives and erases a customer's."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status
from fastapi.responses import StreamingResponse

from support_ai.access.permission import Permission
from support_ai.core.caller import CurrentPerson, CurrentStaff, Recent, requires
from support_ai.core.database import Database
from support_ai.core.errors import InvalidError
from support_ai.core.http import Tx
from support_ai.core.page import is_storable
from support_ai.customers.service import CustomerNotFoundError
from support_ai.privacy import erasure, export
from support_ai.privacy.models import Erasure
from support_ai.privacy.schemas import AccountErasure, CustomerErasure, ErasureOut, PersonExport

router = APIRouter(tags=["privacy"])
_Own = Depends(requires(Permission.OWN_PROFILE))
_Owner = Depends(requires(Permission.PERSONS_ERASE))


class ErasureUnconfirmedError(InvalidError):
    """To erase somebody, send their number once more in the body: it is not the one of the address."""

    code = "erasure_unconfirmed"


class JsonStream(StreamingResponse):
    """A document that is sent while it is read."""

    media_type = "application/json"


def _storable(customer_id: str) -> str:
    if not is_storable(customer_id):
        raise CustomerNotFoundError
    return customer_id


def _database(request: Request) -> Database:
    return request.app.state.database


CustomerNumber = Annotated[str, Depends(_storable)]
Data = Annotated[Database, Depends(_database)]


@router.get("/me/export", dependencies=[_Own], response_model=PersonExport)
async def export_me(person: CurrentPerson, database: Data) -> JsonStream:
    """Return everything that the shop stores about the caller, as one document."""
    return await _download(export.export_own(database, person))


@router.get(
    "/customers/{customer_id}/export",
    dependencies=[_Owner, Recent],
    response_model=PersonExport,
)
async def export_customer(customer_id: CustomerNumber, owner: CurrentStaff, database: Data) -> JsonStream:
    """Return everything that the shop stores about a customer, as one document."""
    return await _download(export.export_customer(database, owner, customer_id))


async def _download(parts: AsyncGenerator[bytes]) -> JsonStream:
    # What is wrong is found before the answer begins.
    first = await anext(parts)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="export.json"'}
    return JsonStream(_rest(first, parts), headers=headers)


async def _rest(first: bytes, parts: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    yield first
    async for part in parts:
        yield part


@router.get("/customers/{customer_id}/erasure", dependencies=[_Owner])
async def read_erasure(customer_id: CustomerNumber, conn: Tx) -> ErasureOut:
    """Return since when a customer is erased."""
    return _out(await erasure.erasure_of(conn, customer_id))


@router.post("/customers/{customer_id}/erasure", dependencies=[_Owner, Recent])
async def erase_customer(
    customer_id: CustomerNumber, sent: CustomerErasure, owner: CurrentStaff, database: Data
) -> ErasureOut:
    """Erase a customer for good: contact details, accounts, conversations. The shop's books keep a number only."""
    if sent.customer_id != customer_id:
        raise ErasureUnconfirmedError(field="customer_id")
    return _out(await erasure.erase_customer(database, owner, customer_id))


@router.post(
    "/accounts/{account_id}/erasure",
    dependencies=[_Owner, Recent],
    status_code=status.HTTP_204_NO_CONTENT,
    response_class=Response,
)
async def erase_account(account_id: UUID, sent: AccountErasure, owner: CurrentStaff, database: Data) -> None:
    """Erase the account of somebody who has no customer record."""
    if sent.account_id != account_id:
        raise ErasureUnconfirmedError(field="account_id")
    await erasure.erase_account(database, owner, account_id)


def _out(found: Erasure) -> ErasureOut:
    return ErasureOut(customer_id=found.customer_id, erased_at=found.erased_at)
