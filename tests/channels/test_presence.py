"""Who loads their page anew was never gone; who leaves is, a few seconds later."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from support_ai.bootstrap import Thought
from support_ai.channels.web import signs
from support_ai.core.database import Database
from tests.channels.test_typing import House
from tests.conftest import Demo
from tests.serving import listening, serving


@pytest.fixture
async def house(demo: Demo, database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[House]:
    """Give two processes of one shop."""
    async with AsyncExitStack() as stack:
        other = await stack.enter_async_context(serving(database, tmp_path, thought, worker=False))
        ports = [await stack.enter_async_context(listening(shop)) for shop in (demo.shop, other)]
        yield House(demo, (ports[0], ports[1]))


async def test_a_page_that_is_loaded_anew_was_never_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "_GONE_SECONDS", 60.0)
    talk = await house.begin("rohan")
    await house.act("emma", talk, "take")
    async with house.open("emma", talk, 1) as emma:
        async with house.open("rohan", talk) as rohan:
            await rohan.follows()
            await emma.saw("presence", person=True, colleague=True)
        for process in (0, 1):
            async with house.open("rohan", talk, process) as rohan:
                await rohan.follows()
                # A frame that comes behind whatever his leaving and coming had to say.
                await house.act("emma", talk, "reply", {"message": "Hello"})
                await emma.hear("message", speaker="colleague")
        told = [one for one in emma.frames if one["type"] == "presence"]
        assert [one["person"] for one in told] == [True]


async def test_who_leaves_is_gone_a_little_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "_GONE_SECONDS", 0.3)
    talk = await house.begin("rohan")
    await house.act("emma", talk, "take")
    async with house.open("emma", talk, 1) as emma:
        async with house.open("rohan", talk) as rohan:
            await rohan.follows()
            await emma.saw("presence", person=True, colleague=True)
        await emma.hear("presence", person=False, colleague=True)
        async with house.open("rohan", talk, 1) as rohan:
            await rohan.follows()
            await emma.hear("presence", person=True, colleague=True)
        # A conversation that is given back has no colleague from that moment on.
        async with house.open("rohan", talk) as rohan:
            await rohan.saw("presence", person=True, colleague=True)
            monkeypatch.setattr(signs, "_GONE_SECONDS", 60.0)
            await house.act("emma", talk, "release")
            await rohan.hear("presence", person=True, colleague=False)
