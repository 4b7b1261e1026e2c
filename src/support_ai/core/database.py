"""The one way to a table: a transaction that knows who asks.

The actor is set with `set_config(…, true)`, which ends with the transaction, so that a pooled connection carries
nothing to its next user; PostgreSQL's row security reads it in every statement.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import assert_never

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from support_ai.access.actor import Actor, Assistant, Customer, Reason, Staff, System, Visitor
from support_ai.core.crypto import Keyring, SealingKey
from support_ai.core.errors import UnavailableError

_SET_ACTOR = """
    select set_config('app.role', %(role)s, true),
           set_config('app.customer_id', %(customer_id)s, true),
           set_config('app.account_id', %(account_id)s, true),
           set_config('app.visitor_id', %(visitor_id)s, true),
           set_config('app.reason', %(reason)s, true)
"""
_SET_ACTOR_READ_ONLY = f"{_SET_ACTOR}, set_config('transaction_read_only', 'on', true)"


class Connection(psycopg.AsyncConnection[TupleRow]):
    """A connection inside a transaction of one actor."""

    actor: Actor = System(Reason.START)
    keys: Keyring


def actor_settings(actor: Actor) -> dict[str, str]:
    """Return what row security is told about an actor; the assistant is told as the person it acts for."""
    told = {"role": "", "customer_id": "", "account_id": "", "visitor_id": "", "reason": ""}
    match actor:
        case Assistant(on_behalf_of=person):
            return actor_settings(person)
        case Visitor(visitor_id=visitor_id):
            return told | {"role": "visitor", "visitor_id": str(visitor_id)}
        case Customer(account_id=account_id, customer_id=customer_id):
            return told | {
                "role": "customer",
                "account_id": str(account_id),
                "customer_id": customer_id or "",
            }
        case Staff(account_id=account_id, role=role):
            return told | {"role": role.value, "account_id": str(account_id)}
        case System(reason=reason):
            return told | {"reason": reason.value}
        case _:
            assert_never(actor)


class Database:
    """The pool of connections of the application's role."""

    def __init__(self, pool: AsyncConnectionPool[Connection], keys: Keyring, url: str) -> None:
        """Take an open pool; use `Database.open`."""
        self._pool = pool
        self.keys = keys
        self.url = url

    @classmethod
    async def open(cls, url: str, keys: Keyring, *, connections: int = 12) -> "Database":
        """Open the pool and wait until the first connection stands; UnavailableError after 30 seconds."""
        pool = AsyncConnectionPool(
            url,
            connection_class=Connection,
            min_size=2,
            max_size=connections,
            open=False,
            timeout=10,
            configure=_configurer(keys),
            check=None,
            kwargs={"application_name": "support-ai", "options": "-c search_path=support_ai,jobs,public"},
        )
        try:
            await pool.open(wait=True, timeout=30)
        except PoolTimeout as error:
            await pool.close()
            raise UnavailableError from error
        return cls(pool, keys, url)

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self, actor: Actor, *, read_only: bool = False) -> AsyncGenerator[Connection]:
        """Open a transaction as the actor: committed at the end of the block, rolled back by an exception.

        Raises UnavailableError where no connection can be had.
        """
        try:
            connection = await self._pool.getconn()
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise UnavailableError from error
        try:
            connection.actor = actor
            async with connection.transaction():
                await connection.execute(
                    _SET_ACTOR_READ_ONLY if read_only else _SET_ACTOR, actor_settings(actor)
                )
                yield connection
        finally:
            await self._pool.putconn(connection)

    async def is_ready(self) -> bool:
        """Tell whether a statement can be run now."""
        try:
            async with self.transaction(System(Reason.START), read_only=True) as connection:
                await connection.execute("select 1")
        except (UnavailableError, psycopg.Error):
            return False
        return True

    async def listen(self, channel: str) -> psycopg.AsyncConnection[TupleRow]:
        """Return a connection of its own that listens; the caller closes it."""
        connection = await psycopg.AsyncConnection[TupleRow].connect(
            self.url, autocommit=True, application_name="support-ai live"
        )
        await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
        return connection


def _configurer(keys: Keyring) -> Callable[[Connection], Awaitable[None]]:
    """Return what gives every new connection its keys."""

    async def configure(connection: Connection) -> None:
        connection.keys = keys

    return configure


async def person_key(connection: Connection, person: str) -> SealingKey:
    """Return the key of one person's texts, made at the first call.

    `person` is `customer:ID`, `account:UUID` or `visitor:UUID`; row security lets people reach their own only.
    """
    cursor = await connection.execute("select sealed_key from person_keys where person = %s", (person,))
    row = await cursor.fetchone()
    if row is None:
        cursor = await connection.execute(
            "insert into person_keys (person, sealed_key) values (%s, %s)"
            " on conflict (person) do nothing returning sealed_key",
            (person, connection.keys.new_person_key(person)),
        )
        row = await cursor.fetchone()
    if row is None:
        cursor = await connection.execute("select sealed_key from person_keys where person = %s", (person,))
        row = await cursor.fetchone()
    if row is None:
        raise UnavailableError
    return connection.keys.person_key(person, bytes(row[0]))
