"""Tickets of Rohan's, as the table of operations asks for them."""

from tests.security.scene import COLLEAGUES, Caller, Prepare, Scene, Sent

_NEW = {"subject": "Where is my parcel?", "text": "It should have come.", "order_numbers": ["ORD-789"]}


async def new_ticket(_scene: Scene, caller: Caller) -> Sent:
    """Open a ticket: colleagues about Rohan, everybody else about themselves."""
    about = {"customer_id": "CUST-123", "priority": "high"} if caller in COLLEAGUES else {}
    return Sent(body={**_NEW, **about})


def ticket(body: dict[str, object] | None = None) -> Prepare:
    """Return an example about a ticket that Rohan opened just now."""

    async def prepare(scene: Scene, _caller: Caller) -> Sent:
        headers = await scene.headers(Caller.ROHAN)
        opened = await scene.demo.client.post("/tickets", headers=headers, json=_NEW)
        return Sent({"number": str(opened.json()["number"])}, body=body)

    return prepare


COMMENTED = ticket({"text": "It came today."})
CHANGED = ticket({"version": 1, "status": "pending", "priority": "high"})
ASSIGNED = ticket({"version": 1, "assignee": "me"})
