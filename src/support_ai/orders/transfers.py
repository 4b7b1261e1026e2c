"""What is promised about transfers as tasks: colleagues see all of them, and say once what became of one."""

from datetime import UTC, datetime
from uuid import UUID

from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.page import CursorInvalidError, Page, decode_cursor, encode_cursor, page_of
from support_ai.orders import transfer_queries as queries
from support_ai.orders.booked_models import TransferTask
from support_ai.orders.change_queries import hold_order
from support_ai.orders.transfer_queries import TransferFilter
from support_ai.payments import transfer_policy as policy
from support_ai.payments import transfers
from support_ai.payments.transfer_policy import RefusalReason, Transfer
from support_ai.payments.transfer_queries import read
from support_ai.payments.transfers import TransferNotFoundError


async def list_transfers(
    conn: Connection, wanted: TransferFilter, now: datetime, cursor: str | None, limit: int
) -> Page[TransferTask]:
    """Return a page of transfers, what is due first."""
    after = None if not cursor else _place(*decode_cursor(cursor, (str, str)))
    rows = await queries.list_tasks(conn, wanted, now, after=after, limit=limit + 1)
    await audit.append(conn, "transfers.list", "transfers", detail={"rows": min(len(rows), limit)})
    return page_of(rows, limit, lambda row: encode_cursor(row.due_at.isoformat(), str(row.transfer_id)))


async def get_transfer(conn: Connection, transfer_id: UUID, now: datetime) -> TransferTask:
    """Return one transfer; TransferNotFoundError where there is none."""
    found = await queries.read_task(conn, transfer_id, now)
    if found is None:
        raise TransferNotFoundError
    return found


async def say_done(conn: Connection, transfer_id: UUID, reference: str | None, now: datetime) -> TransferTask:
    """Take a person's word that the money moved; saying it again changes nothing. Raises RuleRefusedError."""
    transfer, number = await _held(conn, transfer_id)
    await transfers.settle(conn, transfer, number, policy.say_done(transfer, reference), now)
    return await get_transfer(conn, transfer_id, now)


async def say_refused(
    conn: Connection, transfer_id: UUID, reason: RefusalReason, now: datetime
) -> TransferTask:
    """Take a person's word that the money will never move: the books take it back. Raises RuleRefusedError."""
    transfer, number = await _held(conn, transfer_id)
    await transfers.settle(conn, transfer, number, policy.say_refused(transfer, reason), now)
    return await get_transfer(conn, transfer_id, now)


async def _held(conn: Connection, transfer_id: UUID) -> tuple[Transfer, str]:
    """Hold the order before the transfer, as whoever books something; return both as they stand then."""
    seen = await read(conn, transfer_id)
    if seen is None:
        raise TransferNotFoundError
    number = await hold_order(conn, seen.order_id, seen.customer_id)
    transfer = await read(conn, transfer_id, locked=True)
    if transfer is None:
        raise TransferNotFoundError
    return transfer, number


def _place(due_at: object, number: object) -> tuple[str, UUID]:
    """Return where a page begins; CursorInvalidError for anything that is not a time and a transfer's number."""
    try:
        return datetime.fromisoformat(str(due_at)).astimezone(UTC).isoformat(), UUID(str(number))
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError(field="cursor") from error
