"""The SQL of failed passwords: how many in a row an account has had."""

from collections.abc import Collection
from uuid import UUID

from support_ai.core.database import Connection


async def count_failures(conn: Connection, account_ids: Collection[UUID]) -> dict[UUID, int]:
    """Count one more failure for each account that is still there, and return how many each has now.

    The accounts are locked first, always in the same order, as whoever verifies or removes one does.
    """
    cursor = await conn.execute(
        "with there as materialized (select account_id from accounts where account_id = any(%s)"
        " order by account_id for key share)"
        " insert into login_failures (account_id, failures) select account_id, 1 from there order by account_id"
        " on conflict (account_id) do update set failures = login_failures.failures + 1"
        " returning account_id, failures",
        (list(account_ids),),
    )
    return dict(await cursor.fetchall())


async def take_back_failures(conn: Connection, account_ids: Collection[UUID]) -> None:
    """Count one failure less for each account: the password was not tried."""
    await conn.execute(
        "update login_failures set failures = failures - 1 where account_id in (select account_id"
        " from login_failures where account_id = any(%s) and failures > 1 order by account_id for update)",
        (list(account_ids),),
    )


async def forget_failures(conn: Connection, account_ids: Collection[UUID]) -> None:
    """End the stop of accounts that were proven; whoever proves them in another way than by password calls this."""
    await conn.execute("delete from login_failures where account_id = any(%s)", (list(account_ids),))
