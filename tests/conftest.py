"""Real PostgreSQL for every test: one server a run, two migrated templates, a clone of one for each test.

The cast is always there: the owner, an admin, Emma, Rohan, Michael (a stranger to Rohan), a visitor.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest
import structlog
from psycopg import sql

from support_ai.access.actor import Customer, Person, Reason, Staff, System, Visitor
from support_ai.access.role import Role
from support_ai.bootstrap import Thought, load_thought
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.core.embedded import EmbeddedPostgres
from support_ai.core.migrations import migrate
from support_ai.demo.service import seed_accounts, seed_shop
from support_ai.demo.shop import TIME_ZONE
from support_ai.identity import queries as identity_queries
from support_ai.identity.minting import mint_token
from support_ai.identity.passwords import Passwords
from support_ai.identity.service import Identity
from support_ai.identity.tokens import TokenRing
from support_ai.stored import sealer_password
from tests.serving import CHEAP_HASHES, Shop, serving

HOME = "SUPPORT_AI_TEST_HOME"
_URL = "SUPPORT_AI_TEST_DATABASE_URL"
_DAY = "SUPPORT_AI_TEST_DAY"
_PASSWORD = "only-for-tests"
_ROOM = 3 * 1024**3
_server: list[EmbeddedPostgres] = []


pytest_plugins = ["tests.reporting", "tests.logs"]


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that the workers come from; DATABASE_URL names another one."""
    # What structlog does with errors where nobody configured it takes seconds for each.
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], renderer])
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    home = Path(tempfile.mkdtemp(prefix="support-ai-tests-", dir=_in_memory()))
    home.chmod(0o755)
    os.environ[HOME] = str(home)
    given = os.environ.get("SUPPORT_AI_TEST_SERVER")
    if given is None:
        server = EmbeddedPostgres(home / "data")
        _server.append(server)
        given = server.start()
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute("alter system set fsync = off")
            connection.execute("alter system set synchronous_commit = off")
            connection.execute("select pg_reload_conf()")
    os.environ[_URL] = given
    keys = Keyring.in_directory(home / "keys")
    _create(given, "template_empty", None)
    migrate(
        of_database(given, "template_empty"), app_password=_PASSWORD, sealer_password=sealer_password(keys)
    )
    _create(given, "template_demo", "template_empty")
    asyncio.run(_fill_demo(of_application(of_database(given, "template_demo")), keys))


def _in_memory() -> Path | None:
    """Return the machine's directory in memory where it has room: a database is copied there many times as fast."""
    directory = Path("/dev/shm")
    if os.access(directory, os.W_OK) and shutil.disk_usage(directory).free > _ROOM:
        return directory
    return None


def _today() -> str:
    """Return the day that it is in the demo shop."""
    return datetime.now(ZoneInfo(TIME_ZONE)).date().isoformat()


async def _fill_demo(url: str, keys: Keyring) -> None:
    """Seed the demo shop once; each test takes a copy."""
    os.environ[_DAY] = _today()
    database = await Database.open(url, keys, connections=2)
    await seed_shop(database, load_thought().embedder, datetime.now(UTC))
    ring = TokenRing.in_directory(Path(os.environ[HOME]) / "keys")
    await seed_accounts(
        Identity(database, ring, Passwords(CHEAP_HASHES), timedelta(minutes=15)), "demo-secret-1"
    )
    await database.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server and remove what it stored."""
    if hasattr(config, "workerinput") or not _server:
        return
    _server.pop().stop()
    shutil.rmtree(os.environ[HOME], ignore_errors=True)


def of_database(url: str, name: str) -> str:
    """Return the same server's address with another database."""
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def of_application(url: str) -> str:
    """Return the same address for the application's role."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://support_ai_app:{_PASSWORD}@{rest.rpartition('@')[2]}"


def _create(url: str, name: str, template: str | None) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template or "template0")
            )
        )


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a test's database is: for the role that migrates, and for the application's."""

    owner: str
    application: str


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run every asynchronous test on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def keys() -> Keyring:
    """Give the key ring of this run."""
    return Keyring.in_directory(Path(os.environ[HOME]) / "keys")


