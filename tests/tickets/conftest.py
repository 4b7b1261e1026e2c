"""A desk at which the cast works on tickets over REST."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.conftest import Demo

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """Asks as somebody, each time in a session of its own, unless headers are given."""

    demo: Demo

    async def ask(
        self, who: str, method: str, path: str, body: Json | None = None, **query: str
    ) -> httpx.Response:
        """Return the answer to one of the cast."""
        headers = await self.demo.headers(who)
        return await self.demo.client.request(
            method, f"/tickets{path}", headers=headers, json=body, params=query
        )

    async def open(self, who: str = "rohan", **words: Any) -> str:
        """Return the number of a new ticket."""
        sent = {"subject": "Where is my parcel?", "text": "It should have come.", **words}
        answer = await self.ask(who, "POST", "", sent)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    async def read(self, number: str, who: str = "emma") -> Json:
        """Return a ticket as somebody sees it."""
        answer = await self.ask(who, "GET", f"/{number}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def change(self, number: str, who: str = "emma", **wanted: Any) -> httpx.Response:
        """Change a ticket as it stands now."""
        version = (await self.read(number))["work"]["version"]
        return await self.ask(who, "PATCH", f"/{number}", {"version": version, **wanted})

    async def say(self, number: str, who: str, text: str, **more: Any) -> httpx.Response:
        """Write a comment."""
        return await self.ask(who, "POST", f"/{number}/comments", {"text": text, **more})

    async def listed(self, who: str, **query: str) -> list[str]:
        """Return the numbers of a list, all of its pages."""
        found: list[str] = []
        cursor: dict[str, str] = {}
        for _ in range(100):
            answer = await self.ask(who, "GET", "", None, **query, **cursor)
            assert answer.status_code == 200, answer.text
            found += [one["number"] for one in answer.json()["items"]]
            if answer.json()["next_cursor"] is None:
                return found
            cursor = {"cursor": answer.json()["next_cursor"]}
        message = "the pages do not end"
        raise AssertionError(message)


@pytest.fixture
def desk(demo: Demo) -> Desk:
    """Give the desk of the demo shop."""
    return Desk(demo)
