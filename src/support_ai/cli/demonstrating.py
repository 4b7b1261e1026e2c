"""`support-ai demo`: the serving program with the demo shop in it, and a greeting that says how to get in."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from rich.console import Console
from rich.table import Table

from support_ai.app import Opener
from support_ai.bootstrap import Resources, open_resources
from support_ai.config import Settings
from support_ai.demo.accounts import ACCOUNTS
from support_ai.demo.service import keep_days, seed_accounts, seed_shop

_WHAT = {
    "customer": "a customer: asks for the own orders",
    "support_agent": "a colleague: sees every order",
    "admin": "an admin: configures",
    "owner": "the owner: may do everything",
}


def demo_opener(settings: Settings, password: str) -> Opener:
    """Return what opens the resources and fills the demo shop before the first request."""

    @asynccontextmanager
    async def opener(_settings: Settings) -> AsyncGenerator[Resources]:
        async with open_resources(settings, second_factor_required=False) as resources:
            await seed_shop(resources.database, resources.embedder, datetime.now(UTC))
            await seed_accounts(resources.identity, password)
            moving = asyncio.create_task(keep_days(resources.database, partial(datetime.now, UTC)))
            greet(settings, password)
            yield resources
            moving.cancel()

    return opener


def greet(settings: Settings, password: str) -> None:
    """Print addresses and logins."""
    console = Console(highlight=False)
    address = f"http://localhost:{settings.port}"
    table = Table("e-mail", "who", box=None, pad_edge=False, header_style="dim")
    for account in ACCOUNTS:
        table.add_row(account.email, f"{account.name}, {_WHAT[account.role.value]}")
    console.print(
        f"\n[bold]support-ai[/bold] is ready: [cyan]{address}[/cyan], its API described at {address}/docs\n"
    )
    console.print(
        f"A shop with the chat: [cyan]{address}/demo[/cyan], the chat alone: [cyan]{address}/support[/cyan]\n"
    )
    console.print(table)
    console.print(f"\nEverybody's password here: [bold]{password}[/bold]")
    console.print("[yellow]This is a demo: colleagues sign in without a second factor.[/yellow]")
    console.print("\nTalk to it in another terminal:  [cyan]support-ai chat --as rohan@example.com[/cyan]\n")
