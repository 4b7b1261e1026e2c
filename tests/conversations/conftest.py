"""A desk at which colleagues of the demo shop answer people over REST."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from support_ai.access.actor import Visitor
from support_ai.conversations import service
from support_ai.core.database import Database
from tests.conftest import Demo
from tests.identity.signing_in import person_of

Json = dict[str, Any]
PERSON_PLEASE = "I want to talk to a person"


@dataclass(frozen=True, slots=True)
class Desk:
    """Asks as one of the cast, each time in a session of its own."""

    demo: Demo

    async def say(self, text: str, talk: str | None = None, who: str = "rohan") -> Json:
        """Say something to the assistant and return the answer; without `talk` a conversation begins."""
        sent = {"message": text} | ({"conversation_id": talk} if talk else {})
        answer = await self.demo.client.post("/chat", headers=await self.demo.headers(who), json=sent)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def begin(self, text: str = "Where is my order?", who: str = "rohan") -> str:
        """Begin a conversation and return its id."""
        return str((await self.say(text, who=who))["conversation_id"])

    async def ask(
        self, who: str, method: str, path: str, body: Json | None = None, **query: str
    ) -> httpx.Response:
        """Return the answer to one of the cast."""
        headers = await self.demo.headers(who)
        return await self.demo.client.request(
            method, f"/conversations{path}", headers=headers, json=body, params=query
        )

    async def act(self, who: str, talk: str, verb: str, body: Json | None = None) -> str:
        """Do something with a conversation; return `ok`, or the code of the refusal."""
        answer = await self.ask(who, "POST", f"/{talk}/{verb}", body)
        return "ok" if answer.is_success else str(answer.json()["code"])

    async def read(self, talk: str, who: str = "emma") -> Json:
        """Return a conversation as somebody sees it."""
        answer = await self.ask(who, "GET", f"/{talk}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def said(self, talk: str, who: str = "rohan") -> list[tuple[str, str]]:
        """Return who said what in a conversation, as somebody sees it."""
        answer = await self.ask(who, "GET", f"/{talk}/messages")
        assert answer.status_code == 200, answer.text
        items = answer.json()["items"]
        assert [one["sequence"] for one in items] == list(range(1, len(items) + 1))
        return [(one["speaker"], one["text"]) for one in items]

    async def queue(self, who: str = "emma", **query: str) -> list[Json]:
        """Return the whole queue, page by page."""
        found: list[Json] = []
        cursor: dict[str, str] = {}
        while True:
            answer = await self.ask(who, "GET", "", None, queue="true", **query, **cursor)
            assert answer.status_code == 200, answer.text
            found += answer.json()["items"]
            if answer.json()["next_cursor"] is None:
                return found
            cursor = {"cursor": answer.json()["next_cursor"]}

    async def account(self, who: str) -> UUID:
        """Return the account of one of the cast."""
        return (await person_of(self.demo.shop, await self.demo.headers(who))).account_id


async def begin(database: Database, visitor: Visitor, text: str = "hello") -> UUID:
    """Begin a conversation of a visitor's and return its id."""
    async with database.transaction(visitor) as conn:
        return (await service.receive(conn, visitor, text, None, None)).conversation_id


@pytest.fixture
def desk(demo: Demo) -> Desk:
    """Give the desk of the demo shop."""
    return Desk(demo)
