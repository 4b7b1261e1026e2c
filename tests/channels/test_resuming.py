"""Row G9: a stream of a hundred messages that is cut after each of them, and while it goes on, comes whole and once."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.channels.test_socket import Line, hear, say
from tests.conftest import Demo
from tests.serving import listening

TURNS = 50
Frame = dict[str, Any]


@pytest.fixture
async def line(demo: Demo) -> AsyncGenerator[Line]:
    async with listening(demo.shop) as port:
        yield Line(demo, port)


async def read(line: Line, talk: str, headers: dict[str, str], after: int, up_to: int) -> list[Frame]:
    """Return the messages of a new socket after one that was seen, up to another."""
    ticket = (await line.demo.client.post("/auth/socket-ticket", headers=headers)).json()["ticket"]
    found: list[Frame] = []
    async with line.open(ticket, f"?conversation_id={talk}&after={after}") as opened:
        while not found or found[-1]["sequence"] < up_to:
            found.append(await hear(opened, "message"))
        # Cut without a word, whatever is still on its way.
        opened.transport.abort()
    return [{name: value for name, value in one.items() if name != "type"} for one in found]


async def test_G9_whoever_is_cut_anywhere_in_a_hundred_messages_gets_the_rest_once(line: Line) -> None:
    headers = await line.demo.headers("rohan")
    ticket = (await line.demo.client.post("/auth/socket-ticket", headers=headers)).json()["ticket"]
    async with line.open(ticket) as opened:
        for number in range(TURNS):
            await say(opened, "thanks", str(number))
            await hear(opened, "message", "assistant")
    talk = (await line.demo.client.get("/conversations", headers=headers)).json()["items"][0][
        "conversation_id"
    ]
    path = f"/conversations/{talk}/messages?limit=100"
    whole = (await line.demo.client.get(path, headers=headers)).json()["items"]
    assert [one["sequence"] for one in whole] == list(range(1, 2 * TURNS + 1))
    for seen in range(2 * TURNS):
        assert await read(line, talk, headers, seen, 2 * TURNS) == whole[seen:], seen
    # Whoever saw all of it hears the next one first.
    ticket = (await line.demo.client.post("/auth/socket-ticket", headers=headers)).json()["ticket"]
    async with line.open(ticket, f"?conversation_id={talk}&after={2 * TURNS}") as opened:
        await say(opened, "thanks", "the next")
        heard = await hear(opened, "message")
        assert (heard["sequence"], heard["client_message_id"]) == (2 * TURNS + 1, "the next")


async def test_G9_whoever_is_cut_after_every_message_while_it_goes_on_misses_none(line: Line) -> None:
    headers = await line.demo.headers("rohan")
    first = await line.demo.client.post("/chat", headers=headers, json={"message": "hello"})
    talk, last = first.json()["conversation_id"], 2 + 2 * 20

    async def write() -> None:
        for number in range(20):
            sent = {"message": "thanks", "conversation_id": talk, "client_message_id": str(number)}
            await line.demo.client.post("/chat", headers=headers, json=sent)

    writing = asyncio.create_task(write())
    seen: list[int] = []
    while not seen or seen[-1] < last:
        after = seen[-1] if seen else 0
        seen += [one["sequence"] for one in (await read(line, talk, headers, after, after + 1))[:1]]
    await writing
    assert seen == list(range(1, last + 1))


async def test_G9_a_message_whose_confirmation_was_cut_off_is_stored_once(line: Line) -> None:
    headers = await line.demo.headers("rohan")
    first = await line.demo.client.post("/chat", headers=headers, json={"message": "hello"})
    talk = first.json()["conversation_id"]
    for _ in range(5):
        ticket = (await line.demo.client.post("/auth/socket-ticket", headers=headers)).json()["ticket"]
        opened = await line.open(ticket, f"?conversation_id={talk}&after=2").__aenter__()
        await say(opened, "Where is my order?", "again and again")
        # Before anything was heard.
        opened.transport.abort()
        await opened.wait_closed()
    ticket = (await line.demo.client.post("/auth/socket-ticket", headers=headers)).json()["ticket"]
    async with line.open(ticket, f"?conversation_id={talk}&after=2") as opened:
        await say(opened, "Where is my order?", "again and again")
        await hear(opened, "message", "assistant")
        await opened.send(json.dumps({"type": "ping"}))
        await hear(opened, "pong")
    items = (await line.demo.client.get(f"/conversations/{talk}/messages", headers=headers)).json()["items"]
    assert [one["speaker"] for one in items] == ["person", "assistant"] * 2
