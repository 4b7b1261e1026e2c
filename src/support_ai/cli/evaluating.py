"""`support-ai eval conversations`: scripted conversations with a fresh demo shop, scored by what the last answer says.

One JSON object a line; docs/evals.md describes its fields.
"""

import json
import math
import os
import tempfile
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.progress import track
from rich.table import Table

from support_ai.access.actor import Person
from support_ai.bootstrap import Resources, open_resources
from support_ai.channels.inbound import Inbound, Reply
from support_ai.cli.chatting import token_for
from support_ai.config import Settings
from support_ai.core.errors import InvalidError
from support_ai.demo.service import seed_accounts, seed_shop

_CONFIDENCE = 1.96  # two-sided 95 %


class ScriptInvalidError(InvalidError):
    """A line of the file is no scripted conversation."""

    code = "invalid_script"


class Script(BaseModel):
    """One scripted conversation; only its last answer is judged."""

    model_config = ConfigDict(extra="forbid")

    row: str = "all"
    who: str | None = Field(None, alias="as")
    says: list[str] = Field(min_length=1)
    must: list[str] = []
    must_not: list[str] = []
    cites: str | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A script, its last answer, and what was wrong with it; nothing where it passed."""

    script: Script
    reply: Reply
    faults: tuple[str, ...]


def read_scripts(paths: Iterable[Path]) -> list[Script]:
    """Return every scripted conversation of the files; ScriptInvalidError names file and line."""
    scripts: list[Script] = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                try:
                    scripts.append(Script.model_validate_json(line))
                except ValidationError as error:
                    place = ".".join(map(str, error.errors()[0]["loc"])) or "line"
                    message = f"{path}:{number}: {place}: {error.errors()[0]['msg']}"
                    raise ScriptInvalidError(message, field=place) from error
    return scripts


def faults_of(script: Script, reply: Reply) -> tuple[str, ...]:
    """Return what is wrong with the last answer."""
    text = reply.text or ""
    faults = [f"does not say {words!r}" for words in script.must if words not in text]
    faults += [f"says {words!r}" for words in script.must_not if words in text]
    if script.cites is not None and script.cites not in {source["title"] for source in reply.sources}:
        faults.append(f"does not cite {script.cites!r}")
    return tuple(faults)


def interval(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson's score interval)."""
    share, z = right / count, _CONFIDENCE
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - spread) / (1 + z * z / count), (middle + spread) / (1 + z * z / count)


@asynccontextmanager
async def fresh_demo_shop(settings: Settings) -> AsyncGenerator[Resources]:
    """Open a demo shop of its own in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="support-ai-eval-", ignore_cleanup_errors=True) as home:
        os.chmod(home, 0o755)  # noqa: PTH101, S103 - what runs the database as root is another user
        own = settings.model_copy(update={"data_dir": Path(home) / "data", "database_url": None})
        async with open_resources(own) as resources:
            await seed_shop(resources.database, resources.embedder, datetime.now(UTC))
            await seed_accounts(resources.identity, "only for this evaluation")
            yield resources


async def _person(resources: Resources, who: str | None) -> Person:
    if who is None:
        return resources.authenticator.new_visitor()[0]
    return await resources.authenticator.authenticate(await token_for(resources.identity, who))


async def _play(resources: Resources, script: Script) -> Scored:
    person = await _person(resources, script.who)
    reply = await resources.inbox.ask(person, Inbound(script.says[0]))
    for message in script.says[1:]:
        reply = await resources.inbox.ask(person, Inbound(message, reply.conversation_id))
    return Scored(script, reply, faults_of(script, reply))


async def evaluate(settings: Settings, paths: list[Path], floor: float) -> bool:
    """Play every script, print the score of each row and every failure; False below the floor."""
    scripts = read_scripts(paths)
    async with fresh_demo_shop(settings) as resources:
        scored = [await _play(resources, script) for script in track(scripts, "Talking", transient=True)]
    return report(scored, floor)


def report(scored: list[Scored], floor: float) -> bool:
    """Print failures and scores; False below the floor."""
    console = Console(highlight=False)
    for one in scored:
        if one.faults:
            said = " / ".join(one.script.says)
            console.print(f"[red]{one.script.row}[/red] {one.script.who or 'visitor'}: {json.dumps(said)}")
            console.print(f"  {'; '.join(one.faults)}\n  [dim]{json.dumps(one.reply.text)}[/dim]")
    table = Table("row", "right", "of", "share", "95 % interval")
    rows = sorted({one.script.row for one in scored})
    for row in [*rows, "together"]:
        mine = [one for one in scored if row in (one.script.row, "together")]
        right = sum(not one.faults for one in mine)
        low, high = interval(right, len(mine))
        table.add_row(row, str(right), str(len(mine)), f"{right / len(mine):.1%}", f"{low:.1%} to {high:.1%}")
    console.print(table)
    return sum(not one.faults for one in scored) >= floor * len(scored)
