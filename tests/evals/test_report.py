"""Shares with their intervals, and the reports of what failed."""

import json

from support_ai.evals.judging import Call, Came
from support_ai.evals.playing import Exchange, Played
from support_ai.evals.report import as_json, markdown
from support_ai.evals.scoring import interval, shares
from support_ai.evals.script import Conversation, DataSet, Script


def _played(name: str, about: list[str], *faults: str) -> Played:
    turns = [{"say": ["hi", "where?"], "has": ["ORD-1"]}]
    talk = Conversation.model_validate({"id": name, "as": "rohan", "about": about, "turns": turns})
    came = Came("Two lines:\n• one", ("order",), (), (Call("get_order", "refused", "order_not_found"),))
    exchange = Exchange(("hi", "where?"), came, faults, 0.1)
    return Played(Script("set.jsonl:1", talk, DataSet()), (exchange,), (), 0.2)


PLAYED = [_played("a", ["x", "y"]), _played("b", ["y"], "does not say 'ORD-1'")]


def test_an_interval_holds_its_share() -> None:
    low, high = interval(180, 200)
    assert 0.84 < low < 0.9 < high < 0.94
    assert interval(10, 10)[1] == 1


def test_each_tag_has_its_share_and_all_together_come_last() -> None:
    assert [(one.about, one.right, one.total) for one in shares(PLAYED)] == [
        ("x", 1, 1),
        ("y", 1, 2),
        ("together", 1, 2),
    ]


def test_the_report_holds_what_failed_as_a_transcript_and_nothing_else() -> None:
    text = markdown(PLAYED, shares(PLAYED), 0.9)
    assert "The floor of 90% is missed." in text
    assert "### b" in text
    assert "### a" not in text
    assert "> **rohan:** hi  \n> **rohan:** where?  \n> **assistant:** Two lines:  \n> • one" in text
    assert "cards: order; tools: get_order (refused by order_not_found)" in text
    assert "* ✗ does not say 'ORD-1'" in text
    assert "is reached" in markdown(PLAYED, shares(PLAYED), 0.5)


def test_the_document_for_programs_holds_everything() -> None:
    read = json.loads(as_json(PLAYED, shares(PLAYED)))
    assert [one["right"] for one in read["conversations"]] == [True, False]
    assert read["shares"][-1]["share"] == 0.5
    assert read["conversations"][1]["turns"][0]["faults"] == ["does not say 'ORD-1'"]
