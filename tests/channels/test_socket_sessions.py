"""Rows B4 and B9: whatever ends a session ends its open sockets within five seconds, and its requests with the next."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from support_ai.access.actor import Customer, Reason, Staff
from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.core.live import publish
from support_ai.identity.authenticator import account_topic
from tests.channels.test_socket import Line, hear, say
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import PASSWORD, person_of
from tests.identity.test_time_outs import FakeClock
from tests.serving import Shop, listening, serving

EMAIL, STAFF_EMAIL = "rohan@example.com", "emma@example.com"
DEMO_PASSWORD = "demo-secret-1"
BOUND_SECONDS = 5
Headers = dict[str, str]
End = Callable[["Scene"], Awaitable[None]]


@pytest.fixture
async def line(demo: Demo) -> AsyncGenerator[Line]:
    async with listening(demo.shop) as port:
        yield Line(demo, port)


class Scene:
    """Somebody with an open socket, and the same person signed in elsewhere."""

    def __init__(self, line: Line, addresses: Addresses, here: Headers, elsewhere: Headers) -> None:
        self.client = line.demo.client
        self.shop = line.demo.shop
        self.addresses = addresses
        self.here, self.elsewhere = here, elsewhere

    async def as_owner(self, statement: str) -> None:
        """Change the account as the tables' owner does, with the triggers that tell of it."""
        person = await person_of(self.shop, self.here)

        def run() -> None:
            with psycopg.connect(self.addresses.owner) as connection:
                connection.execute("set search_path = support_ai, public")
                connection.execute("alter table accounts disable trigger accounts_guard")
                connection.execute(statement.encode(), {"account": person.account_id})

        await asyncio.to_thread(run)


async def _logout(scene: Scene) -> None:
    assert (await scene.client.post("/auth/logout", headers=scene.here)).status_code == 204


async def _revoke_one(scene: Scene) -> None:
    person = await person_of(scene.shop, scene.here)
    path = f"/auth/sessions/{person.session_id}"
    assert (await scene.client.delete(path, headers=scene.elsewhere)).status_code == 204


async def _revoke_all(scene: Scene) -> None:
    answer = await scene.client.delete("/auth/sessions", headers=scene.elsewhere)
    assert answer.status_code == 200, answer.text


async def _revoke_others(scene: Scene) -> None:
    answer = await scene.client.delete("/auth/sessions?keep_current=true", headers=scene.elsewhere)
    assert answer.status_code == 200, answer.text


async def _change_password(scene: Scene) -> None:
    sent = {"current_password": DEMO_PASSWORD, "password": PASSWORD}
    answer = await scene.client.post("/auth/password/change", headers=scene.elsewhere, json=sent)
    assert answer.status_code == 200, answer.text


async def _step_up_here(scene: Scene) -> None:
    answer = await scene.client.post("/auth/step-up", headers=scene.here, json={"password": DEMO_PASSWORD})
    assert answer.status_code == 200, answer.text


async def _disable(scene: Scene) -> None:
    await scene.as_owner("update accounts set disabled_at = now() where account_id = %(account)s")


async def _demote(scene: Scene) -> None:
    await scene.as_owner("update accounts set role = 'support_agent' where account_id = %(account)s")


async def _delete_sessions(scene: Scene) -> None:
    await scene.as_owner("delete from sessions where account_id = %(account)s")


ENDS: list[End] = [
    _logout,
    _revoke_one,
    _revoke_all,
    _revoke_others,
    _change_password,
    _step_up_here,
    _disable,
    _demote,
    _delete_sessions,
]


async def _closes(opened: ClientConnection) -> int:
    """Return the code that a socket is closed with, whatever else is heard before."""
    with pytest.raises(ConnectionClosed) as closed:
        async with asyncio.timeout(BOUND_SECONDS):
            while True:
                await opened.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__.removeprefix("_"))
async def test_B9_whatever_ends_a_session_ends_its_socket_and_its_requests(
    line: Line, addresses: Addresses, end: End
) -> None:
    email = "admin@example.com" if end is _demote else EMAIL
    here = await line.demo.shop.login(email, DEMO_PASSWORD)
    elsewhere = await line.demo.shop.login(email, DEMO_PASSWORD)
    line.demo.client.cookies.clear()
    ticket = (await line.demo.client.post("/auth/socket-ticket", headers=here)).json()["ticket"]
    other = (
        await line.demo.client.post("/auth/socket-ticket", headers=await line.demo.headers("michael"))
    ).json()
    async with line.open(ticket) as opened, line.open(other["ticket"]) as of_michael:
        await say(opened, "hello")
        await hear(opened, "message", "assistant")
        began = time.monotonic()
        await end(Scene(line, addresses, here, elsewhere))
        assert await _closes(opened) == 4401
        assert time.monotonic() - began < BOUND_SECONDS
        assert (await line.demo.client.get("/me", headers=here)).status_code == 401
        await say(of_michael, "hello")
        await hear(of_michael, "message", "assistant")


async def test_B9_a_session_that_ends_between_the_ticket_and_the_socket_opens_none(line: Line) -> None:
    here = await line.demo.shop.login(EMAIL, DEMO_PASSWORD)
    line.demo.client.cookies.clear()
    ticket = (await line.demo.client.post("/auth/socket-ticket", headers=here)).json()["ticket"]
    assert (await line.demo.client.post("/auth/logout", headers=here)).status_code == 204
    with pytest.raises(InvalidStatus, match="403"):
        async with line.open(ticket):
            pass


async def test_B7_an_open_page_keeps_no_session_alive_and_what_its_person_says_does(
    database: Database, tmp_path: Path, thought: Thought
) -> None:
    clock = FakeClock(datetime.now(UTC))
    async with serving(database, tmp_path, thought, clock) as shop, listening(shop) as port:
        line, minutes = Line(Demo(shop), port), timedelta(minutes=1)
        await shop.resources.identity.make_account(
            Reason.STAFF_COMMAND, STAFF_EMAIL, name="Emma", role=Role.SUPPORT_AGENT, password=PASSWORD
        )
        headers = await shop.login(STAFF_EMAIL, PASSWORD)
        person = await person_of(shop, headers)
        ticket = (await shop.client.post("/auth/socket-ticket", headers=headers)).json()["ticket"]
        async with line.open(ticket) as opened:
            clock.move(25 * minutes)
            await say(opened, "hello")
            await hear(opened, "message", "assistant")
            clock.move(25 * minutes)
            await _wake(shop, person)
            await say(opened, "hello")
            await hear(opened, "message", "assistant")
            clock.move(29 * minutes)
            await _wake(shop, person)
            clock.move(2 * minutes)
            await _wake(shop, person)
            assert await _closes(opened) == 4401


async def _wake(shop: Shop, person: Customer | Staff) -> None:
    """Make the open sockets of an account prove their person anew, as they do by themselves every half minute."""
    async with shop.resources.database.transaction(person) as conn:
        await publish(conn, account_topic(person.account_id), 1)
