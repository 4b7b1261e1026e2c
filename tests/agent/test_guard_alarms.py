"""No false alarms: what the house itself says with grounded values leaves, and so do the shop's articles; nothing hostile hangs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from support_ai.agent.local import wording
from support_ai.agent.withheld import SENTENCES, WITHHELD
from support_ai.orders.models import OrderStatus
from tests.agent.guarding import GUARD, NOW, PASSAGES, ROHAN, SHIPPED, ZONE, known, order

_CONSTANTS = [
    text
    for name, text in vars(wording).items()
    if name.isupper() and isinstance(text, str) and not name.startswith("_")
]
_FIXED = [
    *_CONSTANTS,
    *wording.NOT_PERMITTED.values(),
    *wording.NOT_YET.values(),
    *SENTENCES.values(),
    WITHHELD,
]
# A hundred thousand characters of what makes careless patterns slow.
_PARTS = (
    "4242 ,1,1 ,i have ,$1,a@,a.,- ,  ,//,[,<a,five ,may ,3 ,é,1/1/,[a](,select ,_a,a_,ORD-,1.1.,12 elm ,password ,m,М,data:,"
    'refund of ,x@y.,monday to ,&#,{"'
)
_HOSTILE = _PARTS.split(",")


@pytest.mark.parametrize("text", _FIXED)
def test_what_the_house_says_may_leave(text: str) -> None:
    grounds = known(SHIPPED)
    grounds.did("hand_over")
    assert GUARD.judge(text, grounds).rule == ""


@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.parametrize("days", [-9, -1, 0, 1, 5])
def test_what_is_said_of_an_order_may_leave(status: OrderStatus, days: int) -> None:
    due = NOW + timedelta(days=days)
    found = order("ORD-5", status)
    parcel = replace(
        found.shipments[0],
        estimated_delivery=due,
        delivered_at=due if status is OrderStatus.DELIVERED else None,
    )
    found = replace(found, shipments=(parcel,))
    summary = wording.summary_of(found)
    lines = [*wording.details(found, NOW, ZONE, for_staff=True), wording.arrival(summary, NOW, ZONE)]
    assert [line for line in lines if GUARD.judge(line, known(found)).rule] == []
    lines = [*wording.listing([summary], NOW, ZONE, for_staff=False), wording.arrival(summary, NOW, ZONE)]
    assert [line for line in lines if GUARD.judge(line, known((summary,))).rule] == []


def test_what_is_said_of_a_person_may_leave() -> None:
    lines = wording.profile(ROHAN)
    assert [line for line in lines if GUARD.judge(line, known(ROHAN)).rule] == []


@pytest.mark.parametrize(
    "text",
    ["Your refund of $19.90 is on its way.", "Order ORD-5 of 2 items is on the way.", "$19.90 is on its way"],
)
def test_what_is_on_its_way_is_no_street(text: str) -> None:
    assert GUARD.judge(text, known(SHIPPED)).rule != "contact"


def test_a_street_that_nobody_named_is_held_back() -> None:
    assert GUARD.judge("It goes to 12 Elm Tree Way.", known(SHIPPED)).rule == "contact"


def test_the_shops_articles_may_be_quoted() -> None:
    grounds = known(PASSAGES)
    lines = [
        line
        for passage in PASSAGES
        for line in passage.text.splitlines()
        if line and not line.startswith("#")
    ]
    assert len(lines) > 20
    assert [line for line in lines if GUARD.judge(line, grounds).rule] == []
    assert [line for line in lines if GUARD.judge(f"Our policy says: {line}", grounds).rule] == []


@pytest.mark.parametrize("part", _HOSTILE)
def test_a_hostile_text_is_read_and_judged(part: str) -> None:
    text = (part * 100_000)[:100_000]
    grounds = known(SHIPPED, heard=(text,))
    assert GUARD.judge(text, grounds).rule == "long"
    GUARD.judge((part * 9_000)[:9_000], grounds)
