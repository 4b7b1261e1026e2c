"""The SQL of the books that is about one person: what their export tells of it, and what an erasure blanks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from support_ai.core.database import Connection


@dataclass(frozen=True, slots=True)
class BalanceData:
    """What was booked to a gift card."""

    payment_method_id: str
    amount_minor: int
    currency: str
    origin: str
    booked_at: datetime


@dataclass(frozen=True, slots=True)
class AdjustmentData:
    """What the shop gave; why, colleagues wrote for themselves."""

    adjustment_id: int
    kind: str
    amount_minor: int
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TransferData:
    """Money on its way to the customer (`out`) or from them (`in`), and what the provider or the bank calls it."""

    transfer_id: UUID
    line: int
    direction: str
    state: str
    reference: str | None
    reason: str | None
    due_at: datetime
    created_at: datetime
    settled_at: datetime | None


async def balances_of(conn: Connection, customer_id: str) -> list[BalanceData]:
    """Return every entry of a customer's gift cards, the oldest first."""
    cursor = await conn.execute(
        "select payment_method_id, amount_minor, currency, origin, booked_at from balance_entries"
        " where customer_id = %s order by entry_id",
        (customer_id,),
    )
    return [BalanceData(*row) for row in await cursor.fetchall()]


async def adjustments_of(conn: Connection, customer_id: str) -> list[AdjustmentData]:
    """Return everything that the shop gave a customer, the oldest first."""
    cursor = await conn.execute(
        "select adjustment_id, kind, amount_minor, currency, at from adjustments where customer_id = %s"
        " order by adjustment_id",
        (customer_id,),
    )
    return [AdjustmentData(*row) for row in await cursor.fetchall()]


async def transfers_of(conn: Connection, customer_id: str) -> list[TransferData]:
    """Return every transfer of a customer's money, the oldest first."""
    cursor = await conn.execute(
        "select transfer_id, line, direction, state, reference, reason, due_at, created_at, settled_at from transfers"
        " where customer_id = %s order by created_at, transfer_id",
        (customer_id,),
    )
    return [
        TransferData(
            number,
            line,
            direction,
            state,
            conn.keys.open("transfers", "reference", str(number), sealed) if sealed else None,
            *rest,
        )
        for number, line, direction, state, sealed, *rest in await cursor.fetchall()
    ]


async def erase_notes(conn: Connection, customer_id: str) -> None:
    """Blank why the shop gave a customer something, and what others call their transfers; amounts and states stay."""
    cursor = await conn.execute("select proposal_id from adjustments where customer_id = %s", (customer_id,))
    await conn.cursor().executemany(
        "update adjustments set reason = %s where proposal_id = %s",
        [
            (conn.keys.seal("adjustments", "reason", str(row[0]), ""), row[0])
            for row in await cursor.fetchall()
        ],
    )
    await conn.execute("update transfers set reference = null where customer_id = %s", (customer_id,))
