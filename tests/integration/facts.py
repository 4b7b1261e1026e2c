"""A program of the shop that says what it knows, over HTTP, on the small shop of the files."""

from dataclasses import dataclass
from typing import Any

import httpx

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.identity.minting import mint_token
from tests.identity.signing_in import PASSWORD
from tests.serving import Shop

PLACE = {
    "address1": "1 Canary Street",
    "address2": "",
    "city": "Springfield",
    "state": "IL",
    "postal_code": "62701",
    "country": "US",
}
ROHANS = {"customer_id": "CUST-123", "currency": "USD", **PLACE}
MICHAELS = ROHANS | {"customer_id": "CUST-456", "address1": "2 Elm Street", "postal_code": "62702"}
# The small shop's orders as the files hold them.
ORD_123 = ROHANS | {
    "status": "delivered",
    "placed_at": "2026-01-02T10:00:00Z",
    "shipping": "5.00",
    "tax": "4.00",
    "discount": "1.00",
}
W456 = ROHANS | {"status": "shipped", "placed_at": "2026-01-03T10:00:00Z"}
ORD_999 = MICHAELS | {"status": "pending", "placed_at": "2026-01-03T11:00:00Z"}


@dataclass(frozen=True, slots=True)
class BackEnd:
    """A program with a key of both scopes, and the owner who made it."""

    shop: Shop
    key: dict[str, str]
    owner: dict[str, str]

    @property
    def key_id(self) -> str:
        """Return the key's own id."""
        return self.key["authorization"].split("_")[1]

    async def put(self, path: str, said: object, *, force: bool = False) -> httpx.Response:
        """Say something, and return the answer."""
        query = {"force": "true"} if force else {}
        return await self.shop.client.put(f"/integration/{path}", headers=self.key, json=said, params=query)

    async def said(self, path: str, said: object, *, force: bool = False) -> dict[str, Any]:
        """Say something that is taken, and return what became of it."""
        answer = await self.put(path, said, force=force)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def order(self, number: str) -> dict[str, Any]:
        """Return an order as the owner sees it."""
        answer = await self.shop.client.get(f"/orders/{number.replace('#', '%23')}", headers=self.owner)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def back_end(shop: Shop) -> BackEnd:
    """Return a program with a key that an owner made for it."""
    identity = shop.resources.identity
    await identity.make_account(
        Reason.STAFF_COMMAND, "o@example.com", name="O", role=Role.OWNER, password=PASSWORD
    )
    token = await mint_token(identity, Reason.STAFF_COMMAND, "o@example.com")
    owner = {"authorization": f"Bearer {token}"}
    made = await shop.client.post(
        "/integration/keys", headers=owner, json={"name": "till", "scopes": ["import", "export"]}
    )
    return BackEnd(shop, {"authorization": f"Bearer {made.json()['key']}"}, owner)
