"""Who types and who is connected, live and across processes: told to everybody else in the conversation, and to nobody more."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from support_ai.access.actor import Reason, System
from support_ai.bootstrap import Thought
from support_ai.channels.web import keystrokes, signs
from support_ai.core.database import Database
from support_ai.core.live import publish
from tests.conftest import Addresses, Demo
from tests.conversations.conftest import PERSON_PLEASE
from tests.identity.signing_in import as_owner
from tests.serving import Shop, listening, serving

Frame = dict[str, Any]
VISITOR = "visitor"


@dataclass
class Ear:
    """One open socket, and every frame that it was sent."""

    opened: ClientConnection
    frames: list[Frame] = field(default_factory=list[Frame])

    async def hear(self, kind: str, **expected: object) -> Frame:
        """Return the next frame of a kind, leaving out the others."""
        async with asyncio.timeout(10):
            while True:
                self.frames.append(json.loads(await self.opened.recv()))
                frame = self.frames[-1]
                if frame["type"] == kind and expected.items() <= frame.items():
                    return frame

    async def saw(self, kind: str, **expected: object) -> None:
        """Show that such a frame came, or comes."""
        wanted = {"type": kind, **expected}
        if wanted not in self.frames:
            await self.hear(kind, **expected)

    async def silence(self, kind: str, seconds: float = 0.5) -> None:
        """Show that no frame of a kind comes for a while."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    self.frames.append(json.loads(await self.opened.recv()))
                    assert self.frames[-1]["type"] != kind, self.frames[-1]
        except TimeoutError:
            return

    async def types(self, *, is_typing: bool = True) -> None:
        await self.opened.send(json.dumps({"type": "typing", "is_typing": is_typing}))

    async def say(self, message: str) -> None:
        await self.opened.send(json.dumps({"type": "message", "message": message}))

    async def follows(self) -> None:
        """Wait until the conversation's first frame is there."""
        await self.hear("handled_by")


@dataclass
class House:
    """Two processes' worth of the same shop: each with its own listener, on one database."""

    demo: Demo
    ports: tuple[int, int]
    visitor: dict[str, str] = field(default_factory=dict[str, str])

    async def headers(self, who: str) -> dict[str, str]:
        return self.visitor if who == VISITOR else await self.demo.headers(who)

    async def begin(self, who: str, message: str = PERSON_PLEASE) -> str:
        headers = await self.headers(who)
        answer = await self.demo.client.post("/chat", headers=headers, json={"message": message})
        assert answer.status_code == 200, answer.text
        if who == VISITOR and not self.visitor:
            self.visitor = {"authorization": f"Bearer {answer.json()['visitor_token']}"}
        return str(answer.json()["conversation_id"])

    async def act(self, who: str, talk: str, verb: str, body: object = None) -> None:
        answer = await self.demo.client.post(
            f"/conversations/{talk}/{verb}", headers=await self.headers(who), json=body
        )
        assert answer.is_success, answer.text

    @asynccontextmanager
    async def open(self, who: str, talk: str, process: int = 0) -> AsyncGenerator[Ear]:
        answer = await self.demo.client.post("/auth/socket-ticket", headers=await self.headers(who))
        ticket = answer.json()["ticket"]
        address = f"ws://127.0.0.1:{self.ports[process]}/ws/chat?conversation_id={talk}&after=0"
        protocols = [Subprotocol("support-ai.v1"), Subprotocol(f"ticket.{ticket}")]
        async with connect(address, subprotocols=protocols) as opened:
            yield Ear(opened)