def clone(template: str) -> Addresses:
    """Make a database of one's own from a template."""
    server = os.environ[_URL]
    name = f"test_{uuid4().hex}"
    _create(server, name, template)
    owner = of_database(server, name)
    return Addresses(owner, of_application(owner))


def drop(addresses: Addresses) -> None:
    """Remove a database that was cloned."""
    with psycopg.connect(os.environ[_URL], autocommit=True) as connection:
        name = addresses.owner.partition("?")[0].rpartition("/")[2]
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def addresses(request: pytest.FixtureRequest) -> Iterator[Addresses]:
    """Give a migrated database of the test's own: empty, or with the demo shop where the test asks for `demo`."""
    made = clone("template_demo" if "demo" in request.fixturenames else "template_empty")
    yield made
    drop(made)


@pytest.fixture
async def database(addresses: Addresses, keys: Keyring) -> AsyncGenerator[Database]:
    """Give the pool of the application's role on the test's own database."""
    opened = await Database.open(addresses.application, keys, connections=8)
    yield opened
    await opened.close()


def _identifier(number: int) -> UUID:
    return UUID(int=number, version=4)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of every test of access; their sessions are proven elsewhere."""

    owner: Staff
    admin: Staff
    emma: Staff
    rohan: Customer
    michael: Customer
    visitor: Visitor

    def people(self) -> dict[str, Person]:
        """Return everybody by name."""
        return {
            "owner": self.owner,
            "admin": self.admin,
            "emma": self.emma,
            "rohan": self.rohan,
            "michael": self.michael,
            "visitor": self.visitor,
        }


@pytest.fixture(scope="session")
def cast() -> Cast:
    """Give the people."""
    return Cast(
        owner=Staff(_identifier(1), _identifier(101), Role.OWNER, "Olivia Owner"),
        admin=Staff(_identifier(2), _identifier(102), Role.ADMIN, "Adam Admin"),
        emma=Staff(_identifier(3), _identifier(103), Role.SUPPORT_AGENT, "Emma Agent"),
        rohan=Customer(_identifier(4), _identifier(104), "CUST-123", verified=True),
        michael=Customer(_identifier(5), _identifier(105), "CUST-456", verified=True),
        visitor=Visitor(_identifier(6)),
    )


@pytest.fixture
async def accounts(database: Database, cast: Cast) -> None:
    """Give the cast accounts in the test's database, so that what they say can belong to them."""
    async with database.transaction(System(Reason.STAFF_COMMAND)) as conn:
        for name, person in cast.people().items():
            if not isinstance(person, Visitor):
                address = f"{name}@example.com"
                await identity_queries.insert_account(
                    conn,
                    person.account_id,
                    email=address,
                    email_index=conn.keys.blind("account.email", address),
                    name=name,
                    password_hash=None,
                    role=person.role if isinstance(person, Staff) else Role.CUSTOMER,
                    verified_at=datetime.now(UTC),
                )


@pytest.fixture(scope="session")
def thought() -> Thought:
    """Load the brain once for each test process."""
    return load_thought()


@pytest.fixture
async def shop(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Shop]:
    """Give the running application on an empty shop."""
    async with serving(database, tmp_path, thought) as running:
        yield running


_NAMES = {
    "rohan": "rohan@example.com",
    "michael": "michael@example.com",
    "emma": "emma@example.com",
    "admin": "admin@example.com",
    "owner": "owner@example.com",
}


@dataclass
class Demo:
    """The running application with the demo shop in it, and tokens for the cast."""

    shop: Shop

    @property
    def client(self) -> httpx.AsyncClient:
        """Return a client without a token."""
        return self.shop.client

    async def seed(self, now: datetime) -> None:
        """Move the shop's days."""
        resources = self.shop.resources
        await seed_shop(resources.database, resources.embedder, now)

    async def headers(self, name: str) -> dict[str, str]:
        """Return the headers of one of the cast."""
        token = await mint_token(self.shop.resources.identity, Reason.STAFF_COMMAND, _NAMES[name])
        return {"authorization": f"Bearer {token}"}


@pytest.fixture
async def demo(shop: Shop) -> Demo:
    """Give the running demo shop, as it stands today."""
    running = Demo(shop)
    if _today() != os.environ[_DAY]:
        await running.seed(datetime.now(UTC))
    return running
