"""What encryption, row security and audit each cost a turn: the same turn with everything and without one of them.

The turn is whole but for the brain, which reads one order and says one sentence: the message is kept, the order read
through the toolset, the answer stored. Without encryption means a key ring that passes texts through, on a database of
its own; without row security a role with BYPASSRLS; without audit a log whose one insertion does nothing.
"""

import secrets
import time
from collections.abc import AsyncIterator, Generator
from contextlib import AsyncExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.conninfo import make_conninfo

from bench.databases import own_database
from bench.shops import EXEMPT
from support_ai.access.actor import Person, Reason
from support_ai.agent.brain import Event, Refusal, Sentence, Turn
from support_ai.agent.guard import Guard
from support_ai.agent.tools.orders import GET_ORDER, GetOrder
from support_ai.agent.turn import Turns
from support_ai.audit import queries as audit_queries
from support_ai.channels.inbound import Inbound, Inbox
from support_ai.core.crypto import Keyring, SealingKey
from support_ai.core.database import Connection, Database
from support_ai.core.embedder import Embedder
from support_ai.core.live import Live
from support_ai.demo.service import seed_accounts, seed_shop
from support_ai.identity.authenticator import SessionAuthenticator
from support_ai.identity.minting import mint_token
from support_ai.identity.passwords import Passwords
from support_ai.identity.service import Identity
from support_ai.stored import Stored

WHOLE = "with everything"
PARTS = ("encryption", "row security", "audit")
_ORDER = "ORD-123"
_WARM_UP = 50
# Seconds of every turn by what it was without, in the order in which they were asked in turns.
TurnFigures = dict[str, list[float]]


class _OneOrder:
    """A brain that reads one order and says one sentence."""

    def respond(self, turn: Turn) -> AsyncIterator[Event]:
        """Answer."""
        return self._answer(turn)

    async def _answer(self, turn: Turn) -> AsyncIterator[Event]:
        found = await turn.tools.use(GET_ORDER, GetOrder(order_number=_ORDER))
        assert not isinstance(found, Refusal), found
        yield Sentence("Here it is.")


class _PlainKey(SealingKey):
    """A key that seals nothing."""

    def seal(self, table: str, column: str, row: str, text: str) -> bytes:
        """Return the text."""
        del table, column, row
        return text.encode()

    def open(self, table: str, column: str, row: str, sealed: bytes) -> str:
        """Return the text."""
        del table, column, row
        return bytes(sealed).decode()


class _PlainRing(Keyring):
    """A key ring that seals nothing; blind indexes stay, for without them nothing could be found."""

    def __init__(self) -> None:
        """Draw keys that nothing is sealed with."""
        super().__init__([secrets.token_bytes(32)], secrets.token_bytes(32))
        self._plain = _PlainKey(bytes(4), AESGCM(bytes(32)))

    def seal(self, table: str, column: str, row: str, text: str) -> bytes:
        """Return the text."""
        return self._plain.seal(table, column, row, text)

    def open(self, table: str, column: str, row: str, sealed: bytes) -> str:
        """Return the text."""
        return self._plain.open(table, column, row, sealed)

    def new_person_key(self, person: str) -> bytes:
        """Return something to store."""
        return person.encode()

    def person_key(self, person: str, sealed_key: bytes) -> SealingKey:
        """Return the key that seals nothing."""
        del person, sealed_key
        return self._plain


@dataclass(frozen=True, slots=True)
class _Side:
    """Where turns are asked, by whom, and in which conversation."""

    inbox: Inbox
    person: Person
    conversation_id: UUID
    is_audited: bool

    async def ask(self) -> float:
        """Return how long a turn took, in seconds."""
        with nullcontext() if self.is_audited else _silent_log():
            began = time.perf_counter()
            reply = await self.inbox.ask(self.person, Inbound("Show me my order.", self.conversation_id))
            took = time.perf_counter() - began
        assert reply.text == "Here it is.", reply
        return took


@contextmanager
def _silent_log() -> Generator[None]:
    """Let the audit log's one insertion do nothing meanwhile: no statement, no row, no index."""

    async def nothing(_conn: Connection, **_entry: object) -> None:
        pass

    kept = audit_queries.insert
    audit_queries.insert = nothing
    try:
        yield
    finally:
        audit_queries.insert = kept


async def measure_turn_costs(
    stored: Stored, embedder: Embedder, owner_url: str, exempt_password: str, calls: int
) -> TurnFigures:
    """Ask every side in turns, so many calls each; each of them goes first as often."""
    async with AsyncExitStack() as stack:
        sides = await _sides(stack, stored, embedder, owner_url, exempt_password)
        figures = TurnFigures({name: [] for name in sides})
        for number in range(_WARM_UP + calls):
            names = list(sides)
            first = number % len(names)
            for name in names[first:] + names[:first]:
                took = await sides[name].ask()
                if number >= _WARM_UP:
                    figures[name].append(took)
        return figures


async def _sides(
    stack: AsyncExitStack, stored: Stored, embedder: Embedder, owner_url: str, exempt_password: str
) -> dict[str, _Side]:
    usual = await stack.enter_async_context(own_database(stored, owner_url, "bench_turns"))
    plain = await stack.enter_async_context(own_database(stored, owner_url, "bench_plain"))
    await _seed(stored, usual.application, stored.keys, embedder)
    ring = _PlainRing()
    await _seed(stored, plain.application, ring, embedder)
    without_rows = make_conninfo(usual.owner, user=EXEMPT, password=exempt_password)
    return {
        WHOLE: await _side(stack, stored, embedder, usual.application, stored.keys),
        "encryption": await _side(stack, stored, embedder, plain.application, ring),
        "row security": await _side(stack, stored, embedder, without_rows, stored.keys),
        "audit": await _side(stack, stored, embedder, usual.application, stored.keys, is_audited=False),
    }


def _identity(stored: Stored, database: Database) -> Identity:
    return Identity(database, stored.identity.ring, Passwords(), stored.identity.access_life)


async def _seed(stored: Stored, url: str, keys: Keyring, embedder: Embedder) -> None:
    database = await Database.open(url, keys, connections=2)
    await seed_shop(database, embedder, datetime.now(UTC))
    await seed_accounts(_identity(stored, database), "only for this measurement")
    await database.close()


async def _side(
    stack: AsyncExitStack,
    stored: Stored,
    embedder: Embedder,
    url: str,
    keys: Keyring,
    *,
    is_audited: bool = True,
) -> _Side:
    """Return one side with a conversation of its own, begun."""
    database = await Database.open(url, keys, connections=4)
    stack.push_async_callback(database.close)
    authenticator = SessionAuthenticator(database, stored.identity.ring)
    turns = Turns(database, embedder, _OneOrder(), Guard(frozenset()))
    inbox = Inbox(database, turns, Live(database), authenticator)
    token = await mint_token(_identity(stored, database), Reason.STAFF_COMMAND, "rohan@example.com")
    person = await authenticator.authenticate(token)
    reply = await inbox.ask(person, Inbound("Hello"))
    return _Side(inbox, person, reply.conversation_id, is_audited)
