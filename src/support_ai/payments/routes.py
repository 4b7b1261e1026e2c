"""Balances over REST: a customer the own ones, staff anybody's."""

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.http import Tx
from support_ai.payments import balances
from support_ai.payments.models import Balance

router = APIRouter(tags=["customers"])


class Balances(BaseModel):
    """Every balance of one customer."""

    items: list[Balance]


@router.get("/me/balances", dependencies=[Depends(requires(Permission.OWN_PROFILE))])
async def own_balances(conn: Tx) -> Balances:
    """Return what lies on the caller's own gift cards and as credit of the shop."""
    return Balances(items=await balances.own_balances(conn))


@router.get(
    "/customers/{customer_id:path}/balances",
    dependencies=[Depends(requires(Permission.OWN_PROFILE, Permission.CUSTOMERS_READ))],
)
async def balances_of(conn: Tx, customer_id: str) -> Balances:
    """Return what lies on a customer's gift cards and as credit of the shop; somebody else's is not there."""
    return Balances(items=await balances.balances_of(conn, customer_id))
