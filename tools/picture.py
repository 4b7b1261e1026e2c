"""Draw the README's picture: a real conversation with a fresh demo shop, as the terminal shows it, in docs/chat.svg."""

import asyncio
import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from support_ai.bootstrap import Resources, load_thought
from support_ai.channels.inbound import Inbound
from support_ai.cli.chatting import show, token_for, zone_of
from support_ai.cli.terminal import read_settings
from support_ai.core.clock import now
from support_ai.core.logs import configure_logs
from support_ai.evals.data_sets import fill
from support_ai.evals.databases import own_server
from support_ai.evals.script import DataSet
from support_ai.evals.stage import Stage, stage_settings

TARGET = Path(__file__).resolve().parent.parent / "docs" / "chat.svg"
TALKS = {
    "rohan@example.com": (
        "where's my stuff??",
        "and the one before?",
        "Show me order ORD-999",
        "What is your return policy?",
        "who won the world cup",
    ),
    "emma@example.com": ("Show me order ORD-999", "Show me the financial report"),
}
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def _talk(console: Console, resources: Resources) -> None:
    """Hold the conversations."""
    zone = await zone_of(resources)
    for who, lines in TALKS.items():
        token = await token_for(resources.identity, who)
        person = await resources.authenticator.authenticate(token)
        console.print(Text.assemble(("$ ", "dim"), f"support-ai chat --as {who}\n"))
        conversation = None
        for line in lines:
            console.print(Text.assemble(("You  ", "bold cyan"), line))
            reply = await resources.inbox.ask(person, Inbound(line, conversation))
            conversation = reply.conversation_id
            show(console, reply, zone)


async def draw() -> str:
    """Hold the conversations and return them as SVG, with the reader's own fonts."""
    console = Console(record=True, width=96, highlight=False, file=io.StringIO(), force_terminal=True)
    async with own_server() as databases:
        thought = load_thought()
        template = await fill(databases, databases.make(), DataSet(), thought.embedder)
        stage = Stage(stage_settings(read_settings(), databases), databases, thought)
        async with stage.on(template, now) as shop:
            await _talk(console, shop.resources)
    svg = console.export_svg(title="support-ai chat", theme=MONOKAI, unique_id="chat")
    return _FONT.sub("", svg).replace("Fira Code", "ui-monospace, SFMono-Regular, Menlo, Consolas")


if __name__ == "__main__":
    configure_logs("error")
    TARGET.write_text(asyncio.run(draw()), encoding="utf-8")
