"""The SQL of the chain, as the sealer's role; synchronous, for it runs in a thread or a command of its own."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import LiteralString, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from support_ai.audit.chain import COLUMNS, Columns, link
from support_ai.audit.models import Head
from support_ai.core.horizon import HORIZON

SEALER = "support_ai_sealer"
Connection = psycopg.Connection[TupleRow]
# The seals' advisory lock, held to the end of a batch's transaction.
_LOCK = 0x5345_414C
_ROWS_AT_ONCE = 1000
_names = count()
# A transaction and a number: how far the sealer has come.
Position = tuple[str, int]
START: Position = ("0", 0)
_UNSEALED: LiteralString = "not exists (select from audit_seals s where s.entry_id = e.entry_id)"


class Sealed(NamedTuple):
    """A seal with the columns of its entry, which are all None where there is no such entry."""

    sequence: int
    entry_id: int
    hash: bytes
    columns: Columns

    @property
    def has_entry(self) -> bool:
        """Tell whether the entry is still there."""
        return self.columns[0] is not None

    def follows(self, previous: bytes) -> bool:
        """Tell whether this is the seal of its entry after a hash."""
        return self.has_entry and link(previous, self.columns) == self.hash


def connect(url: str) -> Connection:
    """Open a connection of the sealer's role."""
    return psycopg.connect(
        url,
        autocommit=True,
        connect_timeout=5,
        application_name="support-ai sealer",
        options="-c search_path=support_ai",
    )


def try_lock(conn: Connection) -> bool:
    """Take the right to seal until the transaction ends; False where another process seals."""
    row = conn.execute("select pg_try_advisory_xact_lock(%s)", (_LOCK,)).fetchone()
    return row == (True,)


def read_position(conn: Connection) -> tuple[Position, bool]:
    """Return the entry sealed last, and whether its transaction is one of this server.

    After a dump was restored into a younger server, stored transactions lie in its future.
    """
    row = conn.execute(
        "select transaction::text, entry_id, transaction < pg_snapshot_xmax(pg_current_snapshot())"
        " from audit_seals order by seal_id desc limit 1"
    ).fetchone()
    return (START, True) if row is None else ((str(row[0]), int(row[1])), bool(row[2]))


def read_horizon(conn: Connection) -> str:
    """Return the transaction number below which every transaction of this database has ended."""
    row = conn.execute(HORIZON).fetchone()
    return "0" if row is None else str(row[0])


def read_batch(conn: Connection, after: Position, limit: int, *, is_ours: bool) -> list[tuple[str, ...]]:
    """Return entries after a position that nothing can come between any more, in the order of their transactions.

    Below the horizon every transaction has ended; what another server wrote has ended anyway. The horizon is read
    before the entries, so that everything below it can be seen.
    """
    horizon = (
        sql.SQL("and e.transaction < {}::text::xid8").format(read_horizon(conn)) if is_ours else sql.SQL("")
    )
    statement = sql.SQL(
        "select {columns} from audit_entries e where (e.transaction, e.entry_id) > (%s::text::xid8, %s) {horizon}"
        " and {unsealed} order by e.transaction, e.entry_id limit %s"
    ).format(columns=sql.SQL(COLUMNS), horizon=horizon, unsealed=sql.SQL(_UNSEALED))
    return conn.execute(statement, (*after, limit)).fetchall()


def read_heads(conn: Connection, streams: Sequence[str]) -> list[Head]:
    """Return the last seal of each stream that has one."""
    rows = conn.execute(
        "select s.stream, s.sequence, s.hash from unnest(%s::text[]) wanted, lateral"
        " (select * from audit_seals where stream = wanted order by sequence desc limit 1) s",
        (list(streams),),
    ).fetchall()
    return [Head(str(row[0]), int(row[1]), bytes(row[2])) for row in rows]


def insert_seals(conn: Connection, seals: Sequence[tuple[str, int, int, str, bytes]]) -> None:
    """Add seals in order: stream, sequence, entry, transaction, hash."""
    conn.execute(
        "insert into audit_seals (stream, sequence, entry_id, transaction, hash)"
        " select stream, sequence, entry_id, transaction::xid8, hash"
        " from unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::bytea[])"
        " with ordinality as new (stream, sequence, entry_id, transaction, hash, place) order by place",
        [list(column) for column in zip(*seals, strict=True)],
    )


def find_seal(conn: Connection, stream: str, sequence: int) -> bytes | None:
    """Return the hash of one seal."""
    row = conn.execute(
        "select hash from audit_seals where stream = %s and sequence = %s", (stream, sequence)
    ).fetchone()
    return None if row is None else bytes(row[0])


def sealed_streams(conn: Connection) -> list[str]:
    """Return the streams that have seals."""
    return [
        str(row[0]) for row in conn.execute("select distinct stream from audit_seals order by 1").fetchall()
    ]


def count_seals(conn: Connection) -> int:
    """Return how many seals there are."""
    row = conn.execute("select count(*) from audit_seals").fetchone()
    return 0 if row is None else int(row[0])


def walk(conn: Connection, stream: str, since: int = 1) -> Iterator[Sealed]:
    """Yield a stream's seals in order; only some of them are in memory at a time."""
    statement = sql.SQL(
        "select s.sequence, s.entry_id, s.hash, {columns} from audit_seals s"
        " left join audit_entries e on e.entry_id = s.entry_id"
        " where s.stream = %s and s.sequence >= %s order by s.sequence"
    ).format(columns=sql.SQL(COLUMNS))
    with conn.cursor(name=f"walk_{next(_names)}") as cursor:
        cursor.itersize = _ROWS_AT_ONCE
        for sequence, entry_id, found, *columns in cursor.execute(statement, (stream, since)):
            yield Sealed(int(sequence), int(entry_id), bytes(found), columns)


def passed_over(conn: Connection, position: Position) -> tuple[int, int] | None:
    """Return the first entry without a seal that the sealer is past, and how many there are."""
    statement = sql.SQL(
        "select min(e.entry_id), count(*) from audit_entries e"
        " where (e.transaction, e.entry_id) <= (%s::text::xid8, %s) and {}"
    ).format(sql.SQL(_UNSEALED))
    row = conn.execute(statement, position).fetchone()
    return None if row is None or not row[1] else (int(row[0]), int(row[1]))


def count_waiting(conn: Connection, position: Position) -> int:
    """Return how many entries come after a position."""
    row = conn.execute(
        "select count(*) from audit_entries where (transaction, entry_id) > (%s::text::xid8, %s)", position
    ).fetchone()
    return 0 if row is None else int(row[0])


def seconds_behind(conn: Connection) -> float:
    """Return for how long the oldest entry has waited for its seal; 0 where none waits.

    After a dump was restored into a younger server it tells nothing until that server's numbers have caught up.
    """
    position, is_ours = read_position(conn)
    row = conn.execute(
        "select extract(epoch from clock_timestamp() - at) from audit_entries"
        " where (transaction, entry_id) > (%s::text::xid8, %s) order by transaction, entry_id limit 1",
        position,
    ).fetchone()
    return float(row[0]) if row is not None and is_ours else 0.0
