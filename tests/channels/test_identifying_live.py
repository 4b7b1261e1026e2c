"""From a visitor to a customer over the socket: it goes on as who was proven, in their conversation."""

import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.channels.test_socket import Line, hear, say
from tests.channels.threads import ARRIVING, SENT
from tests.conftest import Addresses, Demo
from tests.identity.asking import settled
from tests.identity.signing_in import as_owner
from tests.serving import listening

EMAIL = "rohan@example.com"


@pytest.fixture
async def line(demo: Demo) -> AsyncGenerator[Line]:
    """Give a way to open sockets."""
    async with listening(demo.shop) as port:
        yield Line(demo, port)


async def test_the_whole_conversation_over_one_socket(line: Line, addresses: Addresses) -> None:
    async with line.open(await line.ticket(None)) as opened:
        await say(opened, "Where is my order?")
        thread = (await hear(opened, "conversation"))["conversation_id"]
        assert "e-mail address" in (await hear(opened, "message", "assistant"))["text"]
        await say(opened, EMAIL)
        assert (await hear(opened, "message", "assistant"))["text"] == SENT
        await settled(addresses)
        code = line.demo.shop.mail.code()
        await say(opened, code, "the-code")
        kept = await hear(opened, "message", "person")
        assert (kept["text"], kept["client_message_id"]) == ("(a one-time code)", "the-code")
        assert "you are signed in" in (await hear(opened, "message", "assistant"))["text"]
        session = await hear(opened, "session")
        own = (await hear(opened, "conversation"))["conversation_id"]
        assert own != thread
        asked = await hear(opened, "message", "person")
        assert (asked["text"], asked["sequence"]) == ("Where is my order?", 1)
        assert (await hear(opened, "message", "assistant"))["text"] == ARRIVING
        await say(opened, "Show me all orders")
        assert "ORD-456" in (await hear(opened, "message", "assistant"))["text"]
        headers = {"authorization": f"Bearer {session['access_token']}"}
        assert (await line.demo.client.get("/me", headers=headers)).json()["customer_id"] == "CUST-123"


async def test_B9_the_socket_ends_with_the_session_that_its_code_began(
    line: Line, addresses: Addresses
) -> None:
    async with line.open(await line.ticket(None)) as opened:
        for message in ("Where is my order?", EMAIL):
            await say(opened, message)
            await hear(opened, "message", "assistant")
        await settled(addresses)
        await say(opened, line.demo.shop.mail.code())
        session = await hear(opened, "session")
        headers = {"authorization": f"Bearer {session['access_token']}"}
        assert (await line.demo.client.post("/auth/logout", headers=headers)).status_code == 204
        await opened.wait_closed()
        assert opened.close_code == 4401


async def test_G3_the_other_tab_of_the_visitor_stays_in_the_old_thread(
    line: Line, addresses: Addresses
) -> None:
    answer = (await line.demo.client.post("/auth/socket-ticket")).json()
    visitor = {"authorization": f"Bearer {answer['visitor_token']}"}
    other = (await line.demo.client.post("/auth/socket-ticket", headers=visitor)).json()
    async with line.open(answer["ticket"]) as opened:
        await say(opened, "Where is my order?")
        thread = (await hear(opened, "conversation"))["conversation_id"]
        await hear(opened, "message", "assistant")
        async with line.open(other["ticket"], f"?conversation_id={thread}&after=2") as tab:
            await say(opened, EMAIL)
            await hear(opened, "message", "assistant")
            await settled(addresses)
            await say(opened, line.demo.shop.mail.code())
            await hear(opened, "session")
            heard: list[dict[str, Any]] = []
            while not heard or "you are signed in" not in str(heard[-1].get("text")):
                heard.append(json.loads(await tab.recv()))
            await say(tab, "Where is my order?")
            reply = await hear(tab, "message", "assistant")
            assert "e-mail address" in reply["text"]
    assert {frame["type"] for frame in heard} <= {"message", "handled_by", "sentence"}
    assert not any("tomorrow" in json.dumps(frame) for frame in heard)


async def test_an_unverified_customers_socket_outlives_the_session_that_is_replaced(
    line: Line, addresses: Addresses
) -> None:
    as_owner(addresses, "delete from accounts where customer_id = 'CUST-123' returning 1")
    shop = line.demo.shop
    await shop.register(EMAIL, "secure123", "Rohan")
    headers = await shop.login(EMAIL, "secure123")
    ticket = (await shop.client.post("/auth/socket-ticket", headers=headers)).json()["ticket"]
    async with line.open(ticket) as opened:
        await say(opened, "Where is my order?")
        assert "not linked" in (await hear(opened, "message", "assistant"))["text"]
        await settled(addresses)
        await say(opened, shop.mail.code())
        await hear(opened, "session")
        while (await hear(opened, "message", "assistant"))["text"] != ARRIVING:
            pass
        await say(opened, "Show me all orders")
        assert "ORD-456" in (await hear(opened, "message", "assistant"))["text"]
