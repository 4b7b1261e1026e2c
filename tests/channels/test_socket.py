"""The chat over a real socket: tickets, order, resuming, what ends it. Rows G6 to G9."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from support_ai.core.connections import BoundedConnection, Bounds
from tests.conftest import Demo
from tests.serving import listening

Frame = dict[str, Any]


@dataclass
class Line:
    """Opens sockets to a running demo shop."""

    demo: Demo
    port: int

    async def ticket(self, name: str | None, origin: str | None = None) -> str:
        headers = {} if name is None else await self.demo.headers(name)
        if origin is not None:
            headers["origin"] = origin
        answer = await self.demo.client.post("/auth/socket-ticket", headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["ticket"])

    @asynccontextmanager
    async def open(
        self, ticket: str, query: str = "", origin: str | None = None
    ) -> AsyncGenerator[ClientConnection]:
        async with connect(
            f"ws://127.0.0.1:{self.port}/ws/chat{query}",
            subprotocols=[Subprotocol("support-ai.v1"), Subprotocol(f"ticket.{ticket}")],
            origin=None if origin is None else Origin(origin),
        ) as opened:
            yield opened


@pytest.fixture
async def line(demo: Demo) -> AsyncGenerator[Line]:
    async with listening(demo.shop) as port:
        yield Line(demo, port)


async def say(opened: ClientConnection, message: str, client_message_id: str | None = None) -> None:
    sent = {"type": "message", "message": message}
    await opened.send(
        json.dumps(sent | ({"client_message_id": client_message_id} if client_message_id else {}))
    )


async def hear(opened: ClientConnection, kind: str, speaker: str | None = None) -> Frame:
    """Return the next frame of a kind, leaving out the others."""
    while True:
        frame: Frame = json.loads(await opened.recv())
        if frame["type"] == kind and speaker in (None, frame.get("speaker")):
            return frame


async def test_a_question_is_answered_as_over_rest(line: Line) -> None:
    async with line.open(await line.ticket("rohan")) as opened:
        assert opened.subprotocol == "support-ai.v1"
        await say(opened, "Where is my order?", "first")
        frames = [json.loads(await opened.recv()) for _ in range(7)]
    kinds = [frame["type"] for frame in frames]
    assert kinds[0] == "conversation"
    messages = [frame for frame in frames if frame["type"] == "message"]
    assert [(one["sequence"], one["speaker"]) for one in messages] == [(1, "person"), (2, "assistant")]
    assert messages[0]["client_message_id"] == "first"
    assert messages[1]["text"] == "Your order ORD-789 is arriving tomorrow!"
    assert messages[1]["cards"][0]["number"] == "ORD-789"
    assert kinds.index("sentence") < kinds.index("card") < frames.index(messages[1])


class _Hasty(BoundedConnection):
    """Waits a moment for a head."""

    bounds = Bounds(head_seconds=0.3, body_seconds=0.3, reading_seconds=0.3)


async def test_an_open_socket_owes_no_head_of_a_request(demo: Demo) -> None:
    async with listening(demo.shop, _Hasty) as port:
        line = Line(demo, port)
        async with line.open(await line.ticket("rohan")) as opened:
            await asyncio.sleep(0.8)
            await opened.send(json.dumps({"type": "ping"}))
            assert json.loads(await opened.recv()) == {"type": "pong"}


async def test_G6_a_ticket_opens_one_socket_once(line: Line) -> None:
    ticket = await line.ticket("rohan")
    async with line.open(ticket):
        pass
    for wrong in (ticket, "", "no-ticket", (await line.demo.headers("rohan"))["authorization"][7:]):
        with pytest.raises(InvalidStatus) as refused:
            async with line.open(wrong):
                pass
        assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("issued", "used"),
    [
        (None, "https://evil.example"),
        (None, "http://localhost:8000"),
        ("http://localhost:8000", None),
        ("http://localhost:8000", "null"),
        ("http://localhost:8000", "http://localhost:8000.evil.example"),
        ("http://localhost:8000", "http://localhost:9000"),
    ],
)
async def test_G7_a_ticket_is_good_only_where_it_was_issued(
    line: Line, issued: str | None, used: str | None
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with line.open(await line.ticket("rohan", issued), origin=used):
            pass
    assert refused.value.response.status_code == 403


async def test_G7_a_page_of_this_machine_may_open_one_in_local_mode(line: Line) -> None:
    origin = "http://localhost:5173"
    async with line.open(await line.ticket("rohan", origin), origin=origin) as opened:
        await say(opened, "hello")
        assert (await hear(opened, "message"))["speaker"] == "person"


async def test_G9_whoever_comes_back_misses_nothing_and_sees_nothing_twice(line: Line) -> None:
    questions = [
        "Where is my order?",
        "and the one before?",
        "Show me all orders",
        "What is your return policy?",
    ]
    async with line.open(await line.ticket("rohan")) as opened:
        for number, question in enumerate(questions):
            await say(opened, question, f"message {number}")
            await hear(opened, "message", "assistant")
    headers = await line.demo.headers("rohan")
    conversation = (await line.demo.client.get("/conversations", headers=headers)).json()["items"][0]
    path = f"/conversations/{conversation['conversation_id']}/messages"
    whole = (await line.demo.client.get(path, headers=headers)).json()["items"]
    assert [one["sequence"] for one in whole] == list(range(1, 9))
    for seen in range(len(whole) + 1):
        query = f"?conversation_id={conversation['conversation_id']}&after={seen}"
        async with line.open(await line.ticket("rohan"), query) as opened:
            await opened.send(json.dumps({"type": "ping"}))
            frames = [json.loads(await opened.recv()) for _ in range(2 + len(whole) - seen)]
        again = [
            {k: v for k, v in frame.items() if k != "type"} for frame in frames if frame["type"] == "message"
        ]
        assert again == whole[seen:]


async def test_a_message_sent_twice_is_answered_once(line: Line) -> None:
    async with line.open(await line.ticket("rohan")) as opened:
        for _ in range(2):
            await say(opened, "Where is my order?", "the same")
        await hear(opened, "message", "assistant")
        await say(opened, "thanks", "another")
        frame = await hear(opened, "message", "person")
        assert (frame["sequence"], frame["client_message_id"]) == (3, "another")


async def test_two_sockets_of_one_conversation_hear_the_same(line: Line) -> None:
    async with line.open(await line.ticket("rohan")) as first:
        await say(first, "hello")
        conversation = (await hear(first, "conversation"))["conversation_id"]
        async with line.open(await line.ticket("rohan"), f"?conversation_id={conversation}") as second:
            await hear(second, "message", "assistant")
            await say(first, "Where is my order?")
            texts = [(await hear(opened, "message", "assistant"))["text"] for opened in (second, first)]
            texts.append((await hear(first, "message", "assistant"))["text"])
    assert texts[0] == texts[2] == "Your order ORD-789 is arriving tomorrow!"


# Colleagues follow those of customers and visitors: tests/channels/test_typing.py.
@pytest.mark.parametrize("name", ["michael", None])
async def test_D2_nobody_follows_somebody_elses_conversation(line: Line, name: str | None) -> None:
    async with line.open(await line.ticket("rohan")) as opened:
        await say(opened, "hello")
        conversation = (await hear(opened, "conversation"))["conversation_id"]
    for identifier in (conversation, uuid4()):
        async with line.open(await line.ticket(name), f"?conversation_id={identifier}") as opened:
            assert json.loads(await opened.recv())["code"] == "conversation_not_found"
            with pytest.raises(ConnectionClosed) as closed:
                await opened.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1008


async def test_a_visitor_has_a_thread_of_their_own(line: Line) -> None:
    answer = (await line.demo.client.post("/auth/socket-ticket")).json()
    async with line.open(answer["ticket"]) as opened:
        await say(opened, "Where is my order?")
        assert "e-mail address" in (await hear(opened, "message", "assistant"))["text"]
    headers = {"authorization": f"Bearer {answer['visitor_token']}"}
    own = await line.demo.client.get("/conversations", headers=headers)
    assert len(own.json()["items"]) == 1


async def test_a_colleague_who_takes_over_is_heard_and_the_assistant_is_silent(line: Line) -> None:
    emma = await line.demo.headers("emma")
    async with line.open(await line.ticket("rohan")) as opened:
        await say(opened, "hello")
        conversation = (await hear(opened, "conversation"))["conversation_id"]
        await hear(opened, "message", "assistant")
        path = f"/conversations/{conversation}"
        await line.demo.client.post(f"{path}/take", headers=emma)
        moved = await hear(opened, "handled_by")
        assert (moved["handled_by"], moved["next"][:29]) == ("colleague", "A colleague answers you here.")
        assert (await hear(opened, "message", "notice"))["text"] == "Emma joined the conversation."
        await say(opened, "Where is my order?", "while silent")
        while (await hear(opened, "message", "person"))["client_message_id"] != "while silent":
            pass
        await line.demo.client.post(f"{path}/reply", headers=emma, json={"message": "It is on its way."})
        assert (await hear(opened, "message", "colleague"))["text"] == "It is on its way."
        await line.demo.client.post(f"{path}/release", headers=emma)
        assert (await hear(opened, "handled_by"))["handled_by"] == "assistant"
        await say(opened, "thanks")
        answer = await hear(opened, "message", "assistant")
    # Two notices are among them.
    assert (answer["sequence"], answer["text"]) == (8, "You're welcome! Is there anything else?")


async def test_an_ended_session_ends_the_socket_with_the_next_message(line: Line) -> None:
    headers = await line.demo.headers("rohan")
    ticket = (await line.demo.client.post("/auth/socket-ticket", headers=headers)).json()["ticket"]
    async with line.open(ticket) as opened:
        await say(opened, "hello")
        await hear(opened, "message", "assistant")
        assert (await line.demo.client.post("/auth/logout", headers=headers)).status_code == 204
        with pytest.raises(ConnectionClosed) as closed:
            # Where the socket ends by itself first, nothing can be said any more.
            await say(opened, "Where is my order?")
            await hear(opened, "message", "assistant")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize(
    ("frame", "field"),
    [
        ("not json", "body"),
        ("[]", "body"),
        ('{"type": "shout"}', "type"),
        ('{"type": "message"}', "message"),
        ('{"type": "message", "message": ""}', "message"),
        ('{"type": "message", "message": "a\\u0000b"}', "message"),
        ('{"type": "message", "message": "hello", "role": "owner"}', "role"),
        (json.dumps({"type": "message", "message": "x" * 8001}), "message"),
        (b"\xff\xfe", "body"),
    ],
)
async def test_a_bad_frame_is_named_and_ends_nothing(line: Line, frame: str | bytes, field: str) -> None:
    async with line.open(await line.ticket("rohan")) as opened:
        await opened.send(frame)
        error = json.loads(await opened.recv())
        assert (error["type"], error["field"]) == ("error", field)
        await say(opened, "hello")
        assert (await hear(opened, "message"))["sequence"] == 1


async def test_G8_frames_and_messages_are_bounded(line: Line) -> None:
    async with line.open(await line.ticket("rohan")) as opened:
        await opened.send("x" * 70_000)
        with pytest.raises(ConnectionClosed) as closed:
            await opened.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
    async with line.open(await line.ticket("rohan")) as opened:
        for number in range(101):
            await say(opened, "hello", str(number))
        error = await hear(opened, "error")
    assert error["code"] == "too_many"
