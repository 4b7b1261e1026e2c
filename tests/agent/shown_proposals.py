"""Proposals as they are shown, of every kind, and what a yes to each may repeat."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from pydantic import JsonValue

from support_ai.access.role import Role
from support_ai.actions.models import Proposal, ProposalState
from support_ai.agent.restating import Restated, restated
from support_ai.core.action import Direction, Movement, Preview

_NAMES = {"credit_card": "Visa ending in 4030", "paypal": "PayPal", "gift_card": "gift card"}
_AT = datetime(2026, 5, 14, tzinfo=UTC)
_ID = UUID(int=1)


def movement(direction: Direction, minor: int, method: str) -> Movement:
    """Return money that moves in five to seven days."""
    return Movement(direction, minor, "USD", f"{method}_CUST-1", method, 5, 7, _NAMES.get(method, ""))


def made(preview: Preview, arguments: Mapping[str, JsonValue] | None = None) -> Proposal:
    """Return a proposal with this preview."""
    return Proposal(
        _ID, preview.action, preview.subject, "CUST-1", _ID, Role.CUSTOMER, None, ProposalState.PROPOSED, arguments or {}, preview,
        "", None, preview.amount_minor, preview.currency, None, None, _AT, _AT, None, None, {},
    )  # fmt: skip


def cancel(number: str = "ORD-2112", reason: str = "ordered by mistake") -> Proposal:
    """Return a cancellation that pays back $44.75."""
    moved = (movement(Direction.REFUND, 4475, "credit_card"),)
    sentence = f"Cancel order {number} ({reason}) and pay back $44.75."
    return made(Preview("cancel_order", f"order:{number}", sentence, 4475, "USD", moved))


def refund(minor: int = 64000) -> Proposal:
    """Return a refund of $640.00."""
    moved = (movement(Direction.REFUND, minor, "credit_card"),)
    return made(
        Preview("refund_order", "order:ORD-2102", "Refund $640.00 of order ORD-2102.", minor, "USD", moved)
    )


def returned(things: str, count: int, *methods: str) -> Proposal:
    """Return a return of some things."""
    moved = tuple(movement(Direction.REFUND, 5000, one) for one in methods or ("credit_card",))
    sentence = f"Return {things} of order ORD-456; $106.50 are paid back once it has arrived."
    ids: list[JsonValue] = [str(one) for one in range(count)]
    return made(Preview("return_items", "order:ORD-456", sentence, 10650, "USD", moved), {"item_ids": ids})


def address() -> Proposal:
    """Return another address for an order."""
    sentence = "Send order ORD-2098 to 48 Congress Ave, Suite 300, Austin, TX 78701, US."
    return made(Preview("change_order_address", "order:ORD-2098", sentence, 0, "USD"))


def _exchange() -> Proposal:
    moved = (movement(Direction.CHARGE, 300, "credit_card"),)
    sentence = "Exchange in order ORD-5: Desk Lamp (black, M) becomes Desk Lamp (brass, M); $3.00 are to be paid once it is replaced."
    return made(Preview("exchange_items", "order:ORD-5", sentence, -300, "USD", moved), {"item_ids": ["1"]})


def _exchange_of_two() -> Proposal:
    sentence = "Exchange in order ORD-6: Running Shoes (41, blue) becomes Running Shoes (42, blue), Trail Shoes (41, white) becomes Trail Shoes (42, white); the price stays the same once it is replaced."
    return made(Preview("exchange_items", "order:ORD-6", sentence, 0, "USD"), {"item_ids": ["1", "2"]})


def _items() -> Proposal:
    sentence = "Change order ORD-8: Hoodie (M, black) becomes Hoodie (M, grey); the price stays the same."
    return made(Preview("change_order_items", "order:ORD-8", sentence, 0, "USD"), {"item_ids": ["1"]})


def _payment() -> Proposal:
    moved = (movement(Direction.CHARGE, 5900, "paypal"), movement(Direction.REFUND, 5900, "credit_card"))
    sentence = (
        "Pay order ORD-7 with PayPal instead: $59.00 are charged there and paid back to the old method."
    )
    return made(Preview("change_order_payment", "order:ORD-7", sentence, 0, "USD", moved))


def _adjustment() -> Proposal:
    moved = (Movement(Direction.CREDIT, 1500, "USD", "store_credit", "voucher", 0, 0),)
    sentence = "Give $15.00 for order ORD-9: goodwill credit."
    return made(Preview("adjust_order", "order:ORD-9", sentence, 1500, "USD", moved))


def _step(action: str, sentence: str) -> Proposal:
    return made(Preview(action, "order:ORD-10", sentence, 0, "USD"))


_ONE = "Wireless Headphones (black)"
SHOWN: Mapping[str, Restated] = {
    "cancel": restated([cancel()], ("Ana Costa", "Thomas Berg")),
    "cancel unneeded": restated([cancel(reason="no longer needed")]),
    "cancel two": restated([cancel(), cancel("ORD-2113")]),
    "refund": restated([refund()]),
    "return one": restated([returned(_ONE, 1)], ("Ana Costa",)),
    "return two": restated([returned(f"{_ONE}, Water Bottle (750 ml)", 2)]),
    "return shirts": restated([returned("Cotton T-Shirt (M, navy), Cotton T-Shirt (M, navy)", 2)]),
    "return like": restated([returned("Cotton T-Shirt (M, navy), Cotton T-Shirt (M, white)", 2)]),
    "return split": restated([returned(_ONE, 1, "gift_card", "credit_card")]),
    "address": restated([address()]),
    "account": restated([made(Preview("change_customer_address", "customer:CUST-1", "Change the address to 12 Oak Road, Denver, CO 80202, US."))]),
    "exchange": restated([_exchange()]),
    "exchange two": restated([_exchange_of_two()]),
    "items": restated([_items()]),
    "payment": restated([_payment()]),
    "adjust": restated([_adjustment()]),
    "reject": restated([_step("set_return_status", "Set the return of order ORD-10 to rejected.")]),
    "approve": restated([_step("set_return_status", "Set the return of order ORD-10 to approved.")]),
    "status": restated([_step("set_order_status", "Set order ORD-10 to shipped.")]),
    "withdraw": restated([_step("withdraw_return", "Withdraw the return of order ORD-10: nothing is sent back.")]),
    "archive": restated([_step("archive_order", "Archive order ORD-10.")]),
    "several": restated([cancel(), address()]),
}  # fmt: skip
