"""What the table of operations calls for of the shop's back end: records that nobody has, made anew for each call."""

from collections.abc import Mapping
from uuid import uuid4

from tests.security.scene import Caller, Scene, Sent

_PLACE = dict.fromkeys(("address1", "address2", "city", "state", "postal_code", "country"), "")
_ORDER = {"customer_id": "CUST-123", "status": "pending", "currency": "USD", **_PLACE}
_CUSTOMER = {"name": "Ada", "email": "", "phone": "", **_PLACE}


def _product() -> Mapping[str, object]:
    variant = {"item_id": f"I-{uuid4().hex}", "price": "1.00", "currency": "USD", "available": True}
    return {"product_name": "Lamp", "variants": [variant]}


def _id() -> str:
    return f"NEW-{uuid4().hex}"


async def order(_scene: Scene, _caller: Caller) -> Sent:
    """Say what there is of an order."""
    return Sent({"number": _id()}, body=_ORDER)


async def customer(_scene: Scene, _caller: Caller) -> Sent:
    """Say what there is of a customer."""
    return Sent({"customer_id": _id()}, body=_CUSTOMER)


async def product(_scene: Scene, _caller: Caller) -> Sent:
    """Say what there is of a product."""
    return Sent({"product_id": _id()}, body=_product())


async def orders(_scene: Scene, _caller: Caller) -> Sent:
    """Say what there is of two orders."""
    return Sent(body={"records": [{**_ORDER, "order_number": _id()} for _ in range(2)]})


async def customers(_scene: Scene, _caller: Caller) -> Sent:
    """Say what there is of two customers."""
    return Sent(body={"records": [{**_CUSTOMER, "customer_id": _id()} for _ in range(2)]})


async def products(_scene: Scene, _caller: Caller) -> Sent:
    """Say what there is of two products."""
    return Sent(body={"records": [{**_product(), "product_id": _id()} for _ in range(2)]})
