"""Another data key while everything runs: added, used for whatever is stored, and then alone in the ring.

What a crash leaves is a ring with both keys and some rows of each; everything is readable, and the next rotation goes
on where this one ended.
"""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support_ai.access.actor import Reason, System
from support_ai.actions import queries as actions
from support_ai.audit import service as audit
from support_ai.core import idempotency_queries, sealed
from support_ai.core.crypto import LOOK_SECONDS
from support_ai.core.database import Database
from support_ai.core.errors import AppError, ConflictError
from support_ai.core.key_file import add_data_key, end_rotation
from support_ai.core.lock import try_lock
from support_ai.core.sealed import SealedColumn
from support_ai.customers import queries as customers
from support_ai.identity import oidc_queries, second_factor_queries, site_queries
from support_ai.identity import queries as identity
from support_ai.messaging.webhooks import endpoint_queries as webhooks
from support_ai.orders import queries as orders
from support_ai.payments import booking_queries, transfer_queries

SEALED: tuple[SealedColumn, ...] = (
    sealed.PERSON_KEYS,
    *idempotency_queries.SEALED,
    *customers.SEALED,
    *orders.SEALED,
    *actions.SEALED,
    *booking_queries.SEALED,
    *transfer_queries.SEALED,
    *identity.SEALED,
    *second_factor_queries.SEALED,
    *site_queries.SEALED,
    *oidc_queries.SEALED,
    *webhooks.SEALED,
)
_BATCH = 200
_PAUSE_SECONDS = 0.2
# Column, rows done, rows in all.
Progress = Callable[[str, int, int], None]


class RotationRunsError(ConflictError):
    """Somebody else rotates the keys in this moment."""

    code = "rotation_runs"


class SealsBrokenError(AppError):
    """Some stored values open with no key of the ring, so that the old keys were kept."""

    code = "seals_broken"


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did: the new key's name, whether it went on with an earlier one, rows, and keys taken out."""

    key_id: str
    resumed: bool
    rows: int
    retired: int


def silent(_column: str, _done: int, _whole: int) -> None:
    """Tell nobody how far it is."""


async def rotate(
    database: Database, directory: Path, *, keep_old: bool = False, progress: Progress = silent
) -> Rotation:
    """Add a data key to the ring of the directory, seal everything with it, and take the old ones out.

    Old keys leave only once no row carries one and no transaction runs that may still write one. Raises
    RotationRunsError where another one runs, SealsBrokenError where something opens with no key.
    """
    with _alone(directory):
        resumed = not await asyncio.to_thread(add_data_key, directory)
        database.keys.reread()
        key = database.keys.newest_id.hex()
        await _note(database, "keys.rotation_begin", key, {"resumed": resumed})
        await _until_everybody_knows(database)
        rows = await _reseal_everything(database, progress)
        await _note(database, "keys.rotate", key, {"rows": rows, "keep_old": keep_old})
        retired = await asyncio.to_thread(end_rotation, directory, keep_old=keep_old)
        database.keys.reread()
    return Rotation(key, resumed, rows, retired)


@contextmanager
def _alone(directory: Path) -> Generator[None]:
    """Hold the ring for the block; a process that dies lets go of it."""
    with (directory / "rotation.lock").open("ab") as file:
        if not try_lock(file):
            raise RotationRunsError
        yield


async def _note(database: Database, action: str, key: str, detail: dict[str, int | bool]) -> None:
    async with database.transaction(System(Reason.KEYS)) as conn:
        await audit.append(conn, action, f"key:{key}", detail=detail)


async def _until_everybody_knows(database: Database) -> None:
    """Wait until every process looked at the ring again, and no transaction runs that began before that."""
    await asyncio.sleep(2 * LOOK_SECONDS)
    async with database.transaction(System(Reason.KEYS), read_only=True) as conn:
        moment = await sealed.now(conn)
    while True:
        async with database.transaction(System(Reason.KEYS), read_only=True) as conn:
            if not await sealed.count_transactions_before(conn, moment):
                return
        await asyncio.sleep(_PAUSE_SECONDS)


async def _reseal_everything(database: Database, progress: Progress) -> int:
    """Seal every envelope of an old key anew; rows that somebody holds are met again on the next way through."""
    rows = 0
    while True:
        left = 0
        for column in SEALED:
            done, broken = await _reseal_column(database, column, progress)
            rows += done
            async with database.transaction(System(Reason.KEYS), read_only=True) as conn:
                count = await sealed.count_old(conn, column)
            if broken and count <= broken:
                message = (
                    f"{column.name}: {broken} values open with no key of the ring; the old keys were kept."
                )
                raise SealsBrokenError(message)
            left += count
        if not left:
            return rows
        await asyncio.sleep(_PAUSE_SECONDS)


async def _reseal_column(database: Database, column: SealedColumn, progress: Progress) -> tuple[int, int]:
    """Go through a column once; return how many envelopes were sealed anew, and how many open with no key."""
    async with database.transaction(System(Reason.KEYS), read_only=True) as conn:
        whole = await sealed.count_old(conn, column)
    done = broken = 0
    after = None
    while whole:
        async with database.transaction(System(Reason.KEYS)) as conn:
            batch = await sealed.reseal(conn, column, after, _BATCH)
        done, broken, after = done + batch.resealed, broken + batch.broken, batch.last
        progress(column.name, done, max(whole, done))
        if after is None:
            break
    return done, broken
