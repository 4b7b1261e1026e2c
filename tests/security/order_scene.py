"""Orders of Rohan's, and what was asked about them, as the table of operations needs them: made anew for each call."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from support_ai.access.actor import Customer
from support_ai.actions import service as actions
from support_ai.actions.registry import ACTIONS
from support_ai.agent import queries
from support_ai.agent.models import Offer, OfferState, Stage
from support_ai.conversations.queries import key_name
from support_ai.core.database import person_key
from support_ai.integration.service import import_rows
from tests.identity.signing_in import person_of
from tests.security.scene import Caller, Prepare, Scene, Sent

_PLACE = {
    "address1": "1 Canary Street",
    "address2": "",
    "city": "Springfield",
    "state": "IL",
    "postal_code": "62701",
    "country": "US",
}


async def make_order(scene: Scene, status: str, *, price: str = "89.00") -> str:
    """Return the number of a new order of Rohan's: one pair of headphones, paid by card."""
    number = f"NEW-{uuid4().hex[:12]}"
    report = await import_rows(
        scene.demo.shop.resources.database,
        {
            "payment_methods": [
                {
                    "payment_method_id": "spare_CUST-123",
                    "customer_id": "CUST-123",
                    "type": "credit_card",
                    "brand": "Visa",
                    "last_four": "1111",
                    "balance": "",
                }
            ],
            "orders": [
                {
                    "order_number": number,
                    "customer_id": "CUST-123",
                    "status": status,
                    "placed_at": "2026-01-02T10:00:00Z",
                    "currency": "USD",
                    **_PLACE,
                    "shipping": "5.00",
                    "tax": "",
                    "discount": "",
                }
            ],
            "order_items": [
                {
                    "order_number": number,
                    "line": "1",
                    "item_id": "P-100-1",
                    "product_id": "P-100",
                    "name": "Wireless Headphones",
                    "options": "color=black",
                    "quantity": "1",
                    "unit_price": price,
                    "discount": "",
                }
            ],
            "payments": [
                {
                    "order_number": number,
                    "kind": "payment",
                    "amount": price,
                    "payment_method_id": "credit_card_CUST-123",
                    "at": "2026-01-02T10:00:01Z",
                    "line": "1",
                }
            ],
        },
    )
    assert not [problem for file in report.files for problem in file.problems]
    return number


def changed(status: str, body: dict[str, object] | None = None, **query: str) -> Prepare:
    """Return an example that changes a new order of Rohan's with this status."""

    async def prepare(scene: Scene, _caller: Caller) -> Sent:
        return Sent({"number": await make_order(scene, status)}, query, body)

    return prepare


def requested(body: dict[str, object] | None = None) -> Prepare:
    """Return an example that goes on with a new return of Rohan's."""

    async def prepare(scene: Scene, _caller: Caller) -> Sent:
        number = await make_order(scene, "delivered")
        answer = await scene.demo.client.post(
            f"/orders/{number}/returns",
            headers=await scene.headers(Caller.ROHAN),
            json={"item_ids": ["P-100-1"]},
        )
        return Sent({"return_id": str(answer.json()["result"]["return_id"])}, {}, body)

    return prepare


async def proposed(scene: Scene, _caller: Caller) -> Sent:
    """Propose to Rohan that a new order of his is cancelled."""
    number = await make_order(scene, "pending")
    rohan = await person_of(scene.demo.shop, await scene.headers(Caller.ROHAN))
    assert isinstance(rohan, Customer)
    cancel = ACTIONS["cancel_order"]
    said = cancel.arguments.model_validate({"number": number, "reason": "no longer needed"})
    async with scene.demo.shop.resources.database.transaction(rohan) as conn:
        made = await actions.propose(conn, cancel, said, datetime.now(UTC))
    return Sent({"proposal_id": str(made.proposal_id)})


async def offered(scene: Scene, caller: Caller) -> Sent:
    """Show Rohan a card by which a new order of his is cancelled."""
    made = await proposed(scene, caller)
    proposal_id, conversation_id = UUID(made.ids["proposal_id"]), UUID(await scene.conversation())
    rohan = await person_of(scene.demo.shop, await scene.headers(Caller.ROHAN))
    offer = Offer(
        conversation_id=conversation_id,
        offer_id=uuid4(),
        sequence=2,
        stage=Stage.SHOWN,
        proposals=(proposal_id,),
        changes=(),
        state=OfferState.OPEN,
        settled_by=None,
        rule=None,
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )
    async with scene.demo.shop.resources.database.transaction(rohan) as conn:
        await queries.insert_offer(conn, await person_key(conn, key_name(rohan)), offer)
    return Sent({"offer_id": str(offer.offer_id)})


async def waiting(scene: Scene, _caller: Caller) -> Sent:
    """Let Emma ask for a refund above her limit."""
    number = await make_order(scene, "delivered", price="400.00")
    headers = await scene.headers(Caller.EMMA)
    answer = await scene.demo.client.post(
        f"/orders/{number}/refunds", headers=headers, json={"amount": 35_000, "reason": "broken"}
    )
    assert answer.status_code == 202, answer.text
    proposal_id = answer.json()["proposal_id"]
    found = await scene.demo.client.get(f"/proposals/{proposal_id}", headers=headers)
    return Sent({"proposal_id": proposal_id}, {}, {"digest": found.json()["digest"]})


async def _paid_back(scene: Scene) -> str:
    """Pay back some of a new order of Rohan's, and return its number."""
    number = await make_order(scene, "delivered")
    answer = await scene.demo.client.post(
        f"/orders/{number}/refunds",
        headers=await scene.headers(Caller.EMMA),
        json={"amount": 100, "reason": "late"},
    )
    assert answer.status_code == 200, answer.text
    return number


async def refunded(scene: Scene, _caller: Caller) -> Sent:
    """Name a refund of Rohan's."""
    number = await _paid_back(scene)
    answer = await scene.demo.client.get(
        "/refunds", headers=await scene.headers(Caller.EMMA), params={"order_number": number}
    )
    return Sent({"refund_id": str(answer.json()["items"][0]["refund_id"])})


async def adjusted(scene: Scene, _caller: Caller) -> Sent:
    """Name an adjustment of Rohan's."""
    number = await make_order(scene, "delivered")
    answer = await scene.demo.client.post(
        f"/orders/{number}/adjustments",
        headers=await scene.headers(Caller.EMMA),
        json={"kind": "goodwill_credit", "amount": 100, "reason": "late"},
    )
    return Sent({"adjustment_id": str(answer.json()["result"]["adjustment_id"])})


def on_its_way(body: dict[str, object] | None = None) -> Prepare:
    """Return an example that names money on its way to Rohan, which a person has to move."""

    async def prepare(scene: Scene, _caller: Caller) -> Sent:
        number = await _paid_back(scene)
        headers = await scene.headers(Caller.EMMA)
        for _ in range(200):
            found = await scene.demo.client.get(
                "/transfers", headers=headers, params={"order_number": number, "state": "waiting"}
            )
            if found.json()["items"]:
                return Sent({"transfer_id": found.json()["items"][0]["transfer_id"]}, {}, body)
            await asyncio.sleep(0.05)
        message = "nobody handed the money over in ten seconds"
        raise AssertionError(message)

    return prepare
