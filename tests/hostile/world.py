"""The world of the hostile mind: every protected table holds rows of several people, and each row its person's mark."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from support_ai.access.actor import Customer, Person, Staff, Visitor
from support_ai.bootstrap import Thought
from support_ai.conversations import service as conversations
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.core.embedder import Embedder
from support_ai.integration.service import import_directory
from support_ai.tickets import service as tickets
from support_ai.tickets import working
from tests.conftest import Addresses, clone, drop
from tests.hostile.marks import CONFIDED, INTERNAL, MARKS, written
from tests.identity.signing_in import as_owner
from tests.security.filling import fill
from tests.serving import serving

# Everybody as whom the hostile mind calls.
PERSONAS = ("visitor", "unproven", "rohan", "michael", "emma", "admin", "owner")
_KINDS = {"owner": "owners", "admin": "managers", "emma": "staff"}


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody in the hostile mind's place before the shop: who they are, and how row security speaks of them."""

    name: str
    person: Person
    kind: str
    labels: tuple[str, ...]

    @property
    def is_staff(self) -> bool:
        """Tell whether they work here."""
        return isinstance(self.person, Staff)

    @property
    def customer_id(self) -> str | None:
        """Return whose orders are theirs."""
        return self.person.customer_id if isinstance(self.person, Customer) else None


@dataclass(frozen=True, slots=True)
class World:
    """A database to take copies of, and its people."""

    template: Addresses
    personas: dict[str, Persona]
    # What is foreign to whom, once it was read: it is the same in every copy.
    foreign: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class House:
    """A copy of the world for one part of a test, open as the program opens it."""

    addresses: Addresses
    database: Database
    embedder: Embedder
    personas: dict[str, Persona]
    foreign: dict[str, frozenset[str]]
    # What somebody's tickets name because they typed it.
    typed: dict[str, set[str]] = field(default_factory=dict[str, set[str]])


def name_of(addresses: Addresses) -> str:
    """Return the name of a database."""
    return addresses.owner.partition("?")[0].rpartition("/")[2]


@asynccontextmanager
async def opened(world: World, keys: Keyring, thought: Thought) -> AsyncGenerator[House]:
    """Open a copy of the world; it is gone afterwards."""
    addresses = clone(name_of(world.template))
    database = await Database.open(addresses.application, keys, connections=8)
    yield House(addresses, database, thought.embedder, world.personas, world.foreign)
    await database.close()
    drop(addresses)


def build(addresses: Addresses, keys: Keyring, thought: Thought, folder: Path) -> World:
    """Fill a database through the front door, and leave nothing open."""
    return World(addresses, asyncio.run(_filled(addresses, keys, thought, folder)), {})


async def _filled(addresses: Addresses, keys: Keyring, thought: Thought, folder: Path) -> dict[str, Persona]:
    database = await Database.open(addresses.application, keys, connections=8)
    async with serving(database, folder, thought, internal_hosts=["localhost"]) as shop:
        people = (await fill(shop, database, folder / "files", addresses)).people
        report = await import_directory(database, written(folder / "marked", datetime.now(UTC)))
        assert report.is_clean, report
    unproven = as_owner(
        addresses,
        "select account_id from support_ai.accounts where email_index is not null and verified_at is null",
    )[0][0]
    people["unproven"] = Customer(unproven, uuid4(), None)
    await _confide(database, people)
    await database.close()
    return {name: _persona(name, people[name]) for name in PERSONAS}


def _persona(name: str, person: Person) -> Persona:
    match person:
        case Visitor(visitor_id=visitor_id):
            labels: tuple[str, ...] = (f"visitor:{visitor_id}",)
        case Customer(account_id=account_id, customer_id=customer_id):
            labels = (f"account:{account_id}", *([f"customer:{customer_id}"] if customer_id else []))
        case Staff(account_id=account_id):
            labels = (f"account:{account_id}",)
    return Persona(name, person, _KINDS.get(name, "people"), labels)


async def _confide(database: Database, people: dict[str, Person]) -> None:
    """Let customers open tickets, colleagues note something on them, and everybody say something of their own."""
    for name in ("rohan", "michael"):
        person = people[name]
        assert isinstance(person, Customer)
        mark = MARKS[person.customer_id or ""]
        async with database.transaction(person) as conn:
            ticket = await tickets.open_ticket(
                conn,
                f"{mark} subject",
                f"{mark} told this to the shop only.",
                customer_id=person.customer_id,
                order_number=f"#{mark.upper()}0",
            )
        async with database.transaction(people["emma"]) as conn:
            await working.comment(conn, ticket.number, f"{INTERNAL} about {mark}", is_internal=True)
        async with database.transaction(person) as conn:
            await conversations.receive(conn, person, f"{mark} said in confidence", None, None)
    async with database.transaction(people["owner"]) as conn:
        await conversations.receive(conn, people["owner"], f"{CONFIDED} to the assistant", None, None)
