"""What people are told when money will never move: a ticket for whoever looks for another way."""

from support_ai.core.database import Connection
from support_ai.core.money import format_money
from support_ai.payments.transfer_policy import Step, Transfer
from support_ai.tickets.models import Author, Priority
from support_ai.tickets.service import open_ticket


async def open_refusal_ticket(conn: Connection, transfer: Transfer, number: str, step: Step) -> None:
    """Open one ticket for a refused transfer, in the caller's transaction; the customer reads it too."""
    amount = format_money(transfer.amount_minor, transfer.currency)
    what = f"refund of {amount}" if transfer.direction == "out" else f"charge of {amount}"
    reason = (step.reason or "other").replace("_", " ")
    await open_ticket(
        conn,
        f"The {what} for order {number} was refused",
        f"The {what} for order {number} was refused: {reason}. We are looking for another way.",
        customer_id=transfer.customer_id,
        order_number=number,
        priority=Priority.HIGH,
        origin=Author.SYSTEM,
        business_key=f"transfer:{transfer.transfer_id}",
    )
