"""Rows of the shop's back end into the tables: as those of a file, but row by row with what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from support_ai.core import staging
from support_ai.core.database import Connection
from support_ai.integration.facts import Note, SentRow, Tally
from support_ai.integration.kinds import FileKind
from support_ai.integration.models import BadValueError, Context, Row
from support_ai.integration.reconciling import Told, reconcile
from support_ai.orders.policy import order_key

# Where a stored row that is one of several of its order says which.
_LINE_AT: Mapping[str, int] = {"order_items": 1, "shipments": 7, "returns": 9}
_KEYS: Mapping[str, str] = {"customers": "customer_id", "products": "item_id"}
_ERASED = "belongs to a customer who was erased here"


@dataclass(frozen=True, slots=True)
class Line:
    """A row on its way: the record it belongs to, what decides about it, and where that is told."""

    sent: SentRow
    told: Told
    tally: Tally


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored row as a file writes it; its digest is None where no file could say what it holds."""

    row: Row
    digest: bytes | None


_Place = tuple[str, int | None]


async def merge_rows(conn: Connection, kind: FileKind, lines: Sequence[Line], context: Context) -> None:
    """Merge rows of one kind and tell each record what became of them; records that cannot stay are told why.

    The caller takes everything back, and leaves those out, where there are any.
    """
    by_number = dict(enumerate(lines, 1))
    await staging.begin(conn, kind.merge)
    await staging.stage(conn, kind.merge, _read(kind, by_number, context))
    await staging.settle(conn)
    for problem in await staging.find_problems(conn, kind.merge):
        reason = "stands there twice" if problem.reason.startswith("repeats line") else problem.reason
        line = by_number[problem.line]
        line.tally.refuse(line.sent.field(problem.field), reason)
    await _set_erased_aside(conn, kind, by_number)
    changed = await _reconcile(conn, kind, by_number, context)
    await staging.claim(conn, kind.merge)
    await staging.write(conn, kind.merge)
    await staging.release(conn, kind.merge, changed)
    await staging.end(conn)


def _read(kind: FileKind, lines: Mapping[int, Line], context: Context) -> list[staging.StagedRow]:
    rows: list[staging.StagedRow] = []
    for number, line in lines.items():
        try:
            rows.append((number, *kind.read(line.sent.row, context)))
        except BadValueError as error:
            line.tally.refuse(line.sent.field(error.field), error.reason)
    return rows


async def _set_erased_aside(conn: Connection, kind: FileKind, lines: Mapping[int, Line]) -> None:
    if kind.merge.erased is None:
        return
    rows = await (await conn.execute(kind.merge.erased)).fetchall()
    for number, _key in rows:
        lines[number].tally.conflicts.append(Note(lines[number].sent.path or kind.name, _ERASED))
    await staging.remove(conn, [number for number, _key in rows])


async def _reconcile(
    conn: Connection, kind: FileKind, lines: Mapping[int, Line], context: Context
) -> list[int]:
    """Leave those rows staged that say something new, and return the numbers of those that stay changed here.

    Where the back end insisted, the row is its own again.
    """
    staged = await _staged(conn, kind)
    here = await _stored(conn, kind, sorted({key for (key, _), _ in staged.values()}), context)
    changed = {row.line for row in await staging.find_changed(conn, kind.merge)}
    unchanged: list[int] = []
    stay: list[int] = []
    for number, (place, digest) in staged.items():
        line, stored = lines[number], here.get(place)
        if stored is not None and stored.digest == digest:
            unchanged.append(number)
        elif stored is None or number not in changed:
            line.tally.written[kind.name] += 1
            line.tally.is_new_order |= stored is None and kind.name == "orders"
        else:
            row = _over(kind, stored, line, context)
            if row[1] == stored.digest:
                unchanged.append(number)
                continue
            await staging.restage(conn, kind.merge, (number, *row))
            line.tally.written[kind.name] += 1
            stay.append(number)
    await staging.remove(conn, unchanged)
    return [number for number in stay if not lines[number].told.force]


def _over(kind: FileKind, stored: _Stored, line: Line, context: Context) -> staging.StagedRow:
    """Return what a row that was changed here becomes, and tell its record what of it is kept."""
    here = stored.row

    def differs(name: str) -> bool:
        # Values that are written differently, `50` and `50.00`, are equal where the row's digest is.
        said = _digest(kind, {**here, name: line.sent.row[name]}, context)
        return said is None or said != stored.digest

    found = reconcile(kind.name, here, line.sent, line.told, differs)
    line.tally.conflicts += found.kept
    line.tally.overruled += found.overruled
    return kind.read(found.row, context)


async def _staged(conn: Connection, kind: FileKind) -> dict[int, tuple[_Place, bytes]]:
    cursor = await conn.execute(
        "select line_no, group_key, line, digest from pg_temp.staged order by line_no"
        if kind.name in _LINE_AT
        else "select line_no, group_key, null::integer, digest from pg_temp.staged order by line_no"
    )
    return {number: ((key, line), bytes(digest)) for number, key, line, digest in await cursor.fetchall()}


async def _stored(
    conn: Connection, kind: FileKind, keys: Sequence[str], context: Context
) -> dict[_Place, _Stored]:
    """Return what is stored of these records, by key and line."""
    at = _LINE_AT.get(kind.name)
    cursor = await conn.execute(kind.export, {"keys": list(keys)})
    found: dict[_Place, _Stored] = {}
    for raw in await cursor.fetchall():
        row = kind.write(raw, context)
        key = row[_KEYS[kind.name]] if kind.name in _KEYS else order_key(row["order_number"])
        found[key, None if at is None else raw[at]] = _Stored(row, _digest(kind, row, context))
    return found


def _digest(kind: FileKind, row: Row, context: Context) -> bytes | None:
    """Return a row's digest; None where no file could say what it holds."""
    try:
        _, digest, *_ = kind.read(row, context)
    except BadValueError:
        return None
    return digest if isinstance(digest, bytes) else None
