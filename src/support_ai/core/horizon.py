"""Below which transaction number nothing comes any more: what feeds across many rows read up to.

A row's number of its sequence says nothing of when it was committed. In the order of the transactions that wrote them, and
below the horizon, rows have a place that stays.
"""

from typing import LiteralString

from support_ai.core.database import Connection

# A snapshot names those that run in the whole server; what holds its own number's lock in another database can write
# nothing here. A number that is found nowhere counts as ours.
HORIZON: LiteralString = """
    with seen as materialized (select pg_current_snapshot() as snapshot),
    elsewhere as (
        select l.transactionid from pg_locks l join pg_stat_activity a using (pid)
        where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted
            and a.datname <> current_database()
    )
    select coalesce(
        (select min(id) from pg_snapshot_xip(snapshot) id
         where not exists (select from elsewhere e where e.transactionid = id::xid)),
        pg_snapshot_xmax(snapshot)
    )::text from seen
"""


async def read_horizon(conn: Connection) -> int:
    """Return the number below which every transaction of this database has ended; read it before the rows."""
    row = await (await conn.execute(HORIZON)).fetchone()
    return 0 if row is None else int(row[0])
