"""Money on its way, over REST: what colleagues move by hand, and what they say of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.clock import now
from support_ai.core.http import Tx
from support_ai.core.page import Page, PageQuery, Word
from support_ai.orders import transfers
from support_ai.orders.booked_models import TransferTask
from support_ai.orders.policy import order_key
from support_ai.orders.transfer_queries import TransferFilter
from support_ai.payments.transfer_policy import RefusalReason, TransferState

router = APIRouter(
    prefix="/transfers", tags=["transfers"], dependencies=[Depends(requires(Permission.REFUNDS_CREATE))]
)


class TransferQuery(PageQuery):
    """Which transfers to list; everything given must hold. Overdue is what is not settled and was due before now."""

    state: TransferState | None = None
    overdue: bool | None = None
    order_number: Word | None = None
    customer_id: Word | None = None


class Done(BaseModel):
    """What the bank or the provider calls it: letters, digits and `._:/#-`."""

    model_config = ConfigDict(extra="forbid")

    reference: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:/#-]{1,100}$")] | None = None


class Refused(BaseModel):
    """Why the money will never move."""

    model_config = ConfigDict(extra="forbid")

    reason: RefusalReason


@router.get("")
async def list_transfers(conn: Tx, wanted: Annotated[TransferQuery, Query()]) -> Page[TransferTask]:
    """List money on its way, what is due first."""
    key = None if wanted.order_number is None else order_key(wanted.order_number)
    chosen = TransferFilter(wanted.state, wanted.overdue, key, wanted.customer_id)
    return await transfers.list_transfers(conn, chosen, now(), wanted.cursor, wanted.limit)


@router.get("/{transfer_id}")
async def get_transfer(transfer_id: UUID, conn: Tx) -> TransferTask:
    """Return one transfer."""
    return await transfers.get_transfer(conn, transfer_id, now())


@router.post("/{transfer_id}/done")
async def say_done(transfer_id: UUID, said: Done, conn: Tx) -> TransferTask:
    """Say that the money moved."""
    return await transfers.say_done(conn, transfer_id, said.reference, now())


@router.post("/{transfer_id}/refused")
async def say_refused(transfer_id: UUID, said: Refused, conn: Tx) -> TransferTask:
    """Say that the money will never move: the books take it back, and a ticket asks for another way."""
    return await transfers.say_refused(conn, transfer_id, said.reason, now())
