"""What the tests of rating and transcript share: conversations of the cast, and the link of the newest mail."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.conftest import Addresses, Demo
from tests.identity.asking import settled

FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class After:
    """Asks as one of the cast, after a conversation."""

    demo: Demo
    addresses: Addresses

    async def headers(self, who: str) -> dict[str, str]:
        return await self.demo.headers(who) if who else {}

    async def talk(self, who: str, message: str = "Where is my order?") -> str:
        """Begin a conversation and return its id."""
        headers = await self.headers(who)
        answer = await self.demo.client.post("/chat", headers=headers, json={"message": message})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["conversation_id"])

    async def visitor(self) -> tuple[str, dict[str, str]]:
        """Begin a conversation as a visitor and return it with what opens it."""
        answer = await self.demo.client.post("/chat", json={"message": "What is your return policy?"})
        token = answer.json()["visitor_token"]
        return str(answer.json()["conversation_id"]), {"authorization": f"Bearer {token}"}

    async def rate(
        self, talk: str, who: str | dict[str, str], score: Any = 4, comment: Any = None
    ) -> httpx.Response:
        headers = who if isinstance(who, dict) else await self.headers(who)
        sent = {"score": score, "comment": comment}
        return await self.demo.client.put(f"/conversations/{talk}/rating", headers=headers, json=sent)

    async def read(self, talk: str, who: str | dict[str, str]) -> Any:
        headers = who if isinstance(who, dict) else await self.headers(who)
        answer = await self.demo.client.get(f"/conversations/{talk}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def transcript(self, talk: str, who: str | dict[str, str]) -> httpx.Response:
        headers = who if isinstance(who, dict) else await self.headers(who)
        return await self.demo.client.get(f"/conversations/{talk}/transcript", headers=headers)

    async def mail(self, talk: str, who: str | dict[str, str], **more: str) -> httpx.Response:
        headers = who if isinstance(who, dict) else await self.headers(who)
        return await self.demo.client.post(f"/conversations/{talk}/transcript", headers=headers | more)

    async def mailed(self) -> list[Any]:
        """Return every mail that was sent, once nothing waits any more."""
        await settled(self.addresses)
        return self.demo.shop.mail.mails

    async def link(self) -> str:
        """Return the path of the link in the newest mail."""
        found = re.search(r"http://localhost:8000(/support/rating/\S+)", (await self.mailed())[-1].body)
        assert found is not None
        return found[1]

    async def send(self, path: str, score: object, comment: str = "") -> httpx.Response:
        """Send the page's form as a browser does."""
        content = str(httpx.QueryParams({"score": str(score), "comment": comment}))
        return await self.demo.client.post(path, content=content, headers=FORM)
