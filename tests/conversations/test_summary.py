"""What goes with a hand-over is what was said and shown, and nothing else."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from support_ai.conversations.models import HandOverReason, Message, Speaker
from support_ai.conversations.summary import REASONS, sentences, summarise

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def said(speaker: Speaker, text: str, *, ago: int = 0, **more: object) -> Message:
    content = json.dumps({"text": text, **more})
    return Message(uuid4(), 1, uuid4(), speaker, content, NOW - timedelta(minutes=ago))


TALK = (
    said(Speaker.PERSON, "Where is my order?", ago=12),
    said(
        Speaker.ASSISTANT,
        "Your order ORD-789 is arriving tomorrow!",
        ago=11,
        cards=[{"kind": "order", "number": "ORD-789"}],
    ),
    said(Speaker.PERSON, "What is your  return\npolicy?", ago=5),
    said(
        Speaker.ASSISTANT, "Thirty days.", ago=5, sources=[{"title": "Returns", "heading": "", "url": "/r"}]
    ),
    said(Speaker.NOTICE, "Emma joined the conversation.", ago=3),
    said(Speaker.PERSON, "I want a person", ago=1),
)


def test_a_summary_tells_who_how_long_what_was_asked_what_was_shown_and_why() -> None:
    summary = summarise(TALK, "Rohan Mehta (CUST-123)", HandOverReason.ASKED, NOW)
    assert sentences(summary) == (
        "Rohan Mehta (CUST-123), for 12 minutes, 3 messages.",
        "They asked for a person.",
        "Asked last: “I want a person”",
        "Orders: ORD-789.",
        "The assistant showed order ORD-789, cited “Returns”.",
    )


def test_what_the_caller_knows_stands_beside_it_each_once() -> None:
    summary = summarise(
        TALK, "Rohan", HandOverReason.RULE, NOW, orders=["ORD-789", "ORD-1"], tried=["found no such order"]
    )
    assert summary.orders == ("ORD-789", "ORD-1")
    assert summary.tried[-1] == "found no such order"


def test_of_many_only_the_newest_ten_are_named_and_a_long_question_is_cut() -> None:
    orders = [f"ORD-{number}" for number in range(30)]
    summary = summarise(
        [said(Speaker.PERSON, "why " * 1000)], "Rohan", HandOverReason.ASKED, NOW, orders=orders
    )
    assert summary.orders == tuple(orders[-10:])
    assert len(summary.asked_last) <= 400
    assert summary.asked_last.endswith("…")


def test_nothing_said_is_no_error() -> None:
    summary = summarise([], "Somebody", HandOverReason.OTHER_LANGUAGE, NOW)
    assert sentences(summary) == (
        "Somebody, for 0 minutes, 0 messages.",
        REASONS[HandOverReason.OTHER_LANGUAGE],
    )


def test_every_reason_has_its_words() -> None:
    assert REASONS.keys() == {*HandOverReason}
