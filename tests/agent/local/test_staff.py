"""What colleagues mean, whom and what they ask for, and how amounts and reasons are read."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from support_ai.access.actor import Staff
from support_ai.access.role import Role
from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.names import is_no_name
from support_ai.agent.local.said import read
from support_ai.agent.local.slot_amount import left_of, written
from support_ai.agent.local.staff_beyond import elsewhere
from support_ai.agent.local.staff_commands import command_in
from support_ai.agent.local.staff_routing import meant
from support_ai.agent.local.staff_slots import NO_REASON, reason_in
from support_ai.agent.local.staff_wanted import Wanted, wanted_in
from support_ai.agent.local.understanding import Understood
from support_ai.customers.models import Address
from support_ai.orders.models import Order, OrderStatus
from support_ai.payments.models import Payment, PaymentKind

OWNER = Staff(uuid4(), uuid4(), Role.OWNER, "Olivia")
NOTHING = Understood(Intent.OUT_OF_SCOPE, 0.2, Intent.GREET, ())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Refund ORD-999", Intent.REFUND_ORDER),
        ("pay 15 back for ORD-789 onto his gift card, late delivery", Intent.REFUND_ORDER),
        ("refund all of ORD-999, goodwill", Intent.REFUND_ORDER),
        ("give Rohan 10 dollars goodwill credit on ORD-456", Intent.ADJUST_ORDER),
        ("Give the shipping of ORD-2134 back, 4.95, it came late", Intent.ADJUST_ORDER),
        ("waive the shipping on ORD-2134", Intent.ADJUST_ORDER),
        ("mark ORD-999 as shipped", Intent.SET_ORDER_STATUS),
        ("approve the return of ORD-456", Intent.SET_RETURN_STATUS),
        ("mark it as received", Intent.SET_RETURN_STATUS),
        ("Set up a return of one pair of shoes from ORD-2099", Intent.RETURN_ITEMS),
        ("what is the status of ORD-2131", None),
        ("how much did we refund today?", None),
    ],
)
def test_commands_are_read_by_their_words(text: str, intent: Intent | None) -> None:
    assert command_in(text, NOTHING) is intent


def test_a_question_about_a_return_is_no_return() -> None:
    asked = Understood(Intent.RETURN_ITEMS, 0.6, Intent.REFUND_STATUS, ())
    assert command_in("did Rohan return anything?", asked) is Intent.REFUND_STATUS


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("show me Nadia Jensen", Wanted.PROFILE),
        ("her last order", Wanted.LAST_ORDER),
        ("status of Michael's order", Wanted.LAST_ORDER),
        ("what did she pay with", Wanted.PAID),
        ("which payment methods does Rohan have", Wanted.METHODS),
        ("what has he ordered so far?", Wanted.ORDERS),
        ("what has she got open?", Wanted.OPEN_ORDERS),
        ("does she have any open tickets?", Wanted.TICKETS),
        ("has he sent anything back", Wanted.REFUNDS),
        ("any returns from this customer?", Wanted.REFUNDS),
        ("phone number?", Wanted.PHONE),
        ("customer number 1013", Wanted.PROFILE),
    ],
)
def test_what_is_wanted_of_a_customer(text: str, wanted: Wanted) -> None:
    assert wanted_in(text) is wanted


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("refund 20 dollars on ORD-456, the bottle was scratched", 2000),
        ("pay 15 back for ORD-789 onto his gift card", 1500),
        ("refund 300 on ORD-2083, faulty", 30000),
        ("make that 12.50", 1250),
        ("refund $1,250.00 of ORD-1", 125000),
        ("Refund ORD-999", None),
        ("put it on the card ending in 4242", None),
        ("refund 20 EUR", None),
    ],
)
def test_amounts_are_read_in_the_currency_of_the_order(text: str, minor: int | None) -> None:
    assert written(read(text), "USD") == minor


def test_what_is_left_is_what_was_paid_less_what_went_back() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    payments = (
        Payment(1, PaymentKind.PAYMENT, 22800, "card", at),
        Payment(2, PaymentKind.REFUND, 1000, "card", at, of_line=1),
    )
    order = Order(1, "ORD-1", "CUST-1", "Ann", OrderStatus.DELIVERED, at, "USD", (), (), payments, Address(), 22800, 0, 0, 0, 22800)  # fmt: skip
    assert left_of(order) == 21800


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("refund 20 dollars on ORD-456, the bottle was scratched", "the bottle was scratched"),
        ("give Rohan 10 dollars credit on ORD-456 for the crackling", "the crackling"),
        ("pay 15 back for ORD-789 onto his gift card, late delivery", "late delivery"),
        ("Refund ORD-999", NO_REASON),
        ("refund ORD-999, please", NO_REASON),
    ],
)
def test_reasons_are_the_colleagues_own_words(text: str, reason: str) -> None:
    assert reason_in(text) == reason


def test_what_is_done_elsewhere_is_known() -> None:
    assert elsewhere("make me an admin please", NOTHING) is not None
    assert elsewhere("I approve it myself", NOTHING) is not None
    assert not (elsewhere("approve the return of ORD-456", NOTHING) is not None)
    assert not (elsewhere("refund ORD-999", NOTHING) is not None)


def test_words_of_questions_are_no_names() -> None:
    assert is_no_name("Compare")
    assert is_no_name("Which")
    assert not is_no_name("Nadia")


@pytest.mark.parametrize(
    ("text", "head", "intent"),
    [
        ("How many orders have we had today?", Intent.ORDERS_TODAY, Intent.ORDERS_TODAY),
        ("orders today, total?", Intent.ORDERS_TODAY, Intent.ORDERS_TODAY),
        ("how much have people ordered for today so far", Intent.SALES_REPORT, Intent.ORDERS_TODAY),
        ("what is the average order today", Intent.SALES_REPORT, Intent.SALES_REPORT),
        ("how many orders did we sell by product today", Intent.SALES_REPORT, Intent.SALES_REPORT),
        ("our return terms, can you give me the wording?", Intent.FINANCIAL_REPORT, Intent.POLICY_QUESTION),
        ("Who wrote Harry Potter?", Intent.OUT_OF_SCOPE, None),
    ],
)
def test_a_days_orders_are_listed_and_rules_are_quoted(
    text: str, head: Intent, intent: Intent | None
) -> None:
    wish = Understood(head, 0.6, Intent.GREET, find_entities(text))
    assert meant(text, OWNER, wish, Memory()) is intent
