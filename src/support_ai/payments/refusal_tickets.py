"""What people are told when money will never move: a ticket for whoever looks for another way."""

from support_ai.core.database import Connection
from support_ai.payments.transfer_policy import Transfer


async def open_refusal_ticket(conn: Connection, transfer: Transfer, number: str, text: str) -> None:
    """Open one ticket for a refused transfer, in the caller's transaction."""
    del conn, transfer, number, text
