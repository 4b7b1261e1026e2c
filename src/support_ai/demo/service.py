"""Fill the demo shop: settings, data, articles, accounts; at every start again, with the days moved to today."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from support_ai.access.actor import Customer, Person, Reason, Staff, System
from support_ai.access.role import Role
from support_ai.core.crypto import write_secret
from support_ai.core.database import Database
from support_ai.core.embedder import Embedder
from support_ai.demo.accounts import ACCOUNTS
from support_ai.demo.articles import read_articles
from support_ai.demo.shop import TIME_ZONE, build
from support_ai.demo.tickets import seed_tickets
from support_ai.identity import queries
from support_ai.identity.service import AccountUnknownError, Identity
from support_ai.integration.models import ImportReport
from support_ai.integration.service import import_rows
from support_ai.knowledge import service as knowledge
from support_ai.shop import service as shop

_NAME = "The Demo Shop"
_NO_SESSION = UUID(int=0)


async def seed_shop(database: Database, embedder: Embedder, now: datetime) -> ImportReport:
    """Store settings, goods, customers, orders and articles as they stand at `now`; repeating it moves the days."""
    async with database.transaction(System(Reason.DEMO)) as conn:
        await shop.configure(conn, _NAME, TIME_ZONE, "USD", "US")
    report = await move_days(database, now)
    articles = [knowledge.prepare(embedder, one.slug, one.title, one.markdown) for one in read_articles()]
    async with database.transaction(System(Reason.DEMO)) as conn:
        for article in articles:
            await knowledge.save(conn, article, datetime.now(UTC))
    return report


async def move_days(database: Database, now: datetime) -> ImportReport:
    """Bring goods, customers and orders to where they stand at `now`."""
    return await import_rows(database, build(now.astimezone(ZoneInfo(TIME_ZONE))).files)


async def keep_days(database: Database, now: Callable[[], datetime], pause: float = 20) -> None:
    """Move the days whenever a new one begins in the shop, until cancelled; looks every `pause` seconds."""
    day = now().astimezone(ZoneInfo(TIME_ZONE)).date()
    while True:
        await asyncio.sleep(pause)
        today = now().astimezone(ZoneInfo(TIME_ZONE)).date()
        if today != day:
            await move_days(database, now())
            day = today


async def seed_accounts(identity: Identity, password: str) -> bool:
    """Make the demo accounts, and the tickets of their people; True where at least one account was new."""
    made = [
        await identity.make_account(
            Reason.DEMO,
            account.email,
            name=account.name,
            role=account.role,
            password=password,
            customer_id=account.customer_id,
        )
        for account in ACCOUNTS
    ]
    await seed_tickets(identity.database, await _people(identity), datetime.now(UTC))
    return any(made)


async def _people(identity: Identity) -> dict[str, Person]:
    """Return the demo shop's people by the first word of their address, as though each had signed in."""
    people: dict[str, Person] = {}
    async with identity.database.transaction(System(Reason.DEMO), read_only=True) as conn:
        for account in ACCOUNTS:
            found = await queries.verified_account(conn, identity.index(account.email))
            if found is None:
                raise AccountUnknownError
            people[account.email.partition("@")[0]] = (
                Customer(found[0], _NO_SESSION, account.customer_id, verified=True)
                if account.role is Role.CUSTOMER
                else Staff(found[0], _NO_SESSION, account.role, account.name)
            )
    return people


def demo_password(given: str | None, directory: Path) -> str:
    """Return the one password of the demo accounts: the given one, or the one made at the first start."""
    if given is not None:
        return given
    path = directory / "demo-password"
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(9).encode())
    return path.read_text(encoding="utf-8").strip()
