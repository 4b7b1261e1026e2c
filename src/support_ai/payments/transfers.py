"""What is promised about money on its way: it moves once, and what will never move is taken back in the books.

Whoever calls holds the order's row, as everybody does who books something.
"""

from datetime import datetime

from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.core.rule import Refusal, RuleRefusedError
from support_ai.messaging.webhooks.announcing import announce
from support_ai.messaging.webhooks.events import Event
from support_ai.payments import transfer_queries as queries
from support_ai.payments.refusal_tickets import open_refusal_ticket
from support_ai.payments.transfer_policy import Step, Transfer, TransferState, take_back


class TransferNotFoundError(NotFoundError):
    """There is no transfer with this number that you can see."""

    code = "transfer_not_found"


async def settle(
    conn: Connection, transfer: Transfer, number: str, said: Step | Refusal | None, now: datetime
) -> None:
    """Store what a person said of a transfer, whose row the caller holds; saying it again changes nothing.

    A refusal is taken back in the books and opens a ticket, in the same transaction. Raises RuleRefusedError.
    """
    if isinstance(said, Refusal):
        raise RuleRefusedError(said)
    if said is None:
        return
    await queries.settle(conn, transfer.transfer_id, said, now)
    await conclude(conn, transfer, number, said, now)


async def conclude(conn: Connection, transfer: Transfer, number: str, step: Step, now: datetime) -> None:
    """Write down where a transfer is now; where its money will never move, take its row back and open a ticket."""
    detail: dict[str, str | int] = {
        "order": number,
        "line": transfer.line,
        "direction": transfer.direction,
        "amount_minor": transfer.amount_minor,
        "currency": transfer.currency,
    }
    if step.reason is not None:
        detail["reason"] = step.reason
    if step.state is TransferState.REFUSED:
        ledger = await queries.read_ledger(conn, transfer.order_id, transfer.customer_id)
        taken = take_back(ledger, transfer.line)
        if taken is not None:
            await queries.insert_taken_back(conn, transfer, taken, now)
            detail |= {"owed_minor": taken.owed_minor} if taken.owed_minor else {}
        await open_refusal_ticket(conn, transfer, number, step)
    await audit.append(
        conn, f"transfer.{_VERBS[step.state]}", f"transfer:{transfer.transfer_id}", detail=detail
    )
    event = _EVENTS.get(step.state)
    if event is not None and transfer.direction == "out":
        await announce(
            conn,
            event,
            f"transfer:{transfer.transfer_id}",
            order_number=number,
            customer_id=transfer.customer_id,
            detail=detail,
        )


# What the shop's programs are told of money that goes back.
_EVENTS = {TransferState.DONE: Event.REFUND_COMPLETED, TransferState.REFUSED: Event.REFUND_FAILED}
# What the audit log calls the way to each state.
_VERBS = {
    TransferState.QUEUED: "put_off",
    TransferState.WAITING: "hand_over",
    TransferState.DONE: "settle",
    TransferState.REFUSED: "refuse",
    TransferState.UNKNOWN: "lose",
}
