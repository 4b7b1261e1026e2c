"""A conversation over `POST /chat` as somebody without an account holds it, and the codes that go out meanwhile."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.conftest import Addresses, Demo
from tests.identity.asking import settled

SENT = (
    "Thank you. If we know it, a code is on its way to the address on file. Please type it here. "
    "If none arrives, tell me another e-mail address, phone number or order number."
)
ARRIVING = "Your order ORD-789 is arriving tomorrow!"


@dataclass
class Thread:
    """One visitor's thread, or with headers somebody else's."""

    demo: Demo
    addresses: Addresses
    headers: dict[str, str] = field(default_factory=dict[str, str])
    conversation: str | None = None

    async def post(self, message: str, client_message_id: str | None = None) -> httpx.Response:
        """Say something."""
        sent: dict[str, Any] = {"message": message}
        if self.conversation is not None:
            sent["conversation_id"] = self.conversation
        if client_message_id is not None:
            sent["client_message_id"] = client_message_id
        return await self.demo.client.post("/chat", headers=self.headers, json=sent)

    async def say(self, message: str, client_message_id: str | None = None) -> dict[str, Any]:
        """Say something and return the answer."""
        answer = await self.post(message, client_message_id)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        if self.conversation is None:
            self.conversation = told["conversation_id"]
        if not self.headers:
            self.headers = {"authorization": f"Bearer {told['visitor_token']}"}
        return told

    async def ask(self, *messages: str) -> list[str]:
        """Say several things and return the replies."""
        return [str((await self.say(message))["reply"]) for message in messages]

    async def code(self) -> str:
        """Return the code of the newest mail."""
        await settled(self.addresses)
        return self.demo.shop.mail.code()

    async def texts(self) -> list[str]:
        """Return everything that stands in the thread."""
        path = f"/conversations/{self.conversation}/messages"
        answer = await self.demo.client.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return [one["text"] for one in answer.json()["items"]]
