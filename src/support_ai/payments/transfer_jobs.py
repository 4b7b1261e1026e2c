"""The job that moves money: it claims a transfer, talks outside of any transaction, and stores what became of it.

What may have had an effect is looked up under its key before it is sent again. Where that cannot be told, nobody sends it
again by itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog

from support_ai.access.actor import Reason, System
from support_ai.core.clock import Clock
from support_ai.core.database import Connection, Database
from support_ai.core.jobs import JobId, Task, enqueue
from support_ai.customers.queries import read_method
from support_ai.payments import transfer_queries as queries
from support_ai.payments.booking import SEND_TRANSFER
from support_ai.payments.provider import Found, Instruction, NotSeen, Outcome, PaymentProvider, TryLater
from support_ai.payments.transfer_policy import (
    FINDING_SECONDS,
    SENDING_SECONDS,
    Transfer,
    TransferState,
    after,
    claim,
)
from support_ai.payments.transfers import conclude

RESUME_TRANSFERS = "resume_transfers"
_MOST_RESUMED = 500
_ACTOR = System(Reason.PAY)
_log = structlog.get_logger(__name__)
# The number of an order, whose row is held until the transaction ends; orders stand above this package.
HoldOrder = Callable[[Connection, int, str], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moves money: what the job needs; the seconds are how long one call may take."""

    database: Database
    provider: PaymentProvider
    hold_order: HoldOrder
    clock: Clock
    sending_seconds: float = SENDING_SECONDS
    finding_seconds: float = FINDING_SECONDS


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A transfer that nobody else sends for a while, and what the provider is told."""

    transfer: Transfer
    instruction: Instruction
    attempt: int
    looks_first: bool


def transfer_task(mover: Mover) -> Task:
    """Return the job that moves one transfer; run as often as you like, it moves once."""

    async def send(ids: Mapping[str, JobId]) -> None:
        await send_transfer(mover, UUID(str(ids["transfer_id"])))

    return send


def resume_task(database: Database, clock: Clock) -> Callable[[], Awaitable[None]]:
    """Return what takes up again the transfers that a dead worker left."""

    async def resume() -> None:
        async with database.transaction(_ACTOR) as conn:
            for transfer_id in await queries.list_left(conn, clock(), _MOST_RESUMED):
                lock = f"transfer:{transfer_id}"
                await enqueue(conn, SEND_TRANSFER, queueing_lock=lock, transfer_id=str(transfer_id))

    return resume


async def send_transfer(mover: Mover, transfer_id: UUID) -> None:
    """Move a transfer's money unless somebody else does or did, and store what became of it."""
    claimed = await _claim(mover, transfer_id)
    if claimed is not None:
        await _store(mover, claimed, await _talk(mover, claimed))


async def _claim(mover: Mover, transfer_id: UUID) -> _Claimed | None:
    async with mover.database.transaction(_ACTOR) as conn:
        # The order before the transfer, as whoever books something.
        seen = await queries.read(conn, transfer_id)
        if seen is None:
            return None
        number = await mover.hold_order(conn, seen.order_id, seen.customer_id)
        transfer = await queries.read(conn, transfer_id, locked=True)
        now = mover.clock()
        granted = None if transfer is None else claim(transfer, now)
        if transfer is None or granted is None:
            return None
        attempt = await queries.claim(conn, transfer_id, mover.provider.name, now)
        instruction = await _instruction(conn, transfer, number)
        return _Claimed(transfer, instruction, attempt, granted.looks_first)


async def _instruction(conn: Connection, transfer: Transfer, number: str) -> Instruction:
    """Return what the provider is told: nothing of the person but the method's brand and last four digits."""
    method_id = transfer.payment_method_id
    method = None if method_id is None else await read_method(conn, transfer.customer_id, method_id)
    return Instruction(
        amount_minor=transfer.amount_minor,
        currency=transfer.currency,
        order_number=number,
        method_type="unknown" if method is None else method.type.value,
        brand="" if method is None else method.brand,
        last_four="" if method is None else method.last_four,
    )


async def _talk(mover: Mover, claimed: _Claimed) -> Outcome:
    """Return what became of it, outside of any transaction; whatever fails or takes too long is looked up."""
    if claimed.looks_first:
        found = await _find(mover, claimed)
        if not isinstance(found, NotSeen):
            return found
    key, provider = str(claimed.transfer.transfer_id), mover.provider
    call = provider.refund if claimed.transfer.direction == "out" else provider.charge
    try:
        async with asyncio.timeout(mover.sending_seconds):
            return await call(key, claimed.instruction)
    except Exception as error:  # noqa: BLE001 - the edge of a job: whatever it is, nobody knows whether it had an effect
        _log.warning("transfer.unanswered", transfer=key, kind=type(error).__name__)
    found = await _find(mover, claimed)
    # It may still be on its way: the next try looks once more, and then sends under the same key.
    return TryLater() if isinstance(found, NotSeen) else found


async def _find(mover: Mover, claimed: _Claimed) -> Found:
    key = str(claimed.transfer.transfer_id)
    try:
        async with asyncio.timeout(mover.finding_seconds):
            return await mover.provider.find(key)
    except Exception as error:  # noqa: BLE001 - the edge of a job: it is looked up again later
        _log.warning("transfer.not_looked_up", transfer=key, kind=type(error).__name__)
        return TryLater()


async def _store(mover: Mover, claimed: _Claimed, outcome: Outcome) -> None:
    transfer = claimed.transfer
    async with mover.database.transaction(_ACTOR) as conn:
        number = await mover.hold_order(conn, transfer.order_id, transfer.customer_id)
        now = mover.clock()
        step = after(outcome, claimed.attempt, now)
        if not await queries.store_outcome(conn, transfer.transfer_id, claimed.attempt, step, now):
            _log.warning("transfer.claimed_since", transfer=str(transfer.transfer_id))
            return
        if step.state is TransferState.QUEUED:
            lock = f"transfer:{transfer.transfer_id}"
            await enqueue(
                conn,
                SEND_TRANSFER,
                queueing_lock=lock,
                run_at=step.next_at,
                transfer_id=str(transfer.transfer_id),
            )
        await conclude(conn, transfer, number, step, now)
