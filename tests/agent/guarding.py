"""What the tests of the guard know: a day of the shop, some orders, the demo shop's articles."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from support_ai.agent.grounds import Grounds
from support_ai.agent.guard import Guard
from support_ai.customers.models import Address, CustomerProfile, PaymentMethod, PaymentMethodType
from support_ai.demo.articles import read_articles
from support_ai.knowledge.models import Passage
from support_ai.orders.models import Order, OrderItem, OrderStatus, Shipment
from support_ai.payments.models import Payment, PaymentKind

GUARD = Guard(frozenset({"shop.example"}), frozenset({"canary-7f3a"}))
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
ROHAN = CustomerProfile(
    "CUST-123",
    "Rohan Mehta",
    "rohan@example.com",
    "+15550100123",
    Address("12 Elm Street", "", "Springfield", "IL", "62701", "US"),
    (PaymentMethod("credit_card_4190576", PaymentMethodType.CREDIT_CARD, "Visa", "4242"),),
)


def order(number: str, status: OrderStatus, *payments: Payment) -> Order:
    """Return an order of 228.00 USD, due tomorrow, placed on 20 November."""
    return Order(
        4711,
        number,
        "CUST-123",
        "Rohan Mehta",
        status,
        datetime(2026, 11, 21, 2, 0, tzinfo=UTC),  # the evening of the 20th in the shop
        "USD",
        (OrderItem(1, "1656367028", "P-9", "Desk lamp 5 W", (("color", "blue"),), 12, 1999, 0),),
        (
            Shipment(
                1, "UPS", "1Z6602378931", "in_transit", None, datetime(2026, 11, 27, 18, 30, tzinfo=UTC), None
            ),
        ),
        payments,
        ROHAN.address,
        22305,
        495,
        0,
        0,
        22800,
    )


SHIPPED = order("ORD-789", OrderStatus.SHIPPED)
CANCELLED = order("ORD-123", OrderStatus.CANCELLED, Payment(2, PaymentKind.REFUND, 22800, None, NOW))
PASSAGES = tuple(
    Passage(text.slug, text.title, "", part, 0.9)
    for text in read_articles()
    for part in text.markdown.split("\n\n")
)


def known(*values: object, heard: tuple[str, ...] = ()) -> Grounds:
    """Return grounds on Thursday, 26 November 2026, in New York."""
    grounds = Grounds(NOW, ZONE)
    for text in heard:
        grounds.hear(text)
    for value in values:
        grounds.learn(value)
    return grounds
