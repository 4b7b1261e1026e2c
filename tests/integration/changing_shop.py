"""The small shop with an order for every action, and every action done once, over REST, by its customer or the owner."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from support_ai.access.actor import Reason
from support_ai.identity.minting import mint_customer_token
from tests.integration.facts import PLACE, BackEnd
from tests.shop_files import FILES

# What stands in the place of the time of a change; everything that the files bring happened before.
NOW = "<now>"
_ORDERS = {
    "CANCEL": "pending",
    "GIFTED": "pending",
    "ADDRESS": "pending",
    "METHOD": "pending",
    "ITEMS": "pending",
    "STATUS": "pending",
    "ARCHIVE": "delivered",
    "REFUND": "delivered",
    "ADJUST": "delivered",
    "RETURN": "delivered",
    "WITHDRAW": "delivered",
    "EXCHANGE": "delivered",
    "KEEP": "delivered",
}
_TIME = re.compile(r"\b(?!2026-01-0)\d{4}-\d\d-\d\dT[\d:.]+Z")
_CARDS = {"GIFTED": "gift"}


def files() -> dict[str, str]:
    """Return the files that are changed; payments name no line, as a shop's own export would."""
    place = ",".join(PLACE.values())
    payments = [line.rpartition(",")[0] for line in FILES["payments.csv"].splitlines()]
    payments += [
        f"{number},payment,{'5' if number == 'GIFTED' else '55'}.00,{_CARDS.get(number, 'card')},2026-01-04T00:00:01Z"
        for number in _ORDERS
    ]
    return {
        "orders": FILES["orders.csv"]
        + "".join(
            f"{number},CUST-123,{status},2026-01-04T00:00:00Z,USD,{place},5.00,0.00,0.00\n"
            for number, status in _ORDERS.items()
        ),
        "order_items": FILES["order_items.csv"]
        + "".join(f"{number},1,I1,P1,Headphones,color=black,1,50.00,0.00\n" for number in _ORDERS),
        "payment_methods": FILES["payment_methods.csv"].replace("25.00", "80.00"),
        "products": FILES["products.csv"].replace("55.00,USD,false", "55.00,USD,true"),
        "payments": "\n".join(payments) + "\n",
    }


async def change_everything(program: BackEnd) -> set[str]:
    """Do every action once at least; return the routes that were called."""
    identity = program.shop.resources.identity
    token = await mint_customer_token(identity, Reason.STAFF_COMMAND, "CUST-123")
    rohan = {"authorization": f"Bearer {token}"}
    done: set[str] = set()

    async def act(who: dict[str, str], route: str, path: str, said: object = None) -> dict[str, Any]:
        method = route.partition(" ")[0]
        answer = await program.shop.client.request(method, path, headers=who, json=said)
        assert answer.status_code == 200, (path, answer.text)
        done.add(route)
        return answer.json()["result"]

    async def on(who: dict[str, str], number: str, what: str, said: object = None) -> dict[str, Any]:
        return await act(who, f"POST /orders/{{number}}/{what}", f"/orders/{number}/{what}", said)

    async def step(made: dict[str, Any], *statuses: str) -> None:
        for status in statuses:
            path = f"/returns/{made['return_id']}/status"
            await act(program.owner, "POST /returns/{return_id}/status", path, {"status": status})

    swap = {"item_ids": ["I1"], "new_item_ids": ["I2"], "payment_method_id": "card"}
    moved = PLACE | {"address1": "9 New Street", "postal_code": "60601"}
    await on(rohan, "CANCEL", "cancel", {"reason": "no longer needed"})
    await on(rohan, "GIFTED", "cancel", {"reason": "no longer needed"})
    await on(rohan, "ADDRESS", "address", moved)
    await on(rohan, "METHOD", "payment-method", {"payment_method_id": "gift"})
    await on(rohan, "ITEMS", "items", swap)
    await on(program.owner, "STATUS", "status", {"status": "processed"})
    await act(program.owner, "DELETE /orders/{number}", "/orders/ARCHIVE")
    await on(program.owner, "REFUND", "refunds", {"amount": 1234, "reason": "late"})
    for kind, amount in (("goodwill_credit", 1000), ("price_correction", 200), ("shipping", 300)):
        said = {"kind": kind, "amount": amount, "reason": "sorry"}
        await on(program.owner, "ADJUST", "adjustments", said)
    returned = await on(rohan, "RETURN", "returns", {"item_ids": ["I1"], "payment_method_id": "card"})
    await step(returned, "approved", "label_sent", "received", "refunded", "closed")
    withdrawn = await on(rohan, "WITHDRAW", "exchanges", swap)
    path = f"/returns/{withdrawn['return_id']}/withdraw"
    await act(rohan, "POST /returns/{return_id}/withdraw", path)
    exchanged = await on(rohan, "EXCHANGE", "exchanges", swap)
    await step(exchanged, "approved", "received", "replaced", "closed")
    await act(rohan, "PUT /me/address", "/me/address", moved)
    elsewhere = PLACE | {"address1": "5 Far Street"}
    route = "PUT /customers/{customer_id}/address"
    await act(program.owner, route, "/customers/CUST-456/address", elsewhere)
    return done


def lines(folder: Path) -> dict[str, Counter[str]]:
    """Return the lines of every file, with the times of changes blanked."""
    return {
        path.stem: Counter(_TIME.sub(NOW, path.read_text(encoding="utf-8")).splitlines())
        for path in sorted(folder.glob("*.csv"))
    }
