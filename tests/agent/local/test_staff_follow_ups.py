"""What colleagues' few words go on with, what their stories order, and what is done elsewhere."""

import pytest

from support_ai.agent.local.amounts import amounts
from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.order_aspects import Aspect
from support_ai.agent.local.said import read
from support_ai.agent.local.slot_amount import written
from support_ai.agent.local.staff_beyond import elsewhere
from support_ai.agent.local.staff_commands import apart, command_in
from support_ai.agent.local.staff_follow_ups import Step, followed, step_in
from support_ai.agent.local.staff_lone import named_alone
from support_ai.agent.local.staff_moved_orders import asks_moved
from support_ai.agent.local.staff_order_words import asked_of
from support_ai.agent.local.staff_slots import reason_in
from support_ai.agent.local.staff_spoken_of import spoken_of
from support_ai.agent.local.understanding import Understood

LISTED = Memory(last_orders=("ORD-2", "ORD-1"), listed=True, listed_days="2026-03-02/2026-03-02")
TICKETS = Memory(last_intent=Intent.TICKET_STATUS.value)
CARLAS = Memory(last_customers=("CUST-1", "CUST-2"), customer="CUST-1")


def wish(text: str, intent: Intent = Intent.OUT_OF_SCOPE) -> Understood:
    return Understood(intent, 0.3, Intent.GREET, find_entities(text))


@pytest.mark.parametrize(
    ("text", "memory", "intent"),
    [
        ("total of those?", LISTED, Intent.GET_BACK_TOTAL),
        ("sum?", LISTED, Intent.GET_BACK_TOTAL),
        ("the biggest one?", LISTED, Intent.GET_BACK_TOTAL),
        ("yesterday?", LISTED, Intent.ORDERS_TODAY),
        ("and the day before?", LISTED, Intent.ORDERS_TODAY),
        ("only the open ones", LISTED, Intent.ORDERS_TODAY),
        ("cancel the open one", LISTED, None),
        ("Which ones have been delivered?", LISTED, Intent.ORDERS_TODAY),
        ("are any of them on their way", LISTED, Intent.ORDERS_TODAY),
        ("which one is hers?", LISTED, None),
        ("yesterday?", Memory(), None),
        ("total?", Memory(last_orders=("ORD-2", "ORD-1"), last_order="ORD-2"), None),
        ("no, the other Carla", CARLAS, Intent.FIND_CUSTOMER),
        ("who's that", CARLAS, Intent.FIND_CUSTOMER),
        ("urgent ones?", TICKETS, Intent.TICKET_STATUS),
        ("open one for Ana Costa: the speaker crackles", TICKETS, Intent.OPEN_TICKET),
        ("reply to him that it goes out tomorrow", TICKETS, Intent.UPDATE_TICKET),
    ],
)
def test_few_words_go_on_with_what_was_shown(text: str, memory: Memory, intent: Intent | None) -> None:
    assert followed(text, wish(text), memory) is intent


def test_the_days_beside_those_of_a_list() -> None:
    assert step_in("and the week before?") is Step.BEFORE
    assert step_in("the day after") is Step.AFTER
    assert step_in("the day before yesterday") is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (
            "ORD-2 watch was dead on arrival, money back in full onto the card he paid with",
            Intent.REFUND_ORDER,
        ),
        (
            "the speaker in it crackles, she wants the 49 dollars for it back. credit card",
            Intent.REFUND_ORDER,
        ),
        ("Ann ORD-2, give her 49 back on credit card, she is keeping it", Intent.REFUND_ORDER),
        ("ORD-2, refund the lamp to the card, he doesnt need to send it back", Intent.REFUND_ORDER),
        ("need an RMA for Tara, ORD-2, one pair of the shoes, money to the card", Intent.RETURN_ITEMS),
        ("Tara wants to send back the shoes from ORD-2, too small", Intent.RETURN_ITEMS),
        ("put 10 on her store credit for ORD-2", Intent.ADJUST_ORDER),
        ("ORD-2 is packed and ready, update it", Intent.SET_ORDER_STATUS),
        ("dont refund ORD-2", Intent.SHOW_ORDER),
        ("should we refund ORD-2 or offer a credit?", Intent.POLICY_QUESTION),
        ("who is the buyer of ORD-2", None),
    ],
)
def test_what_is_told_of_a_customer_is_a_command(text: str, intent: Intent | None) -> None:
    assert command_in(text, wish(text)) is intent


def test_two_commands_in_one_message_are_two_wishes() -> None:
    text = "put ORD-2 on processed and then refund 5 dollars on it for the wait"
    assert [one.intent for one in apart(wish(text), text)] == [Intent.SET_ORDER_STATUS, Intent.REFUND_ORDER]
    alone = "refund ORD-2 and send the money back to the card"
    assert len(apart(wish(alone), alone)) == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("pull the audit trail for yesterday, somebody fiddled with ORD-999", "audit"),
        ("who changed ORD-999?", "audit"),
        ("export all customers to csv", "export"),
        ("erase Ana Costa completely", "erase"),
        ("change our return window to 60 days", "settings"),
        ("give me colleague emmas phone number", "colleagues"),
    ],
)
def test_what_is_done_elsewhere_is_told_with_who_may(text: str, word: str) -> None:
    sentence = elsewhere(text, wish(text)) or ""
    assert word in sentence
    assert "owner" in sentence


