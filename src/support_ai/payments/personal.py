"""The SQL that reads what lies on a customer's gift cards, for their export."""

from dataclasses import dataclass
from datetime import datetime

from support_ai.core.database import Connection


@dataclass(frozen=True, slots=True)
class BalanceData:
    """What was booked to a gift card."""

    payment_method_id: str
    amount_minor: int
    currency: str
    origin: str
    booked_at: datetime


async def balances_of(conn: Connection, customer_id: str) -> list[BalanceData]:
    """Return every entry of a customer's gift cards, the oldest first."""
    cursor = await conn.execute(
        "select payment_method_id, amount_minor, currency, origin, booked_at from balance_entries"
        " where customer_id = %s order by entry_id",
        (customer_id,),
    )
    return [BalanceData(*row) for row in await cursor.fetchall()]