@pytest.fixture
async def house(demo: Demo, database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[House]:
    async with AsyncExitStack() as stack:
        # The second one runs no jobs: it only serves, as a further replica does.
        other: Shop = await stack.enter_async_context(serving(database, tmp_path, thought, worker=False))
        ports = [await stack.enter_async_context(listening(shop)) for shop in (demo.shop, other)]
        yield House(demo, (ports[0], ports[1]))


async def test_typing_goes_both_ways_across_processes(house: House) -> None:
    talk = await house.begin(VISITOR)
    await house.act("emma", talk, "take")
    async with house.open(VISITOR, talk, 0) as visitor, house.open("emma", talk, 1) as emma:
        await visitor.follows()
        await emma.follows()
        for ear in (visitor, emma):
            await ear.saw("presence", person=True, colleague=True)
        await visitor.types()
        heard = await emma.hear("typing")
        assert heard == {"type": "typing", "speaker": "person", "is_typing": True, "name": None}
        await emma.types()
        heard = await visitor.hear("typing")
        assert heard == {"type": "typing", "speaker": "colleague", "is_typing": True, "name": "Emma"}
        await emma.types(is_typing=False)
        assert (await visitor.hear("typing"))["is_typing"] is False
        await visitor.types(is_typing=False)
        assert (await emma.hear("typing"))["is_typing"] is False
        # A message ends it, before it is there.
        await emma.types()
        assert (await visitor.hear("typing"))["is_typing"] is True
        await house.act("emma", talk, "reply", {"message": "Hello"})
        assert (await visitor.hear("typing"))["is_typing"] is False
        assert (await visitor.hear("message", speaker="colleague"))["text"] == "Hello"


async def test_nobody_hears_of_their_own_typing_and_a_reading_colleague_is_not_there(house: House) -> None:
    talk = await house.begin("rohan")
    await house.act("emma", talk, "take")
    async with (
        house.open("rohan", talk, 0) as rohan,
        house.open("rohan", talk, 1) as tablet,
        house.open("admin", talk, 1) as admin,
    ):
        for ear in (rohan, tablet, admin):
            await ear.follows()
        await rohan.types()
        await admin.hear("typing", speaker="person", is_typing=True)
        await tablet.silence("typing")
        # Admin reads, and does not have it.
        await admin.types()
        assert (await admin.hear("error"))["code"] == "not_yours"
        for ear in (rohan, tablet):
            await ear.silence("typing")
        assert [frame for frame in (*rohan.frames, *tablet.frames) if frame["type"] == "presence"] == []
        async with house.open("emma", talk, 0) as emma:
            await emma.follows()
            await rohan.saw("presence", person=True, colleague=True)
            await emma.types()
            await rohan.hear("typing", speaker="colleague", is_typing=True, name="Emma")
            await admin.hear("typing", speaker="colleague", is_typing=True, name="Emma")
            await emma.silence("typing", 0.3)
        # Whoever leaves types no more, and is not there any more.
        await rohan.hear("typing", is_typing=False)
        await rohan.saw("presence", person=True, colleague=False)


async def test_a_name_is_told_only_once_messages_show_it(house: House) -> None:
    talk = await house.begin("rohan")
    await house.act("emma", talk, "take")
    owner = await house.demo.client.get("/me", headers=await house.headers("owner"))
    async with house.open("rohan", talk, 0) as rohan, house.open("owner", talk, 1) as other:
        await rohan.follows()
        await other.follows()
        await house.act("emma", talk, "transfer", {"account_id": owner.json()["account_id"]})
        await rohan.hear("message", notice="passed_on")
        await other.hear("message", notice="passed_on")
        await other.types()
        heard = await rohan.hear("typing")
        assert heard == {"type": "typing", "speaker": "colleague", "is_typing": True, "name": None}
        await house.act("owner", talk, "reply", {"message": "Hello"})
        name = (await rohan.hear("message", speaker="colleague"))["name"]
        await other.types(is_typing=False)
        await other.types()
        assert (await rohan.hear("typing", is_typing=True))["name"] == name


async def test_a_lost_stop_does_not_type_for_ever(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "_TYPES_SECONDS", 0.6)
    monkeypatch.setattr(keystrokes, "_AGAIN_SECONDS", 0.1)
    talk = await house.begin("rohan")
    async with house.open("rohan", talk, 0) as rohan, house.open("emma", talk, 1) as emma:
        await rohan.follows()
        await emma.follows()
        for _ in range(5):
            await rohan.types()
            await asyncio.sleep(0.25)
        await emma.hear("typing", is_typing=True)
        assert (await emma.hear("typing"))["is_typing"] is False
        assert len([one for one in emma.frames if one["type"] == "typing"]) == 2


async def test_the_assistant_says_what_it_does(house: House) -> None:
    talk = await house.begin("rohan", "Thank you")
    async with house.open("rohan", talk) as rohan:
        await rohan.follows()
        await rohan.say("Where is order ORD-789?")
        working = await rohan.hear("working")
        assert working["tool"] in ("get_order", "list_orders")
        await rohan.hear("message", speaker="assistant", sequence=4)
    kinds = [frame["type"] for frame in rohan.frames]
    assert kinds.index("working") < kinds.index("sentence")


async def test_strangers_learn_nothing_and_say_nothing(house: House) -> None:
    talk = await house.begin("rohan")
    await house.act("emma", talk, "take")
    house.visitor = {}
    await house.begin(VISITOR)
    async with house.open("rohan", talk, 0) as rohan, house.open("emma", talk, 1) as emma:
        await rohan.follows()
        await emma.follows()
        for ear in (rohan, emma):
            await ear.saw("presence", person=True, colleague=True)
        await emma.types()
        await rohan.hear("typing", is_typing=True)
        for stranger in ("michael", VISITOR):
            async with house.open(stranger, talk, 1) as ear:
                await ear.types()
                with pytest.raises(ConnectionClosed) as closed:
                    await ear.hear("nothing")
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1008
                assert {frame["type"] for frame in ear.frames} == {"error"}
                assert {frame["code"] for frame in ear.frames} == {"conversation_not_found"}
        await emma.silence("typing")
        await emma.silence("presence")
    # A colleague's own conversation with the assistant is nobody else's.
    own = await house.begin("emma", "Show me order ORD-999")
    async with house.open("owner", own) as ear:
        with pytest.raises(ConnectionClosed):
            await ear.hear("nothing")


async def test_a_colleague_follows_live_and_it_is_written_down_once(
    house: House, addresses: Addresses
) -> None:
    talk = await house.begin("rohan")
    async with house.open("emma", talk, 1) as emma, house.open("rohan", talk, 0) as rohan:
        await rohan.follows()
        await emma.follows()
        await rohan.say("Is anybody there?")
        assert (await emma.hear("message", sequence=3))["text"] == "Is anybody there?"
        await emma.say("I should have taken it first")
        assert (await emma.hear("error"))["code"] == "conversation_not_found"
        await emma.saw("presence", person=True, colleague=False)
    acts = "select count(*) from audit_entries where action = 'conversation.follow' and subject = %s"
    assert as_owner(addresses, acts, f"conversation:{talk}") == [(1,)]
    told = as_owner(addresses, "select count(*) from audit_entries where action like '%%typing%%'")
    assert told == [(0,)]


async def test_typing_is_bounded_and_bad_frames_are_named(house: House) -> None:
    talk = await house.begin("rohan")
    async with house.open("rohan", talk) as rohan:
        await rohan.follows()
        for is_typing in [True, False] * 35:
            await rohan.types(is_typing=is_typing)
        assert (await rohan.hear("error"))["code"] == "too_many"
        for wrong in (
            {"type": "typing"},
            {"type": "typing", "is_typing": "yes"},
            {"type": "typing", "is_typing": 1},
        ):
            await rohan.opened.send(json.dumps(wrong))
            assert (await rohan.hear("error", code="invalid"))["field"] == "is_typing"


async def test_a_process_that_dies_is_forgotten(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await house.begin("rohan")
    await house.act("emma", talk, "take")
    resources = house.demo.shop.resources
    monkeypatch.setattr(resources.presence, "_alive_seconds", 0.2)
    async with house.open("rohan", talk, 0) as rohan:
        await rohan.follows()
        # A process says that the colleague is there, and then nothing any more.
        async with database.transaction(System(Reason.PRESENCE), read_only=True) as conn:
            await publish(conn, f"presence:{talk}", 77 * 8 + 2)
        assert (await rohan.hear("presence"))["colleague"] is True
        assert (await rohan.hear("presence"))["colleague"] is False
