"""Fills a database with a data set once; each conversation takes a copy of it."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.core.database import Database
from support_ai.core.embedder import Embedder
from support_ai.core.errors import InvalidError
from support_ai.demo.accounts import ACCOUNTS
from support_ai.demo.service import seed_accounts, seed_shop
from support_ai.evals.databases import Databases
from support_ai.evals.script import DataSet
from support_ai.identity.passwords import Passwords
from support_ai.identity.service import Identity
from support_ai.identity.tokens import TokenRing
from support_ai.integration.service import import_directory

_CONNECTIONS = 4
_LIFE = timedelta(minutes=15)


class DataSetInvalidError(InvalidError):
    """Rows of the data set were not taken."""

    code = "invalid_data_set"


async def fill(databases: Databases, empty: str, data: DataSet, embedder: Embedder) -> str:
    """Copy the empty database, fill the copy with a data set and its colleagues, and return its name.

    DataSetInvalidError names the first row that was not taken.
    """
    name = await asyncio.to_thread(databases.copy, empty)
    database = await Database.open(databases.address(name), databases.keys, connections=_CONNECTIONS)
    try:
        identity = identity_of(databases, database)
        # Nobody signs in by a password here: nobody needs to know it.
        password = secrets.token_urlsafe(16)
        if data.directory is None:
            await seed_shop(database, embedder, data.day or datetime.now(UTC))
            await seed_accounts(identity, password)
        else:
            await _import(database, data.directory, databases.home / "rejects" / name)
            await _make_colleagues(identity, password)
    finally:
        await database.close()
    return name


def identity_of(databases: Databases, database: Database) -> Identity:
    """Return what makes accounts and tokens in a database."""
    ring = TokenRing.in_directory(databases.home / "keys")
    return Identity(database, ring, Passwords(), _LIFE, second_factor_required=False)


async def _import(database: Database, directory: Path, rejects: Path) -> None:
    report = await import_directory(database, directory, rejects=rejects)
    complaints = [one.complaint(problem) for one in report.files for problem in one.problems]
    if complaints:
        raise DataSetInvalidError(f"{directory}: {len(complaints)} rows were not taken. {complaints[0]}")


async def _make_colleagues(identity: Identity, password: str) -> None:
    """Make the demo shop's colleagues, so that they can be spoken as."""
    for account in ACCOUNTS:
        if account.role is not Role.CUSTOMER:
            await identity.make_account(
                Reason.DEMO, account.email, name=account.name, role=account.role, password=password
            )
