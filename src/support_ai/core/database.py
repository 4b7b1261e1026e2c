"""The one way to a table: a transaction that knows who asks.

The actor is set with `set_config(…, true)`, which ends with the transaction, so that a pooled connection carries
nothing to its next user; PostgreSQL's row security reads it in every statement.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import LiteralString, Protocol, assert_never

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from support_ai.access.actor import Actor, Assistant, Customer, Reason, Staff, System, Visitor
from support_ai.core.crypto import Keyring, SealingKey
from support_ai.core.errors import AppError, UnauthenticatedError, UnavailableError

_SNAPSHOT: LiteralString = "begin isolation level repeatable read read only"


class NotCommittedError(AppError):
    """This could not be stored: please try again."""

    code = "not_committed"


class Connection(psycopg.AsyncConnection[TupleRow]):
    """A connection inside a transaction of one actor."""

    actor: Actor = System(Reason.START)
    keys: Keyring


class Fence(Protocol):
    """What lets a request's transactions commit only while the request may still act."""

    async def hold(self, connection: Connection) -> None:
        """Note in the transaction that the request acts; an AppError where it may not any more."""
        ...


_fence: ContextVar[Fence | None] = ContextVar("fence", default=None)


@contextmanager
def fenced(fence: Fence | None) -> Generator[None]:
    """Let every transaction that the block commits pass a fence; None lifts it, for what is no part of the act."""
    token = _fence.set(fence)
    try:
        yield
    finally:
        _fence.reset(token)


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


@lru_cache(maxsize=4096)
def _opening(actor: Actor, begin: LiteralString) -> bytes:
    """Return what begins a transaction of an actor, in one round trip; what it does not set is empty already."""
    told = {name: value for name, value in actor_settings(actor).items() if value}
    settings = sql.SQL(", ").join(
        sql.SQL("set_config({}, {}, true)").format(f"app.{name}", value) for name, value in told.items()
    )
    return sql.SQL("{}; select {}").format(sql.SQL(begin), settings).as_bytes(None)


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
            min_size=min(2, connections),
            max_size=connections,
            open=False,
            timeout=10,
            configure=_configurer(keys),
            check=None,
            kwargs={
                # We begin and commit ourselves: see `transaction`.
                "autocommit": True,
                "application_name": "support-ai",
                "options": "-c search_path=support_ai,jobs,public",
            },
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
    async def transaction(
        self, actor: Actor, *, read_only: bool = False, snapshot: bool = False
    ) -> AsyncGenerator[Connection]:
        """Open a transaction as the actor: committed at the end of the block, rolled back by an exception.

        With `snapshot` it only reads, and every statement sees the tables of the same moment.

        Raises UnavailableError where no connection can be had, UnauthenticatedError where something was to be written
        for an account or a session that was removed in this moment.
        """
        connection = await self._connection()
        try:
            connection.actor = actor
            begin = _SNAPSHOT if snapshot else "begin read only" if read_only else "begin"
            await connection.execute(_opening(actor, begin))
            yield connection
            fence = _fence.get()
            if fence is not None and not (read_only or snapshot):
                await fence.hold(connection)
            ended = await connection.execute("commit")
            _check_committed(ended)
        except BaseException as error:
            with suppress(psycopg.OperationalError):
                await connection.rollback()
            if _is_of_nobody(error):
                raise UnauthenticatedError from error
            raise
        finally:
            await self._pool.putconn(connection)

    async def _connection(self) -> Connection:
        """Return a connection of the pool, which may lose that its caller was cancelled meanwhile.

        It waits by `asyncio.wait_for`, which before Python 3.12 returns what came in the very moment of a cancellation.
        """
        task = asyncio.current_task()
        cancelled = 0 if task is None else task.cancelling()
        try:
            connection = await self._pool.getconn()
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise UnavailableError from error
        if task is not None and task.cancelling() > cancelled:
            await self._pool.putconn(connection)
            raise asyncio.CancelledError
        return connection

    async def is_ready(self) -> bool:
        """Tell whether a statement can be run now."""
        try:
            async with self.transaction(System(Reason.START), read_only=True) as connection:
                await connection.execute("select 1")
        except (UnavailableError, psycopg.Error):
            return False
        return True

    async def outranks_row_security(self) -> bool:
        """Tell whether our role could step around row security: a superuser, or one that owns or may own a table."""
        async with self.transaction(System(Reason.START), read_only=True) as connection:
            cursor = await connection.execute(
                "select exists (select from pg_roles where rolname = current_user and (rolsuper or rolbypassrls))"
                " or exists (select from pg_class where relnamespace = 'support_ai'::regnamespace"
                " and pg_has_role(current_user, relowner, 'member'))"
            )
            row = await cursor.fetchone()
        return row is None or bool(row[0])

    async def listen(self, channel: str) -> psycopg.AsyncConnection[TupleRow]:
        """Return a connection of its own that listens; the caller closes it."""
        connection = await psycopg.AsyncConnection[TupleRow].connect(
            self.url, autocommit=True, application_name="support-ai live"
        )
        await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
        return connection


def _is_of_nobody(error: BaseException) -> bool:
    """Tell whether a row named an account or a session that is not there any more."""
    return isinstance(error, psycopg.errors.ForeignKeyViolation) and (
        error.diag.constraint_name or ""
    ).endswith(("_account_id_fkey", "_session_id_fkey"))


def _check_committed(ended: psycopg.AsyncCursor[TupleRow]) -> None:
    """Refuse to take an end for a success that was a rollback: a statement failed, and somebody passed over it."""
    if ended.statusmessage != "COMMIT":
        raise NotCommittedError


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


async def lock_person_keys(connection: Connection, persons: Sequence[str]) -> None:
    """Let nobody begin anything under these persons' keys until the transaction ends."""
    await connection.execute(
        "select from person_keys where person = any (%s) order by person for update", (list(persons),)
    )


async def forget_person_keys(connection: Connection, persons: Sequence[str]) -> int:
    """Destroy the keys of these persons' texts: what is left of them anywhere opens no more. Return how many there were."""
    cursor = await connection.execute("delete from person_keys where person = any (%s)", (list(persons),))
    return cursor.rowcount
