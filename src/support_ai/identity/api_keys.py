"""Keys of the shop's own programs: `sak_<id>_<secret>`, shown once, kept as a digest, scoped, at most a year old."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from support_ai.access.actor import Reason, System, describe
from support_ai.access.scope import Scope
from support_ai.audit import service as audit
from support_ai.core.clock import Clock
from support_ai.core.database import Connection, Database
from support_ai.core.errors import NotFoundError, UnauthenticatedError
from support_ai.core.program import Program, ScopeMissingError
from support_ai.identity import api_key_queries
from support_ai.identity.tokens import digest

_KEY = re.compile(r"sak_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_ACTOR = System(Reason.API_KEY)


class ApiKeyRefusedError(UnauthenticatedError):
    """This needs an API key of the shop that is neither expired nor revoked."""

    code = "api_key_refused"


class ApiKeyNotFoundError(NotFoundError):
    """There is no such key that could be revoked."""

    code = "api_key_not_found"


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key that was just made; `key` is shown now and never again."""

    key_id: str
    key: str
    expires_at: datetime


async def make_key(
    conn: Connection, name: str, scopes: tuple[Scope, ...], life: timedelta, now: datetime
) -> NewApiKey:
    """Make a key with a secret of 256 random bits; row security lets owners only."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    expires_at = now + life
    await api_key_queries.insert_key(
        conn,
        key_id,
        digest(secret),
        name=name,
        scopes=scopes,
        created_at=now,
        created_by=describe(conn.actor),
        expires_at=expires_at,
    )
    detail = {"scopes": " ".join(scopes), "expires_at": expires_at.isoformat()}
    await audit.append(conn, "api_key.make", f"key:{key_id}", detail=detail)
    return NewApiKey(key_id, f"sak_{key_id}_{secret}", expires_at)


async def revoke_key(conn: Connection, key_id: str, now: datetime) -> None:
    """Let a key open nothing from now on; ApiKeyNotFoundError where there is none, or it was revoked before."""
    if not await api_key_queries.revoke_key(conn, key_id, now):
        raise ApiKeyNotFoundError
    await audit.append(conn, "api_key.revoke", f"key:{key_id}")


class ApiKeys:
    """Proves programs by their keys, on every request anew."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where they are kept, and the clock by which they expire."""
        self._database = database
        self._clock = clock

    async def verify(self, key: str) -> Program:
        """Return the program, noting the day; ApiKeyRefusedError for every other text, with an entry in the audit log."""
        parts = _KEY.fullmatch(key)
        found = None if parts is None else await self._read(parts[1])
        if parts is None or found is None:
            await self._refuse("unknown", "unknown")
            raise ApiKeyRefusedError
        stored, secret_hash = found
        if not hmac.compare_digest(digest(parts[2]), secret_hash):
            await self._refuse(stored.key_id, "wrong_secret")
            raise ApiKeyRefusedError
        moment = self._clock()
        if not stored.lives(moment):
            await self._refuse(stored.key_id, "expired" if stored.revoked_at is None else "revoked")
            raise ApiKeyRefusedError
        if stored.last_used_on != moment.date():
            async with self._database.transaction(_ACTOR) as conn:
                await api_key_queries.note_use(conn, stored.key_id, moment.date())
                await audit.append(conn, "api_key.use", f"key:{stored.key_id}")
        return Program(stored.key_id, frozenset(stored.scopes))

    async def refused(self, program: Program, scope: Scope) -> None:
        """Write to the audit log that a key lacked a scope."""
        await self._refuse(program.key_id, f"{ScopeMissingError.code}:{scope}")

    async def _read(self, key_id: str) -> tuple[api_key_queries.ApiKey, bytes] | None:
        async with self._database.transaction(_ACTOR, read_only=True) as conn:
            return await api_key_queries.read_key(conn, key_id)

    async def _refuse(self, key_id: str, rule: str) -> None:
        await audit.refused(self._database, _ACTOR, "api_key.use", f"key:{key_id}", rule)
