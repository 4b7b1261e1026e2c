"""One request that carries an Idempotency-Key: claimed before it is executed, kept or released behind it.

The claim commits first. Every transaction of the request then notes in itself that it acts, and only for the holder of
the claim: what was committed is known as done, whatever becomes of the process, and is never done by two.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
import structlog
from pydantic import TypeAdapter

from support_ai.access.actor import Actor, role_of
from support_ai.core import idempotency_queries as queries
from support_ai.core.clock import now
from support_ai.core.database import Connection, Database
from support_ai.core.errors import AppError
from support_ai.core.idempotency_policy import KEPT, LEASE, AnswerNotKeptError, InProgressError, Step, decide
from support_ai.core.idempotency_policy import is_success as succeeded
from support_ai.core.idempotency_queries import Claim, Owner
from support_ai.core.kept_answer import Answer

_TRIES = 3
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is sealed: the answer, and the role of who got it."""

    role: str | None
    answer: Answer


_KEPT = TypeAdapter(_Kept)


@dataclass(slots=True)
class KeyedRequest:
    """A request with its key, as its caller; digests stand for the key and for what makes it the same request."""

    database: Database
    actor: Actor
    owner: Owner
    key_digest: bytes
    request_digest: bytes
    holder: UUID = field(default_factory=uuid4)
    _is_running: bool = True

    async def begin(self) -> Answer | None:
        """Return the kept answer; None where the request is to be executed, which until then nobody else does.

        Raises what `decide` raises.
        """
        for _ in range(_TRIES):
            async with self._transaction() as conn:
                moment = now()
                claim = Claim(self.key_digest, self.request_digest, self.holder, moment + LEASE)
                if await queries.insert_key(conn, self.owner, claim, moment + LEASE + KEPT):
                    return None
                stored = await queries.lock_key(conn, self.key_digest)
                if stored is None:
                    # Released in between: now it is free.
                    continue
                if decide(stored, self.request_digest, moment) is Step.REPLAY:
                    return self._opened(conn, stored.answer or b"")
                await queries.take_over(conn, claim)
                return None
        raise InProgressError

    async def hold(self, connection: Connection) -> None:
        """Note in a transaction that the request acts; InProgressError where somebody else took it over."""
        if not self._is_running:
            return
        await queries.name_key(connection, self.key_digest)
        if not await queries.note_act(connection, self.key_digest, self.holder):
            raise InProgressError

    async def finish(self, status: int, answer: Answer | None) -> None:
        """Keep the answer, or that there was one; after a failure that committed nothing, release the key.

        Where that cannot be written, the answer leaves nevertheless: what was committed is known as done.
        """
        self._is_running = False
        text = "" if answer is None else _KEPT.dump_json(_Kept(self._role, answer)).decode()
        try:
            async with self._transaction() as conn:
                is_over = succeeded(status) or not await queries.release_key(
                    conn, self.key_digest, self.holder
                )
                if is_over:
                    await queries.save_answer(conn, self.key_digest, self.holder, text, now() + KEPT)
        except (AppError, psycopg.Error) as error:
            _log.warning("idempotency.answer_not_kept", kind=type(error).__name__)

    @asynccontextmanager
    async def _transaction(self) -> AsyncGenerator[Connection]:
        async with self.database.transaction(self.actor) as conn:
            await queries.name_key(conn, self.key_digest)
            yield conn

    def _opened(self, conn: Connection, envelope: bytes) -> Answer:
        kept = _KEPT.validate_json(queries.open_answer(conn, self.key_digest, envelope))
        # What an owner was told is not for who is none any more.
        if kept.role != self._role:
            raise AnswerNotKeptError
        return kept.answer

    @property
    def _role(self) -> str | None:
        role = role_of(self.actor)
        return None if role is None else role.value
