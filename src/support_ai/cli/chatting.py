"""`support-ai chat`: the same conversation as on the website, in a terminal."""

import sys
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from support_ai.access.actor import Person, Reason, System
from support_ai.bootstrap import Resources, open_resources
from support_ai.channels.inbound import Inbound, Reply
from support_ai.cli.tokens import token_for
from support_ai.config import Settings
from support_ai.core.money import format_money
from support_ai.shop import service as shop


async def converse(settings: Settings, name: str | None) -> None:
    """Talk line by line until the input ends; without a name as a visitor."""
    console = Console(highlight=False)
    # Jobs are the server's: a mail belongs into its terminal, not into this talk.
    async with open_resources(settings.model_copy(update={"worker": False})) as resources:
        if name is None:
            person: Person = resources.authenticator.new_visitor()[0]
        else:
            person = await resources.authenticator.authenticate(await token_for(resources.identity, name))
        zone = await zone_of(resources)
        conversation: UUID | None = None
        who = name or "a visitor"
        console.print(f"[dim]You are {who}. Leave with Ctrl-D or an empty line.[/dim]\n")
        while line := _read(console):
            reply = await resources.inbox.ask(person, Inbound(line, conversation))
            conversation = reply.conversation_id
            if reply.signed_in is not None:
                person = await resources.authenticator.authenticate(reply.signed_in.access_token)
            show(console, reply, zone)


async def zone_of(resources: Resources) -> ZoneInfo:
    """Return the shop's time zone: days are shown as the shop counts them."""
    async with resources.database.transaction(System(Reason.START), read_only=True) as conn:
        return (await shop.settings(conn)).time_zone


def _read(console: Console) -> str:
    """Return the next line; an empty one at the end. What comes from a file is shown as if it were typed."""
    try:
        if sys.stdin.isatty():
            return console.input("[bold cyan]You[/bold cyan]  ").strip()
        line = sys.stdin.readline().strip()
    except (EOFError, KeyboardInterrupt):
        return ""
    if line:
        console.print(Text.assemble(("You  ", "bold cyan"), line))
    return line


def show(console: Console, reply: Reply, zone: ZoneInfo) -> None:
    """Write an answer with its cards and sources."""
    text = reply.text or "A colleague answers this conversation."
    row = Table.grid(padding=(0, 1))
    row.add_row(Text("Shop", "bold green"), Text(text))
    console.print(row)
    for card in reply.cards:
        if card.get("kind") == "order":
            console.print(
                Panel(
                    _order(card, zone),
                    title=str(card["number"]),
                    title_align="left",
                    width=60,
                    border_style="dim",
                )
            )
    for source in reply.sources:
        console.print(Text(f"     Source: {source['title']}, {source['heading']} ({source['url']})", "dim"))
    console.print()


def _order(card: dict[str, object], zone: ZoneInfo) -> str:
    lines = [
        f"{str(card['status']).replace('_', ' ')} · {format_money(int(str(card['total_minor'])), str(card['currency']))}"
    ]
    due = card.get("delivered_at") or card.get("estimated_delivery")
    if isinstance(due, str):
        verb = "delivered" if card.get("delivered_at") else "expected"
        lines.append(f"{verb} {datetime.fromisoformat(due).astimezone(zone):%d %B %Y}")
    items = card.get("items")
    if isinstance(items, list):
        lines += [f"• {item}" for item in items]  # pyright: ignore[reportUnknownVariableType] - names, shown as text
    return "\n".join(lines)
