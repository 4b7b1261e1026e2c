"""One file's rows into the tables, in one transaction: checked, compared with what is here, written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

import psycopg
from psycopg import errors

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core import staging
from support_ai.core.database import Connection, Database
from support_ai.core.staging import Problem, StagedRow
from support_ai.integration.kinds import PAYMENT_METHODS, FileKind
from support_ai.integration.models import (
    BadValueError,
    Conflict,
    Context,
    FileInvalidError,
    FileReport,
)
from support_ai.integration.queueing import Place
from support_ai.integration.records import Record
from support_ai.orders.staging import CURRENCY
from support_ai.payments.staging import BALANCE_CONFLICTS, BALANCES_ALONE, WRITE_BALANCES
from support_ai.shop import service as shop

# Small, so that the rows under way are not what the garbage collector spends its time on.
_BATCH = 1000
_ATTEMPTS = 3
# Imports go one after the other: two at once would both see the same line free, or each wait for the other's rows.
_ONE_AT_A_TIME = 0x5350_494D


async def merge_file(
    database: Database,
    kind: FileKind,
    name: str,
    read: Callable[[], Iterator[Record]],
    place: Place,
    *,
    by: str | None = None,
) -> FileReport:
    """Check and merge the rows that `read` returns, at their place in the queue, leaving an audit entry.

    `by` is the key of a program that sent them, for that entry.
    Where somebody changes the same rows meanwhile it begins again. Raises FileInvalidError where `read` does, or where
    PostgreSQL takes the file as a whole for invalid.
    """
    for left in reversed(range(_ATTEMPTS)):
        try:
            async with database.transaction(System(Reason.IMPORT)) as conn:
                report = await _merge(conn, kind, name, read(), place)
                await _note(conn, kind, report, by=by)
        except (errors.UniqueViolation, errors.NotNullViolation, errors.DeadlockDetected) as error:
            # Not null: a row was known while the file was read, and is another one now that it is merged.
            if not left:
                raise _refused(name, error) from error
        except (psycopg.DataError, psycopg.IntegrityError, errors.ProgramLimitExceeded) as error:
            raise _refused(name, error) from error
        else:
            return report
    raise AssertionError


async def refuse_file(
    database: Database, kind: FileKind, name: str, error: FileInvalidError, *, by: str | None = None
) -> FileReport:
    """Return what is wrong with the whole file, leaving an audit entry."""
    problem = Problem(error.line, error.field or "file", error.message)
    report = FileReport(name, 0, 0, 0, (problem,), ())
    async with database.transaction(System(Reason.IMPORT)) as conn:
        await _note(conn, kind, report, Outcome.FAILED, by=by)
    return report


async def wait_for_imports(conn: Connection) -> None:
    """Wait until no file is being merged, and let none be until the caller's transaction ends."""
    await conn.execute("select pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))


async def read_context(conn: Connection) -> Context:
    """Return what reading and writing rows needs of the shop."""
    settings = await shop.settings(conn)
    key = conn.keys.blind("import.digest", "")
    return Context(conn.keys, key, settings.time_zone, settings.currency, settings.default_region)


async def _merge(
    conn: Connection, kind: FileKind, name: str, records: Iterator[Record], place: Place
) -> FileReport:
    context = await read_context(conn)
    await staging.stage_factors(conn)
    await staging.begin(conn, kind.merge)
    problems: list[Problem] = []
    staged = 0
    while batch := list(islice(records, _BATCH)):
        known = await _known(conn, kind, batch)
        rows = _staged(kind, batch, replace(context, known=known), problems)
        staged += await staging.stage(conn, kind.merge, rows)
    place.take()
    before = await place.reached()
    await wait_for_imports(conn)
    await staging.settle(conn)
    refused = await _refuse_misread(conn, before) if kind.in_books else []
    refused += await staging.find_problems(conn, kind.merge)
    conflicts = await _set_erased_aside(conn, kind)
    conflicts += await _set_changed_aside(conn, kind, context)
    is_of_methods = kind.name == PAYMENT_METHODS
    balances = await _booked_balances(conn) if is_of_methods else []
    written = await _count_balances_alone(conn) if is_of_methods else 0
    written += await staging.write(conn, kind.merge)
    if is_of_methods:
        await conn.execute(WRITE_BALANCES)
    rows_in_all = staged + len(problems)
    kept = staged - len(refused) - len(conflicts)
    problems = sorted((*problems, *refused), key=lambda problem: problem.line)
    return FileReport(name, rows_in_all, written, kept - written, tuple(problems), (*conflicts, *balances))


async def _refuse_misread(conn: Connection, before: Iterable[FileReport]) -> list[Problem]:
    """Take out rows of orders whose own row, in a file before, named another currency than that of the books."""
    keys = [
        problem.group_key
        for report in before
        for problem in report.problems
        if problem.field == CURRENCY and problem.group_key is not None
    ]
    reason = "the order's own row names another currency than the one it is booked in"
    return await staging.refuse(conn, keys, "order_number", reason) if keys else []


async def _known(conn: Connection, kind: FileKind, batch: Iterable[Record]) -> frozenset[bytes]:
    """Return the digests of those rows that may be stored just so: what is sealed of them need not be sealed again."""
    if kind.stored is None:
        return frozenset()
    keys = [kind.stored.key(record.values) for record in batch if record.fault is None]
    cursor = conn.cursor(binary=True)
    await cursor.execute(kind.stored.digests, (keys,))
    return frozenset(row[0] for row in await cursor.fetchall())


def _staged(
    kind: FileKind, records: Iterable[Record], context: Context, problems: list[Problem]
) -> Iterator[StagedRow]:
    """Return the rows that can be read; what is wrong with the others goes to `problems`."""
    for record in records:
        if record.fault is not None:
            problems.append(Problem(record.line, "row", record.fault))
            continue
        try:
            yield (record.line, *kind.read(record.values, context))
        except BadValueError as error:
            problems.append(Problem(record.line, error.field, error.reason))


async def _set_erased_aside(conn: Connection, kind: FileKind) -> list[Conflict]:
    """Take out the rows that would bring back something of a customer who was erased here."""
    if kind.merge.erased is None:
        return []
    rows = await (await conn.execute(kind.merge.erased)).fetchall()
    await staging.remove(conn, [line for line, _key in rows])
    return [Conflict(line, key) for line, key in rows]


async def _set_changed_aside(conn: Connection, kind: FileKind, context: Context) -> list[Conflict]:
    """Take out the rows that were changed here; those that say the same as what is here are no conflict."""
    changed = await staging.find_changed(conn, kind.merge)
    if not changed:
        return []
    keys = sorted({row.group_key for row in changed})
    cursor = await conn.execute(kind.export, {"keys": keys})
    here = set(_marks(kind, await cursor.fetchall(), context))
    conflicts = [
        Conflict(row.line, row.group_key) for row in changed if (row.group_key, row.digest) not in here
    ]
    await staging.remove(conn, [conflict.line for conflict in conflicts])
    return conflicts


def _marks(
    kind: FileKind, rows: Iterable[tuple[object, ...]], context: Context
) -> Iterator[tuple[object, object]]:
    """Return key and digest of stored rows as if a file had brought them; some may hold what no file could say."""
    for row in rows:
        try:
            key, digest, *_ = kind.read(kind.write(row, context), context)
        except BadValueError:
            continue
        yield key, digest


async def _booked_balances(conn: Connection) -> list[Conflict]:
    cursor = await conn.execute(BALANCE_CONFLICTS)
    return [Conflict(line, key) for line, key in await cursor.fetchall()]


async def _count_balances_alone(conn: Connection) -> int:
    row = await (await conn.execute(BALANCES_ALONE)).fetchone()
    return row[0] if row else 0


async def _note(
    conn: Connection,
    kind: FileKind,
    report: FileReport,
    outcome: Outcome = Outcome.DONE,
    *,
    by: str | None = None,
) -> None:
    detail: dict[str, str | int | bool | None] = {
        "rows": report.rows,
        "written": report.written,
        "problems": len(report.problems),
        "conflicts": len(report.conflicts),
    }
    if by is not None:
        detail["key"] = by
    await audit.append(conn, "import.file", f"file:{kind.name}", outcome=outcome, detail=detail)


def _refused(name: str, error: psycopg.Error) -> FileInvalidError:
    # The message names tables and constraints; the values stand in its detail, which is left out.
    return FileInvalidError(f"PostgreSQL refused {name}: {error.diag.message_primary}")
