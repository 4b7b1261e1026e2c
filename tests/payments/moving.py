"""What the tests of money that leaves have in common; and a process that moves some, to be killed.

`python -m tests.payments.moving URL KEYS BOOK TRANSFER FAULT…` runs the job of one transfer; `python -m tests.payments.moving
URL KEYS ORDER` commits a refund of an order but for the commit: it says `held` and waits.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from support_ai.access.actor import Person, Staff
from support_ai.access.role import Role
from support_ai.actions import service as actions
from support_ai.actions.models import Proposal
from support_ai.actions.registry import ACTIONS
from support_ai.core.clock import now
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.orders.change_queries import hold_order
from support_ai.payments.transfer_jobs import Mover, send_transfer
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner
from tests.payments.providers import BookProvider

OWNER = Staff(UUID(int=1, version=4), UUID(int=101, version=4), Role.OWNER, "Olivia Owner")
LATER = timedelta(hours=2)
ROWS = "select line, kind, amount_minor, of_line from payments where order_id = (select order_id from orders where number = %s) order by line"


async def act(database: Database, person: Person, name: str, **said: object) -> Proposal:
    """Perform an action as somebody, in a transaction of its own."""
    action = ACTIONS[name]
    async with database.transaction(person) as conn:
        return await actions.perform(conn, action, action.arguments.model_validate(said), now())


async def refund(
    database: Database, addresses: Addresses, amount: int = 100, number: str = "ORD-123"
) -> UUID:
    """Let the owner pay something back, and return the transfer that this makes."""
    await act(database, OWNER, "refund_order", number=number, amount=amount, reason="late")
    found = "select transfer_id from transfers order by created_at desc, line desc limit 1"
    return as_owner(addresses, found)[0][0]


def mover(database: Database, provider: BookProvider, *, after: timedelta = timedelta(0)) -> Mover:
    """Return who moves money with this provider, impatiently, some time from now."""
    return Mover(
        database,
        provider,
        hold_order,
        lambda: datetime.now(UTC) + after,
        sending_seconds=1.0,
        finding_seconds=2.0,
    )


def state_of(addresses: Addresses, transfer_id: UUID) -> str:
    """Return where a transfer is."""
    return as_owner(addresses, "select state from transfers where transfer_id = %s", transfer_id)[0][0]


async def process(addresses: Addresses, *arguments: str) -> asyncio.subprocess.Process:
    """Start this module as a process of its own, on the test's database with the keys of this run."""
    keys = str(Path(os.environ["SUPPORT_AI_TEST_HOME"]) / "keys")
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.payments.moving",
        addresses.application,
        keys,
        *arguments,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=asyncio.subprocess.PIPE,
    )


async def _move(database: Database, book: str, transfer_id: str, faults: Sequence[str]) -> None:
    await send_transfer(mover(database, BookProvider(Path(book), [*faults])), UUID(transfer_id))


async def _hold(database: Database, number: str) -> None:
    action = ACTIONS["refund_order"]
    said = action.arguments.model_validate({"number": number, "amount": 100, "reason": "late"})
    async with database.transaction(OWNER) as conn:
        await actions.perform(conn, action, said, now())
        sys.stdout.write("held\n")
        sys.stdout.flush()
        await asyncio.sleep(60)


async def _main(url: str, keys: str, first: str, *rest: str) -> None:
    database = await Database.open(url, Keyring.in_directory(Path(keys)), connections=2)
    if rest:
        await _move(database, first, rest[0], rest[1:])
    else:
        await _hold(database, first)
    await database.close()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