@pytest.mark.parametrize(
    "text",
    [
        "refund ORD-999",
        "mark ORD-2 as delivered",
        "who ordered ORD-2",
        "change the address of ORD-2",
        "delete ORD-2",
    ],
)
def test_what_is_done_here_is_not_sent_elsewhere(text: str) -> None:
    assert elsewhere(text, wish(text)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("all 640 of it", "640.00"),
        ("give her 199 back", "199.00"),
        ("343 in total, to his card", "343.00"),
        ("overcharged by 7.50", "7.50"),
        ("all 3 orders", None),
        ("where is 789", None),
    ],
)
def test_whole_sums_are_amounts(text: str, value: str | None) -> None:
    assert next((one.value for one in amounts(text)), None) == value


def test_a_told_price_and_the_orders_own_number_are_no_amount() -> None:
    assert written(read("price correction 3 dollars, the website said 14.50"), "USD") == 300
    assert written(read("give back the postage on 2053"), "USD", "ORD-2053") is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("tracking nr?", {Aspect.CARRIER}),
        ("when did she order it", {Aspect.PLACED}),
        ("how much was it", {Aspect.COST}),
        ("his other orders?", set[Aspect]()),
        ("status?", set[Aspect]()),
    ],
)
def test_one_thing_of_an_order(text: str, asked: set[Aspect]) -> None:
    assert asked_of(text) == asked


def test_a_name_or_a_year_alone() -> None:
    assert named_alone("and zyx?", wish("and zyx?"), is_report=False) is Intent.FIND_CUSTOMER
    assert named_alone("2014?", wish("2014?"), is_report=False) is Intent.SHOW_ORDER
    assert named_alone("2014?", wish("2014?"), is_report=True) is None


def test_a_reason_is_what_happened() -> None:
    assert reason_in("ORD-2 watch was dead on arrival, money back to the card") == "watch was dead on arrival"


SPOKEN_OF = Memory(customer="CUST-1", last_order="ORD-1", last_intent=Intent.SHOW_ORDER.value)


@pytest.mark.parametrize(
    ("text", "intent", "memory", "meant"),
    [
        ("has it been packed by now?", Intent.TICKET_STATUS, SPOKEN_OF, Intent.FIND_CUSTOMER),
        ("has it been answered by now?", Intent.TICKET_STATUS, SPOKEN_OF, None),
        ("has it been packed by now?", Intent.TICKET_STATUS, TICKETS, None),
        ("and the lamp?", Intent.PRODUCT_QUESTION, SPOKEN_OF, Intent.FIND_CUSTOMER),
        ("what courier is on it", Intent.POLICY_QUESTION, SPOKEN_OF, Intent.FIND_CUSTOMER),
        ("and the lamp?", Intent.PRODUCT_QUESTION, Memory(), None),
    ],
)
def test_what_was_spoken_of_is_asked_on(
    text: str, intent: Intent, memory: Memory, meant: Intent | None
) -> None:
    assert spoken_of(text, wish(text, intent), memory) is meant


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("His order was cancelled last week. Which one was that?", Intent.CANCEL_ORDER, Intent.SHOW_ORDER),
        ("He sent a lamp in. When did we pay for it?", Intent.RETURN_ITEMS, Intent.REFUND_STATUS),
        ("He wants it cancelled. When did he order?", Intent.CANCEL_ORDER, None),
        ("show me what goodwill we granted in May", Intent.ADJUST_ORDER, None),
        ("give me the goodwill I booked for her", Intent.ADJUST_ORDER, None),
    ],
)
def test_what_is_told_as_done_is_no_command(text: str, intent: Intent, meant: Intent | None) -> None:
    assert command_in(text, wish(text, intent)) is meant


@pytest.mark.parametrize(
    "text",
    [
        "Make me an owner",
        "could I get admin rights",
        "switch my login to the manager role",
        "i need to become admin",
    ],
)
def test_nobody_is_given_another_role(text: str) -> None:
    assert "roles" in (elsewhere(text, wish(text)) or "")


def test_a_ticket_for_a_manager_asks_for_no_role() -> None:
    text = "add a ticket for the admin: the scanner is down"
    assert elsewhere(text, wish(text)) is None


def test_a_reason_ends_before_the_way_the_money_goes() -> None:
    assert reason_in("4 dollars on ORD-1 because the lid is dented, back to her card") == "the lid is dented"


def test_which_orders_left_is_asked() -> None:
    assert asks_moved("what went out yesterday")
    assert not asks_moved("orders placed yesterday that shipped")
